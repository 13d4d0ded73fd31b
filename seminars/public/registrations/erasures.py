"""Taking one's data back: a page that says what goes and what stays, and the act itself. It cannot be undone."""

from datetime import datetime

from flask import Blueprint, Response, g, redirect, render_template, url_for

from seminars import clock, tokens
from seminars.database.units import write_unit
from seminars.domain import openings
from seminars.domain.privacy import erasure
from seminars.domain.registrations import leaving
from seminars.domain.registrations.situations import situation_of
from seminars.extensions import db
from seminars.formats.registration_states import STATES
from seminars.formats.sentences import in_words
from seminars.models import Registration, Status
from seminars.public.registrations.pages import get_registration

blueprint = Blueprint("erasures", __name__, url_prefix="/registrations")


@blueprint.get("/erased")
def done() -> str:
    """The same for everybody, since the link of the registration has stopped working."""
    return render_template("public/erasures/done.html")


@blueprint.get("/<token>/erasure")
def new(token: str) -> str:
    registration = get_registration(token)
    g.form_page = ("public.erasures.new", {"token": token})
    people = [member for party in erasure.signed_up_together(registration) for member in party.members]
    has_begun = openings.has_begun(registration.seminar, now=clock.now())
    return render_template(
        "public/erasures/new.html",
        token=token,
        registration=registration,
        seminar=registration.seminar,
        people=people,
        has_begun=has_begun,
        what_happens=_what_happens(people, now=clock.now()),
    )


def _what_happens(people: list[Registration], *, now: datetime) -> str:
    """What it means for the seats, "" if nothing is given back; a place that somebody loses is said before the rest."""
    leave = [person for person in people if leaving.may_be_given_back(person, now=now)]
    most = [person for person in leave if person.status == Status.CONFIRMED] or leave
    return in_words(STATES[situation_of(most[0], now=now)].cancel[0], num=len(most)) if most else ""


@blueprint.post("/<token>/erasure")
def create(token: str) -> Response:
    with write_unit():
        # A second press finds it done: whoever has the link knows that there was something.
        if not _is_erased(token):
            erasure.erase(get_registration(token))
            db.session.commit()
    return redirect(url_for("public.erasures.done"), 303)


def _is_erased(token: str) -> bool:
    read = tokens.read_manage_token(token)
    registration = db.session.get(Registration, read[0]) if read else None
    return registration is not None and registration.erased_at is not None
