"""One seminar: its page and its calendar file."""

from flask import Blueprint, Response, abort, make_response, render_template

from seminars import clock
from seminars.domain import change_log
from seminars.domain.programme import feeds, listings
from seminars.formats.calendars import links
from seminars.formats.calendars.seminar_event import address, calendar_event, location
from seminars.i18n import Texts, chosen_language
from seminars.models import Change, Seminar
from seminars.public import linked_data
from seminars.public.caching import cached
from seminars.public.calendars.answers import calendar_answer, written
from seminars.text.alphabets import sort_key

blueprint = Blueprint("seminars", __name__, url_prefix="/seminars")


@blueprint.get("/<slug>")
def show(slug: str) -> Response:
    seminar, now = get_public(slug), clock.now()
    event = calendar_event(seminar, chosen_language())
    entry, changes = listings.as_listed(seminar, now=now), change_log.changes_of(seminar)
    page = render_template(
        "public/seminars/show.html",
        entry=entry,
        seminar=seminar,
        place=location(seminar, chosen_language())[0],
        address=address(seminar, chosen_language()),
        next_entry=listings.next_in_region(seminar, now=now) if entry.state not in ("open", "few") else None,
        why_not_then=_why_not_then(seminar, changes),
        event_data=linked_data.event(seminar, entry, changes),
        changes=changes,
        calendars_on_the_web={"Google": links.google(event), "Outlook": links.outlook(event)},
        speakers=sorted(
            {each for session in seminar.sessions for each in session.speakers},
            key=lambda each: sort_key(each.name, chosen_language()),
        ),
    )
    return cached(make_response(page))


def _why_not_then(seminar: Seminar, changes: list[Change]) -> Texts:
    """Why it was called off or put off, while that holds."""
    last = change_log.end_of_date(changes)
    return seminar.cancel_reason or (last.reason if last else Texts())


@blueprint.get("/<slug>.ics")
def calendar(slug: str) -> Response:
    seminar = get_public(slug)
    return calendar_answer(
        written((feeds.version_of(seminar),), name=seminar.title.in_language(chosen_language())[0]),
        filename=f"{slug}.ics",
        last_modified=min(seminar.changed_at, clock.now()),
        is_attachment=True,
    )


def get_public(slug: str, *, whole: bool = True) -> Seminar:
    """The seminar at this address, or 404; `whole`, with all that its page shows."""
    seminar = listings.find_public(slug, whole=whole)
    return seminar if seminar is not None else abort(404)
