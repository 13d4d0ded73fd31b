"""A seminar's plan as a value: when, where and whether it takes place. A change decides on it and then writes it."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, time

from seminars.domain.errors import EditedMeanwhile, NotPublished
from seminars.domain.seminars.content import SessionText, VenueText, agenda_of, venue_of
from seminars.extensions import db
from seminars.formats.appointments import appointment
from seminars.models import Appointment, Seminar, SeminarStatus, Standing, Venue


@dataclass(frozen=True, kw_only=True)
class Plan:
    """The appointment is what people know of; the times of registration and the hours of the agenda hang on it."""

    appointment: Appointment
    town_code: str
    venue: VenueText
    opens: datetime | None
    closes: datetime | None
    agenda: tuple[SessionText, ...]

    @property
    def hours(self) -> list[tuple[time | None, time | None]]:
        """Begin and end of each item of the agenda that has an hour."""
        return [(each.starts, each.ends) for each in self.agenda if each.starts]


def public_plan(seminar: Seminar, *, version: int | None) -> Plan:
    """What people know of the seminar. Raises EditedMeanwhile unless it is of the `version` that somebody saw (None:
    any will do), and NotPublished for a draft, of which nobody knows."""
    if version is not None and seminar.version != version:
        raise EditedMeanwhile
    if not seminar.is_public:
        raise NotPublished
    return Plan(
        appointment=appointment(seminar),
        town_code=seminar.town_code,
        venue=venue_of(seminar),
        opens=seminar.registration_opens_at,
        closes=seminar.registration_closes_at,
        agenda=agenda_of(seminar),
    )


def write_plan(seminar: Seminar, plan: Plan, *, now: datetime) -> None:
    """Let the seminar be as planned."""
    when = plan.appointment
    seminar.town_code, seminar.timezone = plan.town_code, when.timezone
    seminar.starts_at, seminar.ends_at, seminar.hours_known = when.time
    seminar.registration_opens_at, seminar.registration_closes_at = plan.opens, plan.closes
    if plan.venue != venue_of(seminar):
        # Another seminar may take place in the same hall; its page must not change.
        seminar.venue = Venue(**vars(plan.venue))
    for session, item in zip(seminar.sessions, plan.agenda, strict=True):
        session.starts, session.ends = item.starts, item.ends
    _write_standing(seminar, when.standing, now)


def _write_standing(seminar: Seminar, standing: Standing, now: datetime) -> None:
    if standing == Standing.CANCELLED:
        seminar.status, seminar.cancelled_at = SeminarStatus.CANCELLED, now
    seminar.postponed_at = (seminar.postponed_at or now) if standing == Standing.POSTPONED else None


@contextmanager
def supposed(seminar: Seminar, plan: Plan, *, now: datetime) -> Iterator[None]:
    """Inside `with` the seminar is as planned, for whoever reads of it; none of that reaches the database."""
    savepoint = db.session.begin_nested()
    try:
        with db.session.no_autoflush:
            write_plan(seminar, plan, now=now)
            yield
    finally:
        savepoint.rollback()
