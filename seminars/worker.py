"""The worker: JOBS is the whole schedule."""

import logging
import threading
from collections.abc import Callable
from datetime import timedelta
from time import monotonic

from flask import Flask

from seminars.domain import (
    offers,
    proofs,
    reminders,
    shown_towns,
    throttle,
)
from seminars.extensions import db
from seminars.mail.delivery import deliver_due
from seminars.models import Seminar
from seminars.units import database_now, write_unit

log = logging.getLogger(__name__)
Job = Callable[[threading.Event], object]


def deliver_mail(stop: threading.Event) -> None:
    deliver_due(stop=stop)


def end_offers(_stop: threading.Event) -> None:
    """Pass on the seats that were offered and not taken in time."""
    _one_after_the_other(offers.seminars_with_ended_offers(now=database_now()), offers.lapse_offers)


def forget_old_counts(_stop: threading.Event) -> None:
    with write_unit():
        throttle.forget_old(now=database_now())
        proofs.forget_old(now=database_now())
        db.session.commit()


def remind(_stop: threading.Event) -> None:
    seminar_ids = reminders.seminars_with_moments(now=database_now())
    _one_after_the_other(seminar_ids, lambda seminar: reminders.post_due(seminar, now=database_now()))


def _one_after_the_other(seminar_ids: list[int], verb: Callable[[Seminar], object]) -> None:
    """Each in a write unit of its own; where one fails, that is logged and the others go on."""
    for seminar_id in seminar_ids:
        try:
            with write_unit():
                verb(db.session.get_one(Seminar, seminar_id))
                db.session.commit()
        except Exception:
            log.exception("a job failed for seminar %s", seminar_id)


def note_renamed_towns(_stop: threading.Event) -> None:
    with write_unit():
        shown_towns.note_renamed_towns(actor="system:worker", now=database_now())
        db.session.commit()


SEEN_AT = "worker_seen_at"  # the extension that tells when the worker last began or ended a job
JOBS: list[tuple[timedelta, Job]] = [
    (timedelta(seconds=1), deliver_mail),
    (timedelta(seconds=20), end_offers),
    (timedelta(minutes=5), remind),
    (timedelta(hours=1), forget_old_counts),
    (timedelta(hours=1), note_renamed_towns),
]


def run(app: Flask, stop: threading.Event) -> None:
    """Run the jobs until `stop` is set; a job that fails is logged and tried again when its time comes."""
    next_at = {job: monotonic() for _every, job in JOBS}
    while not stop.is_set():
        app.extensions[SEEN_AT] = monotonic()
        for every, job in JOBS:
            if monotonic() >= next_at[job] and not stop.is_set():
                _run_once(app, job, stop)
                app.extensions[SEEN_AT] = monotonic()
                next_at[job] = monotonic() + every.total_seconds()
        stop.wait(min(next_at.values()) - monotonic())


def _run_once(app: Flask, job: Job, stop: threading.Event) -> None:
    with app.app_context():
        try:
            job(stop)
        except Exception:
            log.exception("job %s failed", job.__name__)
