"""Forms that are sent away because too many come at once: nothing is lost, and one sent away before goes first."""

import re
from collections.abc import Callable
from functools import cache

from flask import Response, g, make_response, render_template, request

from seminars import tokens
from seminars.database.gate import Busy, refuse_late
from seminars.database.units import arrived_at
from seminars.i18n import gettext
from seminars.public.sign_up.form import MOST_COMPANIONS_SHOWN, SignUpForm
from seminars.tokens import FORM_LIFETIME
from seminars.web.forms import nothing_beyond


def send_away_if_late() -> Response | None:
    """Give back a form that came when too many wait, with everything in it but without asking the database for
    anything: to look at it would take almost as long as to accept it."""
    if request.method != "POST":
        return None
    try:
        refuse_late(arrived_at(), sent_away_for=_seconds_away() or 0)
    except Busy as refusal:
        g.form_page = ("public.sign_up.new", request.view_args)
        fields = _fields() | {"sent_away": token_of_wait()}
        page = render_template("public/sign_up/busy.html", fields=fields, words=words())
        return sent_away(page, refusal)
    return None


def _fields() -> dict[str, str]:
    """What was sent of the form's own fields, or as much of it as the form would show again."""
    sent = ((name, value, _shown_again().get(_first_of_its_kind(name))) for name, value in request.form.items())
    shown = {name: shown_again(value) for name, value, shown_again in sent if shown_again}
    companions = [name for name in shown if name.startswith("companions-")]
    beyond = set(companions[2 * MOST_COMPANIONS_SHOWN :])  # two names each
    return {name: value for name, value in shown.items() if name not in beyond}


def _first_of_its_kind(name: str) -> str:
    return re.sub("^companions-[0-9]{1,20}-", "companions-0-", name)


@cache
def _shown_again() -> dict[str, Callable[[str], str]]:
    """By the names of the form's fields."""
    form = SignUpForm(None)
    fields = (*form, *form.companions[0].form)
    return {field.name: getattr(field, "shown_again", nothing_beyond) for field in fields}


def token_of_wait() -> str:
    """By which this form is known, when it comes back, as one that was sent away, and since when."""
    if _seconds_away() is not None:
        return request.form["sent_away"]
    return tokens.timed_token("sent-away", _end_of_form_token())


def _seconds_away() -> float | None:
    read = tokens.read_timed_token("sent-away", request.form.get("sent_away", ""), int(FORM_LIFETIME.total_seconds()))
    return read[1] if read and read[0] == _end_of_form_token() else None


def _end_of_form_token() -> str:
    """Enough of its signature that nobody uses one form's precedence for others."""
    return request.form.get("token", "")[-20:]


def sent_away(page: str, refusal: Busy) -> Response:
    return make_response(page, 503, {"Retry-After": str(refusal.retry_after)})


def words() -> str:
    return gettext("Very many people are signing up at this moment. Nothing is lost: send it again in a few seconds.")
