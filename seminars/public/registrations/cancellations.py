"""Leaving, on a page of its own: what it means and for whom, and the press that does it."""

from flask import Blueprint, g, redirect, render_template, url_for
from werkzeug.wrappers import Response

from seminars import clock
from seminars.domain.registrations import leaving
from seminars.domain.registrations.situations import situation_of
from seminars.formats.calendars.seminar_event import address
from seminars.formats.registration_states import STATES
from seminars.formats.registration_states.row import Act
from seminars.formats.sentences import in_words
from seminars.i18n import chosen_language
from seminars.public.registrations import own_page
from seminars.public.registrations.pages import act_on, get_registration

blueprint = Blueprint("cancellations", __name__, url_prefix="/registrations/<token>/cancellation")


@blueprint.get("")
def new(token: str) -> str | Response:
    """Where nothing can be cancelled any more, one's own page says how things stand."""
    registration, now = get_registration(token), clock.now()
    if not own_page.may_leave_by(Act.CANCEL, registration, now=now):
        return redirect(url_for("public.registrations.show", token=token))
    g.form_page = ("public.cancellations.new", {"token": token})
    people = registration.party.active_members
    what_happens, button = STATES[situation_of(registration, now=now)].cancel
    return render_template(
        "public/cancellations/new.html",
        token=token,
        registration=registration,
        people=people,
        seminar=registration.seminar,
        address=address(registration.seminar, chosen_language()),
        what_happens=in_words(what_happens, num=sum(each.status == registration.status for each in people)),
        button=in_words(button),
    )


@blueprint.post("")
def create(token: str) -> Response:
    return act_on(token, leaving.cancel, by="person")
