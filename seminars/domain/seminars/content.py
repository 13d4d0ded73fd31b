"""A seminar as its organisers write it: what a form or a file says, and how that differs from what is stored."""

from dataclasses import dataclass, fields
from datetime import datetime, time
from typing import Any

from seminars.domain import activity
from seminars.i18n import Texts
from seminars.models import ActivityKind, Detail, RegistrationMode, Seminar

NOTHING = Texts()
LONGEST_LINE, LONGEST_PARAGRAPHS = 200, 20_000  # characters in one language
MOST_SEATS = 100_000
MOST_SESSIONS = 60
WHEN_AND_WHERE = (
    "starts_at", "ends_at", "hours_known", "timezone", "town_code",
    "venue_name", "venue_address", "latitude", "longitude",
)  # fmt: skip
VENUE_COLUMNS = {
    "venue_name": "name",
    "venue_address": "address",
    "directions": "directions",
    "latitude": "latitude",
    "longitude": "longitude",
}


@dataclass(frozen=True, kw_only=True)
class SessionText:
    """One row of the agenda; `id` names the session it was, None makes a new one. Times are local wall-clock times."""

    id: int | None = None
    starts: time | None = None
    ends: time | None = None
    title: Texts = NOTHING


@dataclass(frozen=True, kw_only=True)
class VenueText:
    """Where in its town a seminar takes place; coordinates are degrees."""

    name: Texts = NOTHING
    address: Texts = NOTHING
    directions: Texts = NOTHING
    latitude: float | None = None
    longitude: float | None = None


@dataclass(frozen=True, kw_only=True)
class SeminarChanges:
    """All of a seminar that its organisers write, clean and checked; times are instants. `slug` "" proposes one."""

    series_id: int
    slug: str = ""
    town_code: str
    starts_at: datetime
    ends_at: datetime
    hours_known: bool = True
    timezone: str
    title: Texts = NOTHING
    description: Texts = NOTHING
    recap: Texts = NOTHING
    language_note: Texts = NOTHING
    venue_name: Texts = NOTHING
    venue_address: Texts = NOTHING
    directions: Texts = NOTHING
    latitude: float | None = None
    longitude: float | None = None
    host: Texts = NOTHING
    host_phone: str = ""
    host_email: str = ""
    host_event_name: Texts = NOTHING
    host_event_dates: Texts = NOTHING
    host_event_url: str = ""
    registration_mode: RegistrationMode = RegistrationMode.OWN
    capacity: int | None = None
    registration_opens_at: datetime | None = None
    registration_closes_at: datetime | None = None
    needs_approval: bool = False
    queue_closed: bool = False
    smaller_party_may_pass: bool = False
    sessions: tuple[SessionText, ...] = ()


def venue_of(seminar: Seminar) -> VenueText:
    """Where the seminar takes place, as its organisers wrote it."""
    venue = seminar.venue
    return VenueText(**{name: getattr(venue, name) for name in VENUE_COLUMNS.values()}) if venue else VenueText()


def changed_fields(seminar: Seminar, changes: SeminarChanges) -> list[str]:
    """Names of the fields in which `changes` differs from what is stored."""
    stored = as_written(seminar)
    return [each.name for each in fields(changes) if _differs(getattr(stored, each.name), getattr(changes, each.name))]


def _differs(stored: object, written: object) -> bool:
    """Forms and files know whole minutes, so seconds are no difference."""
    if isinstance(stored, datetime) and isinstance(written, datetime):
        return stored.replace(second=0, microsecond=0) != written.replace(second=0, microsecond=0)
    return stored != written


def as_written(seminar: Seminar) -> SeminarChanges:
    """The seminar as its organisers wrote it."""
    venue = venue_of(seminar)
    return SeminarChanges(
        **{name: getattr(seminar, name) for name in plain_fields()},
        **{name: getattr(venue, column) for name, column in VENUE_COLUMNS.items()},
        slug=seminar.slug,
        sessions=agenda_of(seminar),
    )


def agenda_of(seminar: Seminar) -> tuple[SessionText, ...]:
    return tuple(
        SessionText(id=each.id, starts=each.starts, ends=each.ends, title=each.title) for each in seminar.sessions
    )


def plain_fields() -> list[str]:
    """Fields that are columns of the seminar under the same name."""
    apart = {"slug", "sessions", *VENUE_COLUMNS}
    return [each.name for each in fields(SeminarChanges) if each.name not in apart]


def record_edit(seminar: Seminar, changed: list[str], *, capacity_before: int | None, actor: str, at: datetime) -> None:
    """Log which fields were edited, and how many seats there were and are: the checks tell a lowering by that."""
    seats: dict[str, Any] = {Detail.CAPACITY: [capacity_before, seminar.capacity]} if "capacity" in changed else {}
    activity.record(ActivityKind.SEMINAR_EDITED, actor=actor, at=at, seminar=seminar, fields=changed, **seats)
