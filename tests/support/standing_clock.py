"""A clock that stands where a test puts it, for the worker's jobs and whatever they call."""

from datetime import datetime

import pytest

from seminars import clock
from seminars.mail.sending import claims, delivery, marks
from seminars.mail.sending.refusals import probes
from seminars.web import watching
from seminars.worker import beating, forgetting, jobs, running


class StandingClock:
    """What the process, the jobs and the delivery take for the present instant."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, now: datetime) -> None:
        self.now = now
        monkeypatch.setattr(clock, "now", lambda: self.now)
        for module in (jobs, running, beating, forgetting, delivery, claims, marks, probes, watching):
            monkeypatch.setattr(module, "database_now", lambda: self.now)
