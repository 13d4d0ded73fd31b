"""What organisers decide about somebody who signed up: approve, decline, offer a place out of turn."""

from datetime import datetime

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_security import current_user

from seminars import clock
from seminars.database.units import write_unit
from seminars.domain import openings
from seminars.domain.errors import DomainError, NotPending, NotWaiting, TooLate
from seminars.domain.organisers.roles import Act
from seminars.domain.registrations import approvals, waiting_list
from seminars.domain.seating import deadlines, seats
from seminars.extensions import db
from seminars.i18n import gettext
from seminars.local_times import on_the_clock
from seminars.models import Registration, Status
from seminars.organiser.access import get_registration
from seminars.organiser.forms import OfferForm, ReasonForm
from seminars.organiser.seminars import times
from seminars.web.protection.given_back import gives_back_its_form

blueprint = Blueprint("decisions", __name__, url_prefix="/seminars/<slug>/registrations/<code>")


@blueprint.post("/approval")
def approve(slug: str, code: str) -> ResponseReturnValue:
    try:
        with write_unit():
            registration = get_registration(slug, code, Act.DECIDE)
            may_exceed = bool(request.form.get("exceed"))
            status = approvals.approve(registration, actor=current_user.email, may_exceed=may_exceed)
            db.session.commit()
    except (NotPending, TooLate):
        return _told(slug, code, _why_not(slug, code) or gettext("Nothing was changed: this is decided already."))
    if status == Status.CONFIRMED:
        return _told(slug, code, gettext("Approved; the person is told that they have a place."))
    words = gettext(
        "Approved. Too few places are free, or others have waited longer, so it is on the waiting list; we write so."
    )
    return _told(slug, code, words)


@blueprint.get("/refusal")
def new_refusal(slug: str, code: str) -> ResponseReturnValue:
    return _page("organiser/decisions/refusal.html", slug, code, ReasonForm(formdata=None))


@blueprint.post("/refusal")
@gives_back_its_form
def refuse(slug: str, code: str) -> ResponseReturnValue:
    form = ReasonForm()
    try:
        with write_unit():
            registration = get_registration(slug, code, Act.DECIDE)
            if not form.validate():
                return _page("organiser/decisions/refusal.html", slug, code, form), 422
            approvals.decline(registration, reason=form.reason.data, actor=current_user.email)
            db.session.commit()
    except NotPending:
        return _told(slug, code, _why_not(slug, code) or gettext("Nothing was changed: this is decided already."))
    return _told(slug, code, gettext("Declined; the person is told the reason."))


@blueprint.get("/offer")
def new_offer(slug: str, code: str) -> ResponseReturnValue:
    seminar = get_registration(slug, code, Act.DECIDE).seminar
    proposed = deadlines.deadline(seminar, now=clock.now())
    ends = on_the_clock(proposed, seminar.timezone) if proposed else None
    return _page("organiser/decisions/offer.html", slug, code, OfferForm(formdata=None, data={"ends": ends}))


@blueprint.post("/offer")
@gives_back_its_form
def offer(slug: str, code: str) -> ResponseReturnValue:
    form = OfferForm()
    try:
        with write_unit():
            registration = get_registration(slug, code, Act.DECIDE)
            ends_at = _end_of_offer(form, registration) if form.validate() else None
            if ends_at is None:
                return _page("organiser/decisions/offer.html", slug, code, form), 422
            waiting_list.offer_out_of_turn(
                registration, actor=current_user.email, ends_at=ends_at, may_exceed=form.exceed.data
            )
            db.session.commit()
    except NotWaiting:
        words = gettext("Nothing was changed: this registration is not on the waiting list.")
        return _told(slug, code, _why_not(slug, code) or words)
    except DomainError as refusal:
        form.refuse(refusal)
        return _page("organiser/decisions/offer.html", slug, code, form), 422
    return _told(slug, code, gettext("The place is offered; the person is told until when to answer."))


def _end_of_offer(form: OfferForm, registration: Registration) -> datetime | None:
    return times.find_instant(form, "ends", form.ends.data, registration.seminar.timezone)


def _why_not(slug: str, code: str) -> str:
    """What became of the seminar meanwhile, where that is why nothing can be decided."""
    why = openings.why_closed(get_registration(slug, code, Act.DECIDE).seminar, now=clock.now())
    return {
        "cancelled": gettext("Nothing was changed: the seminar is cancelled."),
        "postponed": gettext("Nothing was changed: the seminar is postponed, so no place is offered now."),
        "over": gettext("Nothing was changed: the seminar has begun."),
    }.get(why or "", "")


def seats_after(registration: Registration, status: Status) -> int:
    """How many seats would be taken if those of this party who are in this state got one each."""
    wanted = [member for member in registration.party.members if member.status == status]
    return seats.seats_taken(registration.seminar_id) + len(wanted)


def _told(slug: str, code: str, words: str) -> ResponseReturnValue:
    flash(words)
    return redirect(url_for("organiser.registrations.show", slug=slug, code=code), 303)


def _page(template: str, slug: str, code: str, form: ReasonForm | OfferForm) -> str:
    registration = get_registration(slug, code, Act.DECIDE)
    return render_template(template, registration=registration, seminar=registration.seminar, form=form)
