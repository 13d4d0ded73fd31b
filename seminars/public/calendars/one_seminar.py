"""A seminar that somebody wants in a calendar alone, without subscribing."""

from dataclasses import dataclass
from datetime import datetime

from flask import request

from seminars.domain.programme import listings
from seminars.formats.calendars import links
from seminars.formats.calendars.seminar_event import calendar_event
from seminars.i18n import chosen_language
from seminars.models import Seminar


@dataclass(frozen=True)
class OneSeminar:
    """The seminar, and the addresses at which Google and Outlook make a copy of it."""

    seminar: Seminar
    google: str
    outlook: str


def find_chosen_seminar(*, now: datetime) -> OneSeminar | None:
    """The seminar that the page's address names, while it is still to come."""
    seminar = listings.find_public(request.args.get("seminar", ""))
    if seminar is None or not seminar.takes_place or seminar.is_over(now):
        return None
    event = calendar_event(seminar, chosen_language())
    return OneSeminar(seminar, links.google(event), links.outlook(event))
