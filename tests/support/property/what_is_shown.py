"""What a seminar looks like to calendars, taken from its row and from the bytes of its event."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select

from seminars.extensions import Base, db
from seminars.formats.calendars import ical
from seminars.formats.calendars.seminar_event import calendar_event
from seminars.i18n import LANGUAGES
from seminars.models import Seminar, SeminarStatus

VOLATILE = (b"SEQUENCE:", b"DTSTAMP:", b"LAST-MODIFIED:")


@dataclass(frozen=True)
class Shown:
    """What calendars are shown; `essence` is what a higher SEQUENCE stands for, `texts` all else that people see."""

    uid: str
    sequence: int
    changed_at: datetime
    essence: tuple
    texts: tuple[bytes, ...]


def shown(seminar: Seminar) -> Shown:
    standing = (seminar.status == SeminarStatus.CANCELLED, seminar.is_postponed)
    places = tuple(calendar_event(seminar, language).location for language in LANGUAGES)
    essence = (seminar.starts_at, seminar.ends_at, seminar.hours_known, places, standing)
    written = tuple(_written(seminar, language) for language in LANGUAGES)
    return Shown(seminar.uid, seminar.ical_sequence, seminar.changed_at, essence, written)


def _written(seminar: Seminar, language: str) -> bytes:
    about = {
        "language": language,
        "name": "",
        "description": "",
        "domain": "example.org",
        "url": "",
        "source_url": None,
    }
    lines = ical.feed([calendar_event(seminar, language)], **about).split(b"\r\n")
    return b"\n".join(line for line in lines if not line.startswith(VOLATILE))


def rows_of(seminar: Seminar) -> dict[str, object]:
    """Everything that is stored about the seminar, and how much else there is."""
    stored = {}
    for table in Base.metadata.sorted_tables:
        column = table.c.id if table is Seminar.__table__ else table.c.get("seminar_id")
        stored[f"all of {table.name}"] = db.session.scalar(select(func.count()).select_from(table))
        if column is not None:
            stored[table.name] = sorted(map(repr, db.session.execute(select(table).where(column == seminar.id))))
    return stored
