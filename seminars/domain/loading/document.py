"""What a series file says: its tables, checked and turned into values by the columns they are stored in."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from seminars.domain.loading import values as kinds
from seminars.domain.loading.dates import DateReader, Dates
from seminars.domain.seminars.content import MOST_SEATS, MOST_SESSIONS
from seminars.models import RegistrationMode, SeminarStatus
from seminars.places import DEFAULT_TIMEZONE, current_places
from seminars.toml import values
from seminars.toml.tables import Table

MODES = tuple(mode.value for mode in RegistrationMode)
STATUSES = (SeminarStatus.DRAFT.value, SeminarStatus.PUBLISHED.value)

Columns = dict[str, Any]


@dataclass(frozen=True)
class SeminarPart:
    """One seminar of the file. `dates` is None beside a mistake; sessions name their speakers by slug."""

    table: Table
    slug: str
    is_published: bool
    columns: Columns
    dates: Dates | None
    venue: Columns | None
    sessions: list[Columns]


@dataclass(frozen=True)
class SeriesFile:
    """A whole file; `mistakes` is empty if it can be loaded."""

    slug: str
    columns: Columns
    speakers: dict[str, Columns]
    seminars: list[SeminarPart]
    mistakes: list[str] = field(default_factory=list)


def read_series(document: Mapping[str, Any], *, now: datetime, known_speakers: set[str]) -> SeriesFile:
    """The document (as tomllib gives it) with all its mistakes; `known_speakers` are slugs stored already."""
    mistakes: list[str] = []
    top = Table("", document, mistakes)
    # Without the table its own keys are no further mistakes.
    series = top.table("series", required=True) or Table("series", {"slug": "-", "name": {"en": "-"}}, [])
    slug, columns = _slug(series), _series_columns(series)
    speakers = {_slug(table): _speaker(table) for table in _distinct(top, "speakers")}
    seminars = [_seminar(each, now, known_speakers | set(speakers)) for each in _distinct(top, "seminars")]
    top.finish()
    return SeriesFile(slug, columns, speakers, seminars, mistakes)


def _slug(table: Table) -> str:
    return table.read("slug", kinds.slug, "", required=True)


def _distinct(top: Table, key: str) -> list[Table]:
    tables = top.tables(key)
    seen: set[Any] = set()
    for table in tables:
        slug = table.take("slug")
        if isinstance(slug, str) and slug in seen:
            table.wrong("this slug stands twice in the file")
        elif isinstance(slug, str):
            seen.add(slug)
    return tables


def _series_columns(table: Table) -> Columns:
    columns = {
        "is_sample": table.read("sample", values.truth, False),
        "name": table.texts("name", kinds.line, required=True),
        "description": table.texts("description", kinds.paragraphs),
        "organisation": table.texts("organisation", kinds.line),
        "notice": table.texts("notice", kinds.paragraphs),
        "contact_email": table.read("contact_email", kinds.email, ""),
        "contact_phone": table.read("contact_phone", kinds.phone, ""),
    }
    table.finish()
    return columns


def _speaker(table: Table) -> Columns:
    columns = {
        "name": table.read("name", kinds.speaker_name, "", required=True),
        "role": table.texts("role", kinds.line),
    }
    table.finish()
    return columns


def _seminar(table: Table, now: datetime, speakers: set[str]) -> SeminarPart:
    towns = current_places().towns
    code = table.read("town", values.one_of(towns.keys()), "", required=True)
    zone = towns[code].timezone if code else DEFAULT_TIMEZONE
    part = SeminarPart(
        table=table,
        slug=_slug(table),
        is_published=table.read("status", values.one_of(STATUSES), STATUSES[0]) == SeminarStatus.PUBLISHED,
        columns={"town_code": code, "timezone": zone, **_seminar_columns(table)},
        dates=DateReader(table, zone, now).read(),
        venue=_venue(table.table("venue")),
        sessions=_agenda(table, speakers),
    )
    table.finish()
    return part


def _seminar_columns(table: Table) -> Columns:
    return {
        "title": table.texts("title", kinds.line, required=True),
        "description": table.texts("description", kinds.paragraphs),
        "recap": table.texts("recap", kinds.paragraphs),
        "language_note": table.texts("language_note", kinds.line),
        "capacity": table.read("capacity", values.number(1, MOST_SEATS)),
        "needs_approval": table.read("needs_approval", values.truth, False),
        "queue_closed": table.read("queue_closed", values.truth, False),
        "smaller_party_may_pass": table.read("smaller_party_may_pass", values.truth, False),
        "registration_mode": RegistrationMode(table.read("registration", values.one_of(MODES), MODES[0])),
        "host": table.texts("host", kinds.line),
        "host_phone": table.read("host_phone", kinds.phone, ""),
        "host_email": table.read("host_email", kinds.email, ""),
        **_host_event(table.table("host_event")),
    }


def _host_event(table: Table | None) -> Columns:
    table = table or Table("", {"name": {}}, [])
    columns = {
        "host_event_name": table.texts("name", kinds.line),
        "host_event_dates": table.texts("dates", kinds.line),
        "host_event_url": table.read("url", kinds.web_address, ""),
    }
    table.finish()
    return columns


def _venue(table: Table | None) -> Columns | None:
    if table is None:
        return None
    columns = {
        "name": table.texts("name", kinds.line, required=True),
        "address": table.texts("address", kinds.line),
        "directions": table.texts("directions", kinds.paragraphs),
        "latitude": table.read("latitude", values.degrees(90)),
        "longitude": table.read("longitude", values.degrees(180)),
    }
    if (columns["latitude"] is None) != (columns["longitude"] is None):
        table.wrong("latitude and longitude belong together; one of them is missing")
    table.finish()
    return columns


def _agenda(table: Table, speakers: set[str]) -> list[Columns]:
    sessions = [_session(each, speakers) for each in table.tables("agenda")]
    if len(sessions) > MOST_SESSIONS:
        table.wrong(f"agenda has {len(sessions)} sessions; at most {MOST_SESSIONS} fit")
    return sessions


def _session(table: Table, speakers: set[str]) -> Columns:
    columns: Columns = {
        "starts": table.read("starts", kinds.clock_time),
        "ends": table.read("ends", kinds.clock_time),
        "title": table.texts("title", kinds.line, required=True),
        "description": table.texts("description", kinds.paragraphs),
        "speakers": sorted(set(table.read("speakers", kinds.words, []))),
    }
    if columns["starts"] and columns["ends"] and columns["ends"] <= columns["starts"]:
        table.wrong("ends is not later than starts")
    for slug in columns["speakers"]:
        if slug not in speakers:
            table.wrong(f"the speaker {values.unknown(slug, speakers)}")
    table.finish()
    return columns
