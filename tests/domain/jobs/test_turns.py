"""Whose turn it is: of several workers one runs each job, once in each period, whatever happens to the others."""

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, time, timedelta

import pytest
from flask import Flask

from seminars.database.units import write_unit
from seminars.domain.jobs import turns
from seminars.extensions import db

NOW = datetime(2027, 3, 1, 9, tzinfo=UTC)
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
NIGHT = time(3)


def is_mine(rhythm: turns.Rhythm, now: datetime, *, zone: str = "Europe/Minsk") -> bool:
    """Whether the job was taken; it was due just then, and is not any more."""
    was_due = turns.is_due("job", rhythm, zone=zone, now=now)
    with write_unit():
        taken = turns.take("job", rhythm, zone=zone, now=now)
        db.session.commit()
    assert taken == was_due
    assert not turns.is_due("job", rhythm, zone=zone, now=now)
    return taken


def end(now: datetime) -> None:
    with write_unit():
        turns.end("job", now=now)
        db.session.commit()


@pytest.mark.usefixtures("inside")
def test_a_job_is_begun_once_in_each_span():
    assert is_mine(5 * MINUTE, NOW)
    end(NOW)
    assert [is_mine(5 * MINUTE, NOW + later) for later in (MINUTE, 299 * timedelta(seconds=1))] == [False, False]
    assert is_mine(5 * MINUTE, NOW + 5 * MINUTE)


@pytest.mark.usefixtures("inside")
def test_a_job_that_nobody_ended_is_left_for_ten_minutes_and_then_taken_over():
    assert is_mine(NIGHT, NOW)
    assert not is_mine(NIGHT, NOW + 9 * MINUTE)
    assert is_mine(NIGHT, NOW + 10 * MINUTE)
    end(NOW + 11 * MINUTE)
    assert not is_mine(NIGHT, NOW + HOUR)


@pytest.mark.usefixtures("inside")
def test_a_daily_job_goes_by_the_clock_of_the_zone():
    assert is_mine(NIGHT, NOW)
    end(NOW)
    # Three in the morning in Minsk is midnight in UTC.
    midnight = NOW.replace(hour=0) + DAY
    assert not is_mine(NIGHT, midnight - timedelta(microseconds=1))
    assert is_mine(NIGHT, midnight)
    end(midnight)
    assert not is_mine(NIGHT, midnight + 23 * HOUR)
    assert is_mine(NIGHT, midnight + 2 * DAY + 5 * HOUR)


YEAR = 2027


@pytest.mark.usefixtures("inside")
@pytest.mark.parametrize(
    ("zone", "at", "first_day"),
    [
        ("Europe/Warsaw", time(3), datetime(YEAR, 3, 27, tzinfo=UTC)),  # 02:00 becomes 03:00 on the 28th
        ("Europe/Warsaw", time(2, 30), datetime(YEAR, 3, 27, tzinfo=UTC)),
        ("Europe/Warsaw", time(2, 30), datetime(YEAR, 10, 30, tzinfo=UTC)),  # 03:00 becomes 02:00 on the 31st
        ("Europe/Kyiv", time(3), datetime(YEAR, 3, 27, tzinfo=UTC)),  # 03:00 becomes 04:00
        ("Europe/Kyiv", time(3), datetime(YEAR, 10, 30, tzinfo=UTC)),  # 04:00 becomes 03:00
    ],
)
def test_a_daily_job_runs_once_a_day_where_the_clocks_change(zone: str, at: time, first_day: datetime):
    assert is_mine(at, first_day - DAY / 2, zone=zone)
    end(first_day - DAY / 2)
    runs = []
    for quarter in range(3 * 24 * 4):
        now = first_day + quarter * 15 * MINUTE
        if turns.is_due("job", at, zone=zone, now=now):
            assert is_mine(at, now, zone=zone)
            end(now)
            runs.append(now.date())
    assert runs == [(first_day + days * DAY).date() for days in range(3)]


def test_of_many_at_once_one_takes_the_turn(app: Flask):
    """Each in a thread with a connection of its own, when there is no row yet, and when there is an old one."""
    for now in (NOW, NOW + DAY):
        start = threading.Barrier(6)
        with ThreadPoolExecutor(6) as workers:
            taken = [each.result() for each in [workers.submit(_take, app, start, now) for _ in range(6)]]
        assert sorted(taken) == [False] * 5 + [True]


def _take(app: Flask, start: threading.Barrier, now: datetime) -> bool:
    with app.app_context():
        start.wait()
        with write_unit():
            taken = turns.take("job", NIGHT, zone="Europe/Minsk", now=now)
            db.session.commit()
        return taken


@pytest.mark.usefixtures("inside")
@pytest.mark.parametrize("has_ended", [True, False])
@pytest.mark.parametrize("rhythm", [5 * MINUTE, NIGHT])
def test_a_job_that_was_begun_in_the_future_was_never_begun(rhythm: turns.Rhythm, has_ended: bool):
    """A clock was ahead by years, and is right again."""
    assert is_mine(rhythm, NOW)
    assert is_mine(rhythm, NOW + 1000 * DAY)
    if has_ended:
        end(NOW + 1000 * DAY)
    assert is_mine(rhythm, NOW)


@pytest.mark.usefixtures("inside")
def test_a_clock_that_goes_back_by_less_than_a_minute_makes_no_job_run_again():
    assert is_mine(5 * MINUTE, NOW + MINUTE)
    assert not is_mine(5 * MINUTE, NOW)
