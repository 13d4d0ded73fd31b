"""What people see after signing up: the same page whether they are new or known, so that it tells strangers nothing."""

from datetime import datetime
from typing import Any

from flask import Blueprint, Response, abort, current_app, g, make_response, redirect, render_template, request, url_for

from seminars import clock, tokens
from seminars.database.units import database_now, write_unit
from seminars.domain.errors import TooLate, TooManyCorrections
from seminars.domain.guard.suspicion import TooManySignUps
from seminars.domain.notices import reminders
from seminars.domain.people.names import full_name
from seminars.domain.registrations import admission, self_service
from seminars.extensions import db
from seminars.formats.calendars.seminar_event import address
from seminars.formats.registration_states import STATES
from seminars.formats.registration_states.next_steps import next_steps
from seminars.formats.registration_states.row import Act, State, main_act
from seminars.formats.sentences import in_words
from seminars.i18n import chosen_language, gettext
from seminars.models import Seminar, Submission
from seminars.models.registrations.situation import Situation, given, outlook_of
from seminars.public import asked_back
from seminars.public.forms import AddressForm
from seminars.web.networks import visitors_network
from seminars.web.protection.given_back import gives_back_its_form

blueprint = Blueprint("receipts", __name__, url_prefix="/registrations/received/<receipt>")

LIFETIME = 3600  # seconds
# What the form brought, by the first of these that anybody got.
_BY_STATUS = {
    "pending": Situation.PENDING,
    "confirmed": Situation.PLACE,
    "waiting": Situation.WAITING,
}


@blueprint.get("")
def show(receipt: str) -> str:
    submission = get_submission(receipt)
    return _page(receipt, submission, AddressForm(email=submission.typed.get("email", "")))


@blueprint.post("/message")
def send_again(receipt: str) -> Response:
    with write_unit():
        self_service.send_receipt_again(get_submission(receipt), now=database_now())
        db.session.commit()
    return redirect(url_for("public.receipts.show", receipt=receipt, done="sent"), 303)


@blueprint.post("/address")
@gives_back_its_form
def correct(receipt: str) -> Response:
    form = AddressForm()
    if not form.validate():
        submission = get_submission(receipt)
        if form.doubt:
            g.form_page = ("public.receipts.show", {"receipt": receipt})
            return make_response(asked_back.page(form, form.doubt), 422)
        return make_response(_page(receipt, submission, form), 422)
    try:
        with write_unit():
            admission.correct_address(get_submission(receipt), form.email.data, network=visitors_network())
            db.session.commit()
    except TooManySignUps:
        abort(429)
    except (TooManyCorrections, TooLate) as refusal:
        form.email.errors = [_words(refusal)]
        return make_response(_page(receipt, get_submission(receipt), form), 422)
    return redirect(url_for("public.receipts.show", receipt=receipt, done="corrected"), 303)


def get_submission(receipt: str) -> Submission:
    """The submission that this receipt stands for, or 404 if there is none or it was erased.

    After its hour it is 410, with the same page for each that we ever gave: it was here, and will not be again.
    """
    number, age = tokens.read_timed_token("receipt", receipt, tokens.FOR_EVER) or (None, 0)
    if not isinstance(number, int):
        abort(404)
    if age > LIFETIME:
        abort(make_response(_expired_page(receipt), 410))
    submission = db.session.get(Submission, number)
    return submission if submission is not None and submission.typed else abort(404)


def _expired_page(receipt: str) -> str:
    g.form_page = ("public.receipts.show", {"receipt": receipt})
    return render_template(
        "public/receipts/expired.html",
        is_refused=request.method == "POST",
        organisers=current_app.config["CONTROLLER_EMAIL"],
    )


def _words(refusal: Exception) -> str:
    if isinstance(refusal, TooManyCorrections):
        return gettext("The address was corrected several times already. Write to the organisers, please.")
    return gettext("The seminar has begun; the address cannot be corrected any more.")


def _page(receipt: str, submission: Submission, form: AddressForm) -> str:
    g.form_page = ("public.receipts.show", {"receipt": receipt})
    return render_template(
        "public/receipts/show.html",
        receipt=receipt,
        seminar=submission.seminar,
        typed=submission.typed,
        address=address(submission.seminar, chosen_language()),
        form=form,
        done=request.args.get("done", ""),
        **_what_came_of_it(submission, now=clock.now()),
    )


def _what_came_of_it(submission: Submission, *, now: datetime) -> dict[str, Any]:
    seminar, outlook = submission.seminar, outlook_of(submission.seminar, now=now)
    # Those from before there was a queue had a place.
    outcome = submission.outcome or {"confirmed": 1}
    status = next(status for status in _BY_STATUS if status in outcome)
    situation = given(_BY_STATUS[status], outlook)
    state = STATES[situation]
    headline, lead = _sentences(state, outcome, status, people=1 + len(submission.companions))
    acts = _acts(seminar, state)
    return {
        "state": state,
        "outlook": outlook,
        "headline": headline,
        "lead": lead,
        "others": _others(submission, outcome),
        "acts": acts,
        "main": main_act(acts),
        "steps": next_steps(
            situation,
            submission.typed.get("email", ""),
            some_wait=status == "confirmed" and "waiting" in outcome,
            is_reminded=reminders.reminds_on_the_eve(seminar, now=now),
        ),
    }


def _others(submission: Submission, outcome: dict[str, int]) -> list[tuple[str, str]]:
    """The names of those brought along, each with what they are told who got no place; "" with those who got one."""
    names = [full_name(each["given_name"], each["surname"]) for each in submission.companions]
    # Places went in the order of the form, to whoever sent it first; where nobody got one, the headline says so.
    placed = outcome["confirmed"] - 1 if "confirmed" in outcome else len(names)
    without = gettext("on the waiting list") if "waiting" in outcome else gettext("no place")
    return [(name, "" if number < placed else without) for number, name in enumerate(names)]


def _acts(seminar: Seminar, state: State) -> set[Act]:
    """What of the row's acts needs no link from a mail."""
    possible = {Act.ADD_TO_CALENDAR, Act.SEE_SEMINAR, Act.SEE_REGION}
    return set(state.acts & (possible | {Act.SEE_AGENDA} if seminar.sessions else possible))


def _sentences(state: State, outcome: dict[str, int], status: str, *, people: int) -> tuple[str, str]:
    """Headline and lead; those of the form who have to wait, or get nothing, are counted in both."""
    said = in_words(state.receipt, num=outcome[status]), in_words(state.receipt_lead, num=outcome[status])
    others, num = state.others_wait, outcome.get("waiting", 0)
    if not num:
        others, num = state.others_stay_out, people - sum(outcome.values())
    added = [in_words(sentence, num=num) if num else "" for sentence in others]
    return tuple(" ".join(filter(None, both)) for both in zip(said, added, strict=True))
