"""Whether the present time may be believed: clocks can be wrong by years for seconds, and what lapses, is given up or
is erased by such a time does not come back. What workers note once a minute (models.Beat) tells it.

After a gap between beats, or a jump of the clock, one waits until beats have come in step with a worker's own clock
for a while: the longer, the worse a mistake would be. What comes from the future counts as never.
"""

from collections.abc import Iterable, Iterator
from datetime import date, datetime, timedelta
from itertools import count
from typing import NamedTuple

from sqlalchemy import select

from seminars.extensions import db
from seminars.models import Beat

HALF_AN_HOUR, A_DAY = timedelta(minutes=30), timedelta(days=1)
IN_STEP_FOR = timedelta(minutes=10)
BEATS, SPREAD_OVER = 20, timedelta(hours=20)
STARTS = 6  # of workers, each on another day
AT_ONCE = 20  # rows, of which the first few nearly always say enough


class Stretch(NamedTuple):
    """What a row of beats tells: they came in step from `began_at` to `at`. `accepted` is an operator's word."""

    worker: str
    began_at: datetime
    at: datetime
    beats: int
    accepted: bool


def is_settled(*, now: datetime) -> bool:
    """Whether what is over by now may lapse, be missed or given up. After a gap or jump of more than half an hour that
    waits for IN_STEP_FOR; where no beat was ever noted there is no gap to see."""
    return settled(_newest_first(now), now)


def proven_until(*, now: datetime) -> datetime | None:
    """The time by which data may be erased, None if there is none yet: the present one, or after a gap or jump of more
    than a day the last one before it, until BEATS spread over SPREAD_OVER have come since. A machine that is on for an
    hour a week has none such, but STARTS: its data goes by the time of the first of these, so that a wrong last one
    does no harm."""
    return proven(_newest_first(now), now)


def _newest_first(now: datetime) -> Iterator[Stretch]:
    columns = Beat.worker, Beat.began_at, Beat.at, Beat.count, Beat.accepted
    statement = select(*columns).where(Beat.began_at <= now).order_by(Beat.at.desc(), Beat.id.desc()).limit(AT_ONCE)
    for first in count(0, AT_ONCE):
        rows = db.session.execute(statement.offset(first)).all()
        yield from map(Stretch._make, rows)
        if len(rows) < AT_ONCE:
            return


def settled(newest_first: Iterable[Stretch], now: datetime) -> bool:
    began_at = now
    for stretch in newest_first:
        ended_at = min(stretch.at, now)
        if began_at - ended_at > HALF_AN_HOUR:
            return False
        if stretch.accepted or ended_at - stretch.began_at >= IN_STEP_FOR:
            return True
        began_at = min(began_at, stretch.began_at)
    return True


def proven(newest_first: Iterable[Stretch], now: datetime) -> datetime | None:
    run, starts = _Run(until=now), dict[date, str]()
    for stretch in newest_first:
        ended_at = min(stretch.at, now)
        if run.began_at - ended_at > A_DAY:
            run = _Run(until=ended_at)
        run.add(stretch, ended_at)
        if run.is_proven:
            return run.until
        if stretch.worker not in starts.values():
            starts.setdefault(stretch.began_at.date(), stretch.worker)
        if len(starts) == STARTS:
            return stretch.began_at
    return None


class _Run:
    """Beats without a gap of more than a day, added from the last to the first, and the instant until which they hold:
    the present one, or that of the last of them if a longer gap came then."""

    def __init__(self, *, until: datetime) -> None:
        self.until = self.began_at = until
        self.last: datetime | None = None
        self.in_step, self.accepted = 0, False

    def add(self, stretch: Stretch, ended_at: datetime) -> None:
        self.began_at, self.last = min(self.began_at, stretch.began_at), self.last or ended_at
        self.in_step += stretch.beats - 1  # the first one is in step with nothing
        self.accepted = self.accepted or stretch.accepted

    @property
    def is_proven(self) -> bool:
        spread = self.last - self.began_at if self.last else timedelta(0)
        return self.accepted or (self.in_step >= BEATS and spread >= SPREAD_OVER)
