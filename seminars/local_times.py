"""Times as clocks in a town show them, and the instants they mean."""

from datetime import UTC, datetime
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
