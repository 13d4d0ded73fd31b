"""What hangs on a seminar's start: when one can sign up, the hours of the agenda, and which times cannot be."""

from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from seminars.domain.errors import EndsBeforeStart, InThePast, NeedsEnd, TooFarAway
from seminars.domain.seminars.content import SessionText
from seminars.domain.seminars.plan import Plan
from seminars.local_times import LAST_YEAR, on_the_clock
from seminars.models import Appointment

_MIDNIGHT = datetime(2000, 1, 1, tzinfo=UTC)


def retimed(
    plan: Plan,
    starts_at: datetime | None,
    ends_at: datetime | None,
    hours_known: bool | None,
    *,
    known: Appointment,
    now: datetime,
) -> Plan:
    """The plan, which may be at another place than `known`, with these times; what is None stays as it was known, and
    without an end the length does. Registration and agenda move along, by the clocks of the place. Raises NeedsEnd,
    EndsBeforeStart, InThePast and TooFarAway."""
    if any(each and each.year > LAST_YEAR for each in (starts_at, ends_at)):
        raise TooFarAway
    hours_known = known.hours_known if hours_known is None else hours_known
    ends_at = ends_at or _end(starts_at, known, hours_known)
    planned = replace(
        plan.appointment, starts_at=starts_at or known.starts_at, ends_at=ends_at, hours_known=hours_known
    )
    _refuse_impossible(planned, known, now)
    opens, closes = _registration_along(plan, planned, known, now)
    return replace(
        plan, appointment=planned, opens=opens, closes=closes, agenda=_agenda_along(plan.agenda, planned, known)
    )


def _end(starts_at: datetime | None, known: Appointment, hours_known: bool) -> datetime:
    if starts_at is None:
        return known.ends_at
    if hours_known != known.hours_known:
        raise NeedsEnd
    return starts_at + (known.ends_at - known.starts_at)


def _refuse_impossible(planned: Appointment, known: Appointment, now: datetime) -> None:
    if planned.ends_at <= planned.starts_at:
        raise EndsBeforeStart
    if planned.ends_at <= now or (planned.starts_at <= now and planned.starts_at != known.starts_at):
        raise InThePast
    if planned.ends_at.year > LAST_YEAR:
        raise TooFarAway


def _registration_along(
    plan: Plan, planned: Appointment, known: Appointment, now: datetime
) -> tuple[datetime | None, datetime | None]:
    """Registration closes as many days before the start as it did, unless that would shut a door that stands open."""
    opens, closes = plan.opens, plan.closes
    if closes:
        days = _start_on_the_clock(planned).date() - _start_on_the_clock(known).date()
        clock = on_the_clock(closes, known.timezone) + days
        shifted = clock.replace(tzinfo=ZoneInfo(planned.timezone)).astimezone(UTC)
        closes = closes if shifted <= now < closes else shifted
        closes = closes if closes < planned.starts_at else None
    if opens and opens >= (closes or planned.starts_at):
        opens = None
    return opens, closes


def _agenda_along(agenda: tuple[SessionText, ...], planned: Appointment, known: Appointment) -> tuple[SessionText, ...]:
    """By as much as the clock time of the start moved; as it is, if an item would fall on another day."""
    if not (known.hours_known and planned.hours_known):
        return agenda
    was, is_now = _start_on_the_clock(known).time(), _start_on_the_clock(planned).time()
    later = _since_midnight(is_now) - _since_midnight(was)
    hours = [clock for item in agenda for clock in (item.starts, item.ends) if clock]
    if not all(timedelta(0) <= _since_midnight(clock) + later < timedelta(days=1) for clock in hours):
        return agenda
    return tuple(replace(item, starts=_shifted(item.starts, later), ends=_shifted(item.ends, later)) for item in agenda)


def _start_on_the_clock(appointment: Appointment) -> datetime:
    return on_the_clock(appointment.starts_at, appointment.timezone)


def _shifted(clock: time | None, later: timedelta) -> time | None:
    return clock and (_MIDNIGHT + _since_midnight(clock) + later).time()


def _since_midnight(clock: time) -> timedelta:
    return timedelta(hours=clock.hour, minutes=clock.minute)
