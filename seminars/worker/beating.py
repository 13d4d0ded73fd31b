"""A worker's beats: once a minute it notes the time, and whether that went on as its own clock did."""

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from time import monotonic

from seminars.database.units import database_now, write_unit
from seminars.domain.jobs import beats
from seminars.extensions import db

EVERY = 60  # seconds
TOLERANCE = timedelta(seconds=5)  # a clock that is a little off is set right slowly, and a busy machine is late


@dataclass(frozen=True)
class Noted:
    """A beat: under which id, and when by the two clocks."""

    beat_id: int
    at: datetime
    moment: float


class Beating:
    """The beats of one start of a worker."""

    def __init__(self) -> None:
        self.worker, self.next_at = secrets.token_hex(16), monotonic()
        self.noted: Noted | None = None

    @property
    def is_due(self) -> bool:
        return monotonic() >= self.next_at

    def beat(self) -> None:
        self.next_at = monotonic() + EVERY
        with write_unit():
            at, moment = database_now(), monotonic()
            beat_id = self._go_on(at, moment) or beats.begin(self.worker, now=at)
            db.session.commit()
        self.noted = Noted(beat_id, at, moment)

    def _go_on(self, at: datetime, moment: float) -> int | None:
        """The id of the beat before, if this one is in step with it."""
        if self.noted is None:
            return None
        parted = at - self.noted.at - timedelta(seconds=moment - self.noted.moment)
        is_in_step = abs(parted) <= TOLERANCE and at >= self.noted.at
        return self.noted.beat_id if is_in_step and beats.go_on(self.noted.beat_id, now=at) else None
