"""Forms that came too late or without their cookie: shown once more with all that was typed, and a fresh token."""

from collections.abc import Callable
from typing import Any

from flask import Response, abort, current_app, g, render_template, request
from flask.typing import ResponseReturnValue

from seminars import tokens
from seminars.i18n import gettext
from seminars.models import Seminar
from seminars.tokens import FORM_LIFETIME
from seminars.web.forms import nothing_beyond
from seminars.web.protection.doors import Asks, Token, door

MOST_FIELDS = 700  # of a bare button; the longest list of ticks has one for each of 200 people, and two for 200 others
MARKER = "given_back"
NEVER_SHOWN = ("csrf_token", MARKER, "password", "present", "again")
_SHOWS_ITSELF = "gives_back_its_form"


def gives_back_its_form(view: Callable[..., Any]) -> Callable[..., Any]:
    """A view whose form shows itself once more if it does not validate, as it does not when it was given back."""
    setattr(view, _SHOWS_ITSELF, True)
    return view


def is_given_back() -> bool:
    """Whether what was just sent must not be done."""
    return g.get("given_back") is not None


def page_instead() -> ResponseReturnValue | None:
    """What is shown instead of doing what a bare button asked for."""
    if not is_given_back() or getattr(current_app.view_functions[request.endpoint or ""], _SHOWS_ITSELF, False):
        return None
    show = door().page
    return show() if show else abort(400)


def page(layout: str, **facts: Any) -> str:
    """All that was sent, behind one button that sends it again."""
    heading = gettext("Nothing is done yet")
    fields = [(name, nothing_beyond(value)) for name, value in _sent()[:MOST_FIELDS]]
    return render_template("errors/given_back.html", layout=layout, heading=heading, fields=fields, **facts)


def signed_out_page(layout: str) -> str:
    """The same for somebody who has to sign in first. It carries no token: signing in makes another session."""
    heading = gettext("You are signed out")
    facts = {"heading": heading, "fields": _sent(), "lost_a_password": _held_a_password()}
    return render_template("errors/signed_out.html", layout=layout, **facts)


def _sent() -> list[tuple[str, str]]:
    return [(name, value) for name, value in request.form.items(multi=True) if name not in NEVER_SHOWN]


def say_so_by_status(response: Response) -> Response:
    """A form that was given back is not what was asked for, however well its page looks."""
    if is_given_back() and response.status_code == 200:  # noqa: PLR2004
        response.status_code = 422
    return response


def marker() -> str:
    """What tells of a form that it was given back, when it comes again; "" in all others."""
    return tokens.timed_token(MARKER, "") if is_given_back() else ""


def words(seminar: Seminar | None = None) -> list[str]:
    """Why the form was given back, and what to do; nothing if it was not."""
    if not is_given_back():
        return []
    if _came_again():
        return [_NO_COOKIES[door().asks](), _way_around(seminar)]
    return [_too_old()]


def _came_again() -> bool:
    """Whether the very form that was given back comes a second time, again without what it needs."""
    written = request.form.get(MARKER, "")
    return tokens.read_timed_token(MARKER, written, int(FORM_LIFETIME.total_seconds())) is not None


def _too_old() -> str:
    if _held_a_password():
        return gettext("This page was open for too long. Nothing is lost but the password: type it once more.")
    if g.given_back is Token.EXPIRED:
        return gettext("This page was open for too long. Nothing is lost: send it once more.")
    return gettext("This form was open for too long, or your browser keeps no cookies. Nothing is lost: send it again.")


def _held_a_password() -> bool:
    return any(name in request.form for name in ("password", "present"))


_NO_COOKIES: dict[Asks, Callable[[], str]] = {
    Asks.OWN_PAGE: lambda: gettext("Your browser seems to keep no cookies, so we cannot take this from it."),
    Asks.TOKEN: lambda: gettext("Your browser seems to keep no cookies, and without them nobody can sign in."),
}


def _way_around(seminar: Seminar | None) -> str:
    if door().asks is Asks.TOKEN:
        return gettext("Allow cookies for this site, or use another browser.")
    if seminar and seminar.host_phone:
        return gettext(
            "Allow cookies for this site, use another browser, or call the host: %(phone)s.", phone=seminar.host_phone
        )
    return gettext(
        "Allow cookies for this site, use another browser, or write to %(address)s.",
        address=current_app.config["CONTROLLER_EMAIL"],
    )
