"""A machine whose clock can be wrong, and that can be off: its worker runs as always, while hours pass in a moment."""

import threading
from datetime import datetime, timedelta

import pytest
from flask import Flask
from standing_clock import StandingClock

from seminars.domain.seating import seats
from seminars.extensions import db
from seminars.worker import beating, running

SECOND = timedelta(seconds=1)


class Machine:
    def __init__(self, app: Flask, monkeypatch: pytest.MonkeyPatch, now: datetime) -> None:
        self.app, self.clock, self.moment = app, StandingClock(monkeypatch, now), 0.0
        for module in (running, beating):
            monkeypatch.setattr(module, "monotonic", lambda: self.moment)
        # PostgreSQL's own clock cannot be put forward.
        hold = seats.hold
        monkeypatch.setattr(seats, "hold", lambda seminar, *, now=None: hold(seminar, now=now or self.clock.now))

    @property
    def now(self) -> datetime:
        return self.clock.now

    def is_off(self, span: timedelta) -> None:
        self._pass(span)

    def is_set(self, by: timedelta) -> None:
        """Somebody sets the clock, or it jumps by itself."""
        self.clock.now += by

    def runs(self, *spans: tuple[timedelta, timedelta], step: timedelta = SECOND) -> None:
        """One start of a worker. Each span is how long it runs, and by how much the clock jumps before."""
        db.session.rollback()  # or PostgreSQL ends a transaction that is open for so long
        running.run(self.app, _Script(self, list(spans), step))

    def _pass(self, span: timedelta) -> None:
        self.clock.now += span
        self.moment += span.total_seconds()


class _Script(threading.Event):
    """What the worker takes for the order to stop: as it waits, the hours pass."""

    def __init__(self, machine: Machine, spans: list[tuple[timedelta, timedelta]], step: timedelta) -> None:
        super().__init__()
        self.machine, self.spans, self.step = machine, spans, step
        self._next_span()

    def _next_span(self) -> None:
        self.left, jump = self.spans.pop(0)
        self.machine.is_set(jump)

    def wait(self, timeout: float | None = None) -> bool:
        """At least a step, and a little over the span that is asked for, as real ones do."""
        if self.left <= timedelta(0):
            if not self.spans:
                self.set()
                return True
            self._next_span()
        passing = min(max(self.step, timedelta(seconds=timeout or 0)), self.left)
        self.machine._pass(passing)
        self.left -= passing
        return self.is_set()
