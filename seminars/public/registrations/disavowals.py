"""The owner of an address says that it was not them who signed up: a page that says what that does, and the act."""

from flask import Blueprint, g, redirect, render_template, url_for
from werkzeug.wrappers import Response

from seminars import clock
from seminars.domain.registrations import leaving, self_service
from seminars.formats.calendars.seminar_event import address
from seminars.formats.registration_states.row import Act
from seminars.i18n import chosen_language
from seminars.public.registrations import own_page
from seminars.public.registrations.pages import act_on, get_registration

blueprint = Blueprint("disavowals", __name__, url_prefix="/registrations/<token>/disavowal")


@blueprint.get("")
def new(token: str) -> str | Response:
    """Where there is nothing to disown any more, one's own page says how things stand."""
    registration = get_registration(token)
    if not own_page.may_leave_by(Act.DISOWN, registration, now=clock.now()):
        return redirect(url_for("public.registrations.show", token=token))
    g.form_page = ("public.disavowals.new", {"token": token})
    return render_template(
        "public/disavowals/new.html",
        token=token,
        people=registration.party.active_members,
        seminar=registration.seminar,
        address=address(registration.seminar, chosen_language()),
    )


@blueprint.post("")
def create(token: str) -> Response:
    return act_on(token, leaving.disavow, noted=self_service.ask_for_quiet)
