"""Two workers and one schedule: each job is run once in its period, whatever the workers' own clocks say, and one that
was left by a dead worker is taken up again."""

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, time, timedelta

from flask import Flask

from seminars.database.units import write_unit
from seminars.domain.jobs import turns
from seminars.extensions import db

NOON = datetime(2027, 3, 1, 12, tzinfo=UTC)
MINSK = "Europe/Minsk"
HOURLY, AT_THREE = timedelta(hours=1), time(3)


def take(app: Flask, name: str = "job", *, rhythm=HOURLY, now: datetime = NOON) -> bool:
    with app.app_context(), write_unit():
        is_mine = turns.take(name, rhythm, zone=MINSK, now=now)
        db.session.commit()
    return is_mine


def end(app: Flask, *, now: datetime = NOON) -> None:
    with app.app_context(), write_unit():
        turns.end("job", now=now)
        db.session.commit()


def test_of_workers_that_come_at_once_one_runs_the_job_and_in_the_next_period_one_again(app):
    for period in range(12):
        start, now = threading.Barrier(4), NOON + period * HOURLY

        def come(start=start, now=now) -> bool:
            start.wait()
            return take(app, now=now)

        with ThreadPoolExecutor(4) as workers:
            came = [workers.submit(come) for _ in range(4)]
            assert sorted(each.result() for each in came) == [False, False, False, True]


def test_a_daily_job_runs_once_between_two_mornings_of_the_zone(app):
    three_in_minsk = datetime(2027, 3, 1, 0, tzinfo=UTC)
    assert take(app, rhythm=AT_THREE, now=three_in_minsk - timedelta(seconds=1))
    end(app)
    assert take(app, rhythm=AT_THREE, now=three_in_minsk)
    end(app, now=three_in_minsk)
    assert not take(app, rhythm=AT_THREE, now=three_in_minsk + timedelta(hours=23))
    assert take(app, rhythm=AT_THREE, now=three_in_minsk + timedelta(hours=24))


def test_a_daily_job_whose_worker_died_is_taken_up_after_the_longest_run_and_one_that_ended_is_not(app):
    later = NOON + turns.LONGEST_RUN
    assert take(app, rhythm=AT_THREE)
    assert not take(app, rhythm=AT_THREE, now=later - timedelta(seconds=1))
    assert take(app, rhythm=AT_THREE, now=later)
    end(app, now=later)
    assert not take(app, rhythm=AT_THREE, now=later + turns.LONGEST_RUN)
