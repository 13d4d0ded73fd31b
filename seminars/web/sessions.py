"""Which pages have a session at all, and what it knows. Pages that will be cached read no cookie and set none."""

import re

from flask import Flask, Request, Response, current_app, request, session
from flask.sessions import SecureCookieSession, SecureCookieSessionInterface, SessionMixin

from seminars.i18n import BY_CODE

_WITH_SESSION = re.compile(r"/(organiser|[a-z]{2}/registrations|[a-z]{2}/seminars/[^/]+/registrations)(/|$)")
_LANGUAGE = "language"


def has_session(path: str) -> bool:
    """Whether the page at `path` carries a form or belongs to a signed-in organiser."""
    return _WITH_SESSION.match(path) is not None


class PathSessions(SecureCookieSessionInterface):
    """Flask's signed cookie on pages that need it; everywhere else an empty session that is never saved."""

    def open_session(self, app: Flask, request: Request) -> SecureCookieSession | None:
        return super().open_session(app, request) if has_session(request.path) else SecureCookieSession()

    def save_session(self, app: Flask, session: SessionMixin, response: Response) -> None:
        if has_session(request.path):
            super().save_session(app, session, response)


def remember_language_of_account(language: str) -> None:
    """For pages that must not ask the database, or come when nobody is signed in any more."""
    if session.get(_LANGUAGE) != language:
        session[_LANGUAGE] = language


def known_language() -> str:
    """The account's, where the session tells of one; else what the browser asks for, else the site's first."""
    languages, of_account = current_app.config["LANGUAGES"], session.get(_LANGUAGE)
    if of_account in BY_CODE:
        return of_account
    return request.accept_languages.best_match(languages, languages[0])
