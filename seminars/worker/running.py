"""The worker at work: it looks which job's time has come, of several workers one runs it, and one that fails hinders
no other."""

import logging
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from time import monotonic

from flask import Flask
from sqlalchemy.exc import OperationalError

from seminars.crash import crash_point
from seminars.database import trusted_time
from seminars.database.units import database_now, write_unit
from seminars.domain.jobs import turns
from seminars.domain.jobs.turns import Rhythm
from seminars.extensions import db
from seminars.worker.beating import Beating
from seminars.worker.jobs import JOBS, SHARED, WAIT_FOR_THE_TIME, Job

log = logging.getLogger(__name__)
PAUSE = 30  # seconds between two looks at whether a job that comes more rarely is due
SEEN_AT = "worker_seen_at"  # the extension that tells when the worker last began or ended a job


def run(app: Flask, stop: threading.Event) -> None:
    """Run the jobs until `stop` is set; a job that fails is logged and tried again when its time comes."""
    next_at = {job: monotonic() for _rhythm, job in JOBS}
    beating = Beating()
    while not stop.is_set():
        app.extensions[SEEN_AT] = monotonic()
        for rhythm, job in JOBS:
            _beat_if_due(app, beating)
            if monotonic() >= next_at[job] and not stop.is_set():
                _run_once(app, rhythm, job, stop)
                app.extensions[SEEN_AT] = monotonic()
                next_at[job] = monotonic() + _pause(rhythm)
        stop.wait(min(next_at.values()) - monotonic())


def _beat_if_due(app: Flask, beating: Beating) -> None:
    """Between any two jobs, for some take minutes."""
    if beating.is_due:
        with app.app_context(), _failures_logged("the beat"):
            beating.beat()


def _pause(rhythm: Rhythm) -> float:
    """Seconds until the next look; whether the job is due then is for the database to say."""
    return min(rhythm.total_seconds(), PAUSE) if isinstance(rhythm, timedelta) else PAUSE


def _run_once(app: Flask, rhythm: Rhythm, job: Job, stop: threading.Event) -> None:
    # Its name in words: a long one in one piece would be masked in the log.
    with app.app_context(), _failures_logged(f"job {job.__name__.replace('_', ' ')}"):
        # Looked at before the turn is taken, so that a job of once a day does not pass for done.
        if job in WAIT_FOR_THE_TIME and not _is_time_settled():
            return
        if job in SHARED:
            job(stop)
        elif _take_turn(job.__name__, rhythm, app.config["TIMEZONE"]):
            crash_point("after-turn")
            job(stop)
            crash_point("before-turn-ends")
            _end_turn(job.__name__)


@contextmanager
def _failures_logged(title: str) -> Iterator[None]:
    try:
        yield
    except OperationalError as error:
        log.error("%s: the database did not answer: %s", title, type(error.orig).__name__)
    except Exception:
        log.exception("%s failed", title)


def _is_time_settled() -> bool:
    is_settled = trusted_time.is_settled(now=database_now())
    db.session.rollback()
    return is_settled


def _take_turn(name: str, rhythm: Rhythm, zone: str) -> bool:
    # Looking first costs a read; opening the write gate every few seconds for nothing would cost every sign-up.
    is_due = turns.is_due(name, rhythm, zone=zone, now=database_now())
    db.session.rollback()
    if not is_due:
        return False
    with write_unit():
        is_mine = turns.take(name, rhythm, zone=zone, now=database_now())
        db.session.commit()
    return is_mine


def _end_turn(name: str) -> None:
    with write_unit():
        turns.end(name, now=database_now())
        db.session.commit()
