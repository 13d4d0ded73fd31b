"""The worker's schedule: each job has its time, two workers run it once, and what the nightly check finds is told."""

import logging
import threading
from datetime import UTC, datetime, time, timedelta

import pytest
from acts import set_all
from factories import make_organiser, make_registration, make_seminar
from flask import Flask
from sqlalchemy import select
from standing_clock import StandingClock

from seminars.domain.checks.invariants import find_violations
from seminars.domain.notices import together
from seminars.domain.notices.together import Bundle
from seminars.extensions import db
from seminars.models import JobRun, Message, MessageKind, Seminar
from seminars.worker import jobs, running

DAY = timedelta(days=1)
NIGHT = datetime(2027, 3, 2, 0, tzinfo=UTC)  # three o'clock in Minsk


@pytest.fixture
def clock(app: Flask, monkeypatch: pytest.MonkeyPatch) -> StandingClock:
    return StandingClock(monkeypatch, NIGHT - DAY)


def look(app: Flask, job: jobs.Job) -> None:
    """One look of one worker at whether the job is due, as its loop takes it."""
    rhythm = next(rhythm for rhythm, each in jobs.JOBS if each is job)
    running._run_once(app, rhythm, job, threading.Event())


def at_night(app: Flask, clock: StandingClock, job: jobs.Job) -> None:
    """Two workers look, every half hour from the evening until noon."""
    for half_hours in range(-10, 18):
        clock.now = NIGHT + half_hours * timedelta(minutes=30)
        pair = [threading.Thread(target=look, args=(app, job)) for _ in range(2)]
        for each in pair:
            each.start()
        for each in pair:
            each.join()


def oversell(app: Flask, clock: StandingClock) -> None:
    with app.app_context():
        make_organiser()
        make_organiser("mallory@example.org", is_owner=False)
        make_registration(make_seminar(), now=clock.now)
        set_all(Seminar, capacity=0)


def warnings(app: Flask) -> list[tuple[str, dict]]:
    with app.app_context():
        rows = select(Message).filter_by(kind=MessageKind.NOTICE).order_by(Message.id)
        return [(each.to, each.facts) for each in db.session.scalars(rows)]


WARNED = ("olive@example.org", {"notice": "check_failed", "found": 1})


def test_the_check_runs_once_a_night_at_three_among_two_workers(app, clock, monkeypatch):
    began = []

    def check(_stop: threading.Event) -> None:
        began.append(clock.now)

    check.__name__ = "check_everything"
    monkeypatch.setattr(jobs, "JOBS", [(time(3), check)])
    look(app, check)  # a first start does not wait for the night
    at_night(app, clock, check)
    assert began == [NIGHT - DAY, NIGHT]


def test_what_the_nightly_check_finds_is_logged_and_told_to_owners_once_a_day(app, clock, caplog):
    look(app, jobs.check_everything)
    oversell(app, clock)
    assert warnings(app) == []
    at_night(app, clock, jobs.check_everything)
    found = [record.getMessage() for record in caplog.records if record.levelno == logging.ERROR]
    assert found == ["seminars check: I1: seminar 1 (klichev) has 1 seats taken of 0"]
    assert warnings(app) == [WARNED]
    with app.app_context():
        jobs.check_everything(threading.Event())  # as after a worker that died before it could say that it was done
    assert warnings(app) == [WARNED]
    clock.now = NIGHT + DAY
    look(app, jobs.check_everything)
    assert warnings(app) == [WARNED] * 2


def test_a_sound_database_is_not_spoken_of(app, clock, caplog):
    with app.app_context():
        make_organiser()
        make_registration(make_seminar(), now=clock.now)
    look(app, jobs.check_everything)
    assert (warnings(app), caplog.messages) == ([], [])


def test_a_job_that_fails_is_logged_and_tried_again_ten_minutes_later(app, clock, monkeypatch, caplog):
    began = []

    def digests(_stop: threading.Event) -> None:
        began.append(clock.now)
        if len(began) == 1:
            raise RuntimeError("out of order")

    monkeypatch.setattr(jobs, "JOBS", [(time(7), digests)])
    for minutes in (0, 1, 9, 10, 11, 30):
        clock.now = NIGHT + timedelta(minutes=minutes)
        look(app, digests)
    assert began == [NIGHT, NIGHT + timedelta(minutes=10)]
    assert caplog.messages == ["job digests failed"]


@pytest.fixture
def _everything_once(app: Flask, clock: StandingClock) -> None:
    """All jobs run in their order until the same worker would look again."""
    with app.app_context():
        make_organiser()
        make_registration(make_seminar(), now=clock.now)
    stop = threading.Event()
    for rhythm, job in jobs.JOBS:
        running._run_once(app, rhythm, job, stop)


@pytest.mark.usefixtures("_everything_once")
def test_every_job_of_the_schedule_runs_and_leaves_the_database_sound(app, clock, caplog):
    with app.app_context():
        ended = dict(db.session.execute(select(JobRun.name, JobRun.ended_at)).all())
        assert ended == {job.__name__: clock.now for _rhythm, job in jobs.JOBS if job not in jobs.SHARED}
        assert find_violations(now=clock.now) == []
    assert caplog.messages == []


def test_a_job_that_fails_for_one_seminar_goes_on_with_the_next(app: Flask, monkeypatch: pytest.MonkeyPatch, caplog):
    with app.app_context():
        ids = [make_seminar(slug=slug).id for slug in ("first", "second", "third")]
        seen = []

        def look_at(seminar: Seminar) -> None:
            seen.append(seminar.id)
            if seminar.id == ids[1]:
                raise RuntimeError("it is broken")

        monkeypatch.setattr(jobs.offers, "seminars_with_ended_offers", lambda now: ids)
        monkeypatch.setattr(jobs.offers, "lapse_offers", look_at)
        jobs.end_offers(threading.Event())
    assert seen == ids
    assert [record.getMessage() for record in caplog.records if record.levelno == logging.ERROR] == [
        f"a job failed for seminar {ids[1]}"
    ]


def test_a_mail_that_cannot_be_gathered_lets_the_others_go(app: Flask, monkeypatch: pytest.MonkeyPatch, caplog):
    gathered: list[int] = []

    def merge(seminar: Seminar, bundle: Bundle) -> None:
        assert bundle.kind == MessageKind.CONFIRMED, "no such kind"
        gathered.append(seminar.id)

    with app.app_context():
        ids = [make_seminar(slug=slug).id for slug in ("klichev", "pinsk")]
        kinds = (MessageKind.LINKS, MessageKind.CONFIRMED)
        bundles = [Bundle(number, "", kind) for number, kind in zip(ids, kinds, strict=True)]
        monkeypatch.setattr(together, "ripe", lambda *, now: bundles)
        monkeypatch.setattr(together, "merge", merge)
        jobs.merge_confirmations(threading.Event())
    assert gathered == ids[1:]
    assert [record.message for record in caplog.records] == [f"a job failed for seminar {ids[0]}"]
