"""One seminar: its page and its calendar file."""

from datetime import datetime
from typing import Any

from flask import Blueprint, Response, abort, make_response, render_template

from seminars import clock, links
from seminars.domain import change_log
from seminars.domain.programme import feeds, listings, tours
from seminars.formats import qr_code
from seminars.formats.calendars.seminar_event import address, location
from seminars.formats.seminar_page import boxes, on_the_spot, sharing
from seminars.i18n import Texts, chosen_language
from seminars.models import Change, Seminar, Speaker
from seminars.public import linked_data
from seminars.public.caching import cached
from seminars.public.calendars.answers import calendar_answer, written
from seminars.text.alphabets import sort_key
from seminars.web.templating import words

blueprint = Blueprint("seminars", __name__, url_prefix="/seminars")


@blueprint.get("/<slug>")
def show(slug: str) -> Response:
    seminar, now = get_public(slug), clock.now()
    entry, changes = listings.as_listed(seminar, now=now), change_log.changes_of(seminar)
    box = boxes.box_of(seminar, entry.state)
    page = render_template(
        "public/seminars/show.html",
        entry=entry,
        seminar=seminar,
        place=location(seminar, chosen_language())[0],
        address=address(seminar, chosen_language()),
        box=box,
        box_words=boxes.words_of(box, seminar, chosen_language()),
        until=boxes.until(box, seminar, chosen_language()),
        next_entry=None if entry.takes_registrations else listings.next_in_region(seminar, now=now),
        why_not_then=_why_not_then(seminar, changes),
        event_data=linked_data.event(seminar, entry, changes),
        changes=changes,
        speakers=_speakers(seminar),
        spot=on_the_spot.on_the_spot(seminar, now=now),
        **_tour(seminar, now),
        **_passed_on(seminar),
    )
    return cached(make_response(page))


def _speakers(seminar: Seminar) -> list[Speaker]:
    speaking = {each for session in seminar.sessions for each in session.speakers}
    return sorted(speaking, key=lambda each: sort_key(each.name, chosen_language()))


def _tour(seminar: Seminar, now: datetime) -> dict[str, Any]:
    """The way of its series, which of the towns this one is, and how many others are still to come."""
    stops = tours.tour_of([seminar.series_id], now=now)
    others = {each.town.code for each in stops if not each.is_over} - {seminar.town_code}
    return {"stops": stops, "which": tours.which_of_towns(stops, seminar.slug), "other_towns": len(others)}


def _passed_on(seminar: Seminar) -> dict[str, Any]:
    """The page's own address, and the ways to pass it on: to people, and from paper."""
    url = links.seminar(chosen_language(), seminar.slug)
    told = f"{words(seminar.title)}, {words(seminar.town.name)}"
    ways = {way.__name__: way(url, told) for way in (sharing.telegram, sharing.viber, sharing.mail)}
    return {"page_url": url, "ways": ways, "qr_code": qr_code.as_svg(url)}


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
