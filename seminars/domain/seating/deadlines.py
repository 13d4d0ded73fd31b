"""Until when an offered seat waits for an answer: time to see it awake, and for the next one to travel."""

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from seminars.models import Seminar

PATIENCE = timedelta(hours=48)
PATIENCE_NEAR_THE_START = timedelta(hours=12)
NEAR = timedelta(hours=72)
LAST_ANSWER = timedelta(hours=6)  # before the start
TOO_NEAR = timedelta(hours=12)
SHORTEST_NOTICE = timedelta(hours=2)  # of waking hours
MORNING, EVENING = time(8), time(22)
_DAY = timedelta(days=1)


def deadline(seminar: Seminar, *, now: datetime) -> datetime | None:
    """The end of an offer made now, an instant; None where no offer is made by itself and the organiser decides.

    It never falls into the night at the seminar: it waits for the morning if that is early enough, or ends in the
    evening before.
    """
    if seminar.starts_at - now <= TOO_NEAR:
        return None
    patience = PATIENCE_NEAR_THE_START if seminar.starts_at - now <= NEAR else PATIENCE
    latest = seminar.starts_at - LAST_ANSWER
    zone = ZoneInfo(seminar.timezone)
    ends_at = _outside_the_night(min(now + patience, latest), latest, zone)
    return ends_at if waking_time(now, ends_at, zone) >= SHORTEST_NOTICE else None


def after_a_move(seminar: Seminar, ended_at: datetime, *, now: datetime) -> datetime:
    """The end of an offer that ended at `ended_at` before the seminar was moved: that of an offer made now, and no
    earlier than it was if the new start leaves room for it. Where none is made now, the old end stays, but no offer
    outlasts the start."""
    ends_at = deadline(seminar, now=now)
    if ends_at is None:
        return min(ended_at, seminar.starts_at)
    return max(ended_at, ends_at) if ended_at <= seminar.starts_at - LAST_ANSWER else ends_at


def waking_time(since: datetime, until: datetime, zone: ZoneInfo) -> timedelta:
    """How much of this span lies between MORNING and EVENING by the clocks of the zone."""
    day, total = since.astimezone(zone).date(), timedelta(0)
    while (begins := datetime.combine(day, MORNING, zone)) < until:
        total += max(timedelta(0), min(until, datetime.combine(day, EVENING, zone)) - max(since, begins))
        day += _DAY
    return total


def _outside_the_night(instant: datetime, latest: datetime, zone: ZoneInfo) -> datetime:
    local = instant.astimezone(zone)
    if MORNING <= local.time() <= EVENING:
        return instant
    next_morning = local.date() if local.time() < MORNING else local.date() + _DAY
    morning = datetime.combine(next_morning, MORNING, zone)
    evening = datetime.combine(next_morning - _DAY, EVENING, zone)
    return (morning if morning <= latest else evening).astimezone(instant.tzinfo)
