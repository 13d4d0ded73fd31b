"""One seminar: its page and its calendar file."""

from flask import Blueprint, Response, abort, make_response, render_template

from seminars import clock
from seminars.domain import listings
from seminars.formats.seminar_event import address, location
from seminars.i18n import chosen_language
from seminars.models import Seminar
from seminars.public import linked_data
from seminars.public.caching import cached
from seminars.public.calendar_answers import calendar_answer

blueprint = Blueprint("seminars", __name__, url_prefix="/seminars")


@blueprint.get("/<slug>")
def show(slug: str) -> Response:
    seminar, now = get_public(slug), clock.now()
    entry = listings.as_listed(seminar, now=now)
    page = render_template(
        "public/seminars/show.html",
        entry=entry,
        seminar=seminar,
        place=location(seminar, chosen_language())[0],
        address=address(seminar, chosen_language()),
        next_entry=listings.next_in_region(seminar, now=now) if entry.state not in ("open", "few") else None,
        event_data=linked_data.event(seminar, entry),
        speakers=sorted(
            {each for session in seminar.sessions for each in session.speakers}, key=lambda each: each.name
        ),
    )
    return cached(make_response(page))


@blueprint.get("/<slug>.ics")
def calendar(slug: str) -> Response:
    seminar = get_public(slug)
    return calendar_answer(
        (listings.version_of(seminar),),
        name=seminar.title.in_language(chosen_language())[0],
        filename=f"{slug}.ics",
        attachment=True,
    )


def get_public(slug: str) -> Seminar:
    """The seminar at this address, or 404."""
    seminar = listings.find_public(slug)
    return seminar if seminar is not None else abort(404)
