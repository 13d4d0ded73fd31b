"""What hangs on a seminar's start: when one can sign up, the hours of the agenda, and which times cannot be."""

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from seminars.domain.errors import EndsBeforeStart, InThePast, NeedsEnd, TooFarAway
from seminars.local_times import LAST_YEAR
from seminars.models import Appointment, Seminar

_MIDNIGHT = datetime(2000, 1, 1, tzinfo=UTC)


def write_time(
    seminar: Seminar,
    known: Appointment,
    starts_at: datetime | None,
    ends_at: datetime | None,
    hours_known: bool | None,
    *,
    now: datetime,
) -> None:
    """Give the seminar these times; what is None stays as `known`, and without an end the length does. Registration
    and agenda move along, by the clocks of the place. Raises NeedsEnd, EndsBeforeStart, InThePast and TooFarAway."""
    if any(each and each.year > LAST_YEAR for each in (starts_at, ends_at)):
        raise TooFarAway
    seminar.hours_known = known.hours_known if hours_known is None else hours_known
    if starts_at is not None and ends_at is None:
        if seminar.hours_known != known.hours_known:
            raise NeedsEnd
        ends_at = starts_at + (known.ends_at - known.starts_at)
    seminar.starts_at, seminar.ends_at = starts_at or known.starts_at, ends_at or known.ends_at
    _refuse_impossible(seminar, known, now)
    _move_registration_along(seminar, known, now)
    if known.hours_known and seminar.hours_known:
        _move_agenda_along(seminar, known)


def _refuse_impossible(seminar: Seminar, known: Appointment, now: datetime) -> None:
    if seminar.ends_at <= seminar.starts_at:
        raise EndsBeforeStart
    if seminar.ends_at <= now or (seminar.starts_at <= now and seminar.starts_at != known.starts_at):
        raise InThePast
    if seminar.ends_at.year > LAST_YEAR:
        raise TooFarAway


def _move_registration_along(seminar: Seminar, known: Appointment, now: datetime) -> None:
    """Registration closes as many days before the start as it did, unless that would shut a door that stands open."""
    opens, closes = seminar.registration_opens_at, seminar.registration_closes_at
    if closes:
        days = seminar.in_zone(seminar.starts_at).date() - _as_it_was(known.starts_at, known).date()
        clock = _as_it_was(closes, known).replace(tzinfo=None) + days
        shifted = clock.replace(tzinfo=ZoneInfo(seminar.timezone)).astimezone(UTC)
        closes = closes if shifted <= now < closes else shifted
        seminar.registration_closes_at = closes if closes < seminar.starts_at else None
    if opens and opens >= (seminar.registration_closes_at or seminar.starts_at):
        seminar.registration_opens_at = None


def _move_agenda_along(seminar: Seminar, known: Appointment) -> None:
    """By as much as the clock time of the start moved; as it is, if an item would fall on another day."""
    was, is_now = _as_it_was(known.starts_at, known).time(), seminar.in_zone(seminar.starts_at).time()
    later = _since_midnight(is_now) - _since_midnight(was)
    hours = [clock for session in seminar.sessions for clock in (session.starts, session.ends) if clock]
    if not all(timedelta(0) <= _since_midnight(clock) + later < timedelta(days=1) for clock in hours):
        return
    for session in seminar.sessions:
        session.starts, session.ends = _shifted(session.starts, later), _shifted(session.ends, later)


def _as_it_was(instant: datetime, known: Appointment) -> datetime:
    """The instant as clocks showed it where the seminar was to be."""
    return instant.astimezone(ZoneInfo(known.timezone))


def _shifted(clock: time | None, later: timedelta) -> time | None:
    return clock and (_MIDNIGHT + _since_midnight(clock) + later).time()


def _since_midnight(clock: time) -> timedelta:
    return timedelta(hours=clock.hour, minutes=clock.minute)
