"""A new version may write texts of calendars differently without any row of a seminar changing.

Version 0.6.0 names towns that earlier ones left out, and writes a few signs so that all programs read them alike. To
leave this out is right once nobody comes from an earlier version any more.
"""

from datetime import datetime

from sqlalchemy import select

from seminars.domain import activity
from seminars.domain.seating import seats
from seminars.extensions import db
from seminars.formats.calendars.seminar_event import calendar_event
from seminars.formats.calendars.values import wording
from seminars.formats.towns import names_town
from seminars.i18n import LANGUAGES
from seminars.models import Seminar, SeminarStatus


def seminars_written_anew() -> list[int]:
    """Ids of the public seminars whose title, text or place stands in calendars as no earlier version wrote it."""
    public = select(Seminar).where(Seminar.status != SeminarStatus.DRAFT).order_by(Seminar.id)
    return [seminar.id for seminar in db.session.scalars(public) if any(_differs(seminar, each) for each in LANGUAGES)]


def tell_calendars(seminar: Seminar, *, actor: str, now: datetime) -> None:
    """SEQUENCE and `changed_at` rise (RFC 5546 section 2.1.4), or calendars would keep what they have. Writes to
    nobody."""
    seats.hold(seminar, now=now)
    seminar.touch(now)
    seminar.ical_sequence += 1
    activity.record("calendar_written_anew", actor=actor, at=now, seminar=seminar)


def _differs(seminar: Seminar, language: str) -> bool:
    event = calendar_event(seminar, language)
    if any(wording(text) != text for text in (event.summary, event.description, event.location)):
        return True
    street = seminar.venue.address.in_language(language)[0] if seminar.venue else ""
    stood_somewhere_in_it = seminar.town.name.in_language(language)[0] in street
    return stood_somewhere_in_it != names_town(street, seminar.town)
