"""The session of somebody who is signed in: its cookie holds the key of a sign-in, which each request looks up.

A session without such a key is that of a version that knew none. It is not turned into a sign-in: each copy of that
cookie could become one again and again, also after it was ended.
"""

from contextlib import suppress

from flask import Flask, g, request, session
from flask_security import login_user, logout_user
from sqlalchemy.exc import DBAPIError

from seminars import clock
from seminars.database.gate import Busy
from seminars.database.units import database_now, write_unit
from seminars.domain.organisers import password_tries, sign_ins
from seminars.extensions import db
from seminars.models import Organiser, SignIn
from seminars.organiser.account import browsers, known_browsers
from seminars.web.networks import visitors_network

FRESH = 900  # seconds after a sign-in link was used
PATIENCE = 0.2  # seconds that a page waits to note that somebody is there
_KEY = "sign_in"
_CAME_BY_LINK_AT = "came_by_link_at"


def init_app(app: Flask) -> None:
    # Flask-Security's own would ask for the account alone.
    app.login_manager.user_loader(_find_account)  # type: ignore[attr-defined] # Flask-Login puts it there


def _find_account(uniquifier: str) -> Organiser | None:
    found = sign_ins.find_open(session.get(_KEY, ""), now=clock.now())
    if found is None or found[1].fs_uniquifier != uniquifier:
        return None
    g.sign_in, organiser = found
    return organiser


def present_sign_in() -> SignIn:
    """The one by which whoever asks is signed in."""
    return g.sign_in


def note_seen() -> None:
    """Write down once an hour that somebody is there. No page fails or waits for it: the next one tries again."""
    sign_in = present_sign_in()
    if sign_in.seen_at > clock.now() - sign_ins.NOTED_EVERY:
        return
    number = sign_in.id
    with suppress(Busy, DBAPIError, OSError), write_unit(patience=PATIENCE):
        sign_ins.note_seen(number, now=database_now())
        db.session.commit()


def begin_session(organiser: Organiser, *, remember: bool = False, is_known_browser: bool = True) -> None:
    """A fresh session, so that nobody who knew the old cookie gets in with it. Browser and network are known from now
    on; of a browser that was not, the owner of the account is told. Call it in the write unit that lets them in."""
    now, browser = database_now(), browsers.named(request.user_agent.string)
    key = sign_ins.begin(organiser, browser=browser, is_known_browser=is_known_browser, now=now)
    password_tries.note_network(organiser, visitors_network(), now=now)
    session.clear()
    login_user(organiser)
    session[_KEY] = key
    session.permanent = remember
    known_browsers.remember(organiser)


def begin_session_by_link(organiser: Organiser, *, is_known_browser: bool = True) -> None:
    begin_session(organiser, is_known_browser=is_known_browser)
    session[_CAME_BY_LINK_AT] = clock.now().timestamp()


def came_by_link_of_late() -> bool:
    """Whether the mailbox of the account was just shown to be theirs."""
    return clock.now().timestamp() - session.get(_CAME_BY_LINK_AT, 0) <= FRESH


def end_session() -> None:
    """Sign out here alone. Call it in a write unit."""
    sign_ins.end(present_sign_in(), now=database_now())
    logout_user()
    session.clear()
