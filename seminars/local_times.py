"""Times as clocks in a town show them, and the instants they mean."""

from bisect import bisect
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

FIRST_YEAR, LAST_YEAR = 1990, 2099  # of everything that people write down here


class MissingHour(ValueError):
    """The clocks jump over this time."""


class DoubleHour(ValueError):
    """The clocks show this time twice."""


def instant(local: datetime, zone: str) -> datetime:
    """The instant of a naive local time, in UTC. Raises MissingHour and DoubleHour where clocks change."""
    first, second = (local.replace(tzinfo=ZoneInfo(zone), fold=fold) for fold in (0, 1))
    if first.utcoffset() == second.utcoffset():
        return first.astimezone(UTC)
    if first.astimezone(UTC).astimezone(ZoneInfo(zone)).replace(tzinfo=None) == local:
        raise DoubleHour(local)
    raise MissingHour(local)


def on_the_clock(when: datetime, zone: str) -> datetime:
    """The naive local time of an instant."""
    return when.astimezone(ZoneInfo(zone)).replace(tzinfo=None)


def utc_offset(local: datetime) -> str:
    """How far the clocks are from UTC then, as people write it: 'UTC+3'."""
    offset = local.utcoffset() or timedelta(0)
    hours, minutes = divmod(int(offset.total_seconds()) // 60, 60)
    return f"UTC{hours:+d}" + (f":{minutes:02d}" if minutes else "")


def is_shown_twice(local: datetime) -> bool:
    """Whether the clocks show the time of this instant twice on that day."""
    return local.replace(fold=0).utcoffset() != local.replace(fold=1).utcoffset()


def find_change_of_clocks(starts_at: datetime, ends_at: datetime, zone: str) -> datetime | None:
    """From when on the clocks of the zone show the hours of the end and no longer those of the start; None if they
    are as far from UTC at both."""
    first = starts_at.astimezone(UTC).replace(second=0, microsecond=0)
    before, after = (when.astimezone(ZoneInfo(zone)).utcoffset() for when in (first, ends_at))
    if before == after:
        return None
    minutes = range(int((ends_at - first) / timedelta(minutes=1)) + 1)

    def is_changed(minute: int) -> bool:
        return (first + timedelta(minutes=minute)).astimezone(ZoneInfo(zone)).utcoffset() != before

    return first + timedelta(minutes=bisect(minutes, False, key=is_changed))
