"""Which pages have a session at all. Pages that will be cached read no cookie and set none."""

import re

from flask import Flask, Request, Response, request
from flask.sessions import SecureCookieSession, SecureCookieSessionInterface, SessionMixin

_WITH_SESSION = re.compile(r"/(organiser|[a-z]{2}/registrations|[a-z]{2}/seminars/[^/]+/registrations)(/|$)")


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
