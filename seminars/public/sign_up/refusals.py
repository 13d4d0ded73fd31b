"""Why a sign-up form was not taken, in words; and the short answer to one that waited too long to be looked at."""

import re
from functools import cache

from flask import Response, g, make_response, render_template, request

from seminars import tokens
from seminars.database.gate import Busy, refuse_late
from seminars.database.units import arrived_at
from seminars.domain.errors import PartlyFits, PartyTooLarge
from seminars.i18n import chosen_language, gettext, moment, ngettext
from seminars.models import Seminar
from seminars.public.sign_up.form import SignUpForm
from seminars.tokens import FORM_LIFETIME


def send_away_if_late() -> Response | None:
    """Give back a form that came when too many wait, with everything in it but without asking the database for
    anything: to look at it would take almost as long as to accept it."""
    if request.method != "POST":
        return None
    try:
        refuse_late(arrived_at(), sent_away_for=_seconds_away() or 0)
    except Busy as refusal:
        g.form_page = ("public.sign_up.new", request.view_args)
        fields = {name: value for name, value in request.form.items() if _is_of_the_form(name)}
        fields["sent_away"] = sent_away_token()
        page = render_template("public/sign_up/busy.html", fields=fields, typed=request.form, words=busy())
        return sent_away(make_response(page), refusal)
    return None


def _is_of_the_form(name: str) -> bool:
    return name in _field_names() or re.fullmatch(r"companions-[0-9]{1,20}-(given_name|surname)", name) is not None


@cache
def _field_names() -> frozenset[str]:
    return frozenset(field.name for field in SignUpForm(None))


def sent_away_token() -> str:
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


def sent_away(answer: Response, refusal: Busy) -> Response:
    answer.status_code = 503
    answer.headers["Retry-After"] = str(refusal.retry_after)
    return answer


def busy() -> str:
    return gettext("Very many people are signing up at this moment. Nothing is lost: send it again in a few seconds.")


def not_open_yet(seminar: Seminar) -> str:
    opens = moment(seminar.registration_opens_at, seminar.timezone, chosen_language())
    return gettext("Registration opens on %(moment)s. Nothing is lost: send it again then.", moment=opens)


def ask_party(form: SignUpForm, refusal: PartlyFits | PartyTooLarge) -> str:
    """Why people who sign up together cannot all be taken; what they can choose goes into the form."""
    form.when_short.data = ""
    if isinstance(refusal, PartyTooLarge):
        return ngettext(
            "This seminar has %(num)d place in all, so you cannot wait for places together. Sign up one by one.",
            "This seminar has %(num)d places in all, so you cannot wait for places together. Sign up fewer at once.",
            refusal.capacity,
        )
    if refusal.queue_closed:
        return ngettext(
            "Only %(num)d place is left, and nobody can join the waiting list. Sign up one person.",
            "Only %(num)d places are left, and nobody can join the waiting list. Sign up no more people than that.",
            refusal.left,
        )
    form.seats_left = refusal.left
    return gettext("Not all of you fit. Nothing is lost: choose below, and send it again.")


def sent_already() -> str:
    return gettext(
        "You have sent this form already, with other answers, and that was accepted. "
        "To sign up one more person, send it again."
    )
