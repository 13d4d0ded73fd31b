"""When the present time is believed, by what workers noted of it."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

import pytest

from seminars.database import trusted_time
from seminars.database.trusted_time import Stretch
from seminars.database.units import write_unit
from seminars.extensions import db
from seminars.models import Beat

NOW = datetime(2027, 3, 10, 12, tzinfo=UTC)
MINUTE, HOUR, DAY, YEAR = (timedelta(**span) for span in ({"minutes": 1}, {"hours": 1}, {"days": 1}, {"days": 365}))


NOTHING = timedelta(0)


def stretch(since: timedelta, until: timedelta = NOTHING, *, worker: str = "first", accepted: bool = False) -> Stretch:
    """A beat a minute, from so long ago until so long ago."""
    return Stretch(worker, NOW - since, NOW - until, 1 + (since - until) // MINUTE, accepted)


def newest_first(found: Sequence[Stretch]) -> list[Stretch]:
    """Those of the past, as the database gives them."""
    return sorted((each for each in found if each.began_at <= NOW), key=lambda each: each.at, reverse=True)


ALWAYS = stretch(20 * DAY, MINUTE)
UNTIL_YESTERDAY = stretch(20 * DAY, 20 * HOUR)
LONG_AGO = stretch(40 * DAY, 14 * DAY)
SETTLED = {
    "no beat was ever noted": ([], True),
    "the first start ever": ([stretch(MINUTE)], True),
    "always in step": ([ALWAYS], True),
    "a beat is late by half an hour": ([stretch(DAY, 30 * MINUTE)], True),
    "a beat is late by more, or the clock has jumped since": ([stretch(DAY, 31 * MINUTE)], False),
    "the clock has jumped by years": ([stretch(3 * YEAR + DAY, 3 * YEAR)], False),
    "one beat since": ([stretch(timedelta(0)), UNTIL_YESTERDAY], False),
    "nine minutes of beats since": ([stretch(9 * MINUTE), UNTIL_YESTERDAY], False),
    "ten minutes of beats since": ([stretch(10 * MINUTE), UNTIL_YESTERDAY], True),
    "ten minutes, but in two starts": (
        [stretch(5 * MINUTE), stretch(10 * MINUTE, 5 * MINUTE, worker="second"), UNTIL_YESTERDAY],
        False,
    ),
    "ten minutes, and then another gap": ([stretch(HOUR, 50 * MINUTE), UNTIL_YESTERDAY], False),
    "a restart within half an hour": ([stretch(MINUTE), stretch(DAY, 20 * MINUTE)], True),
    "one worker of two is new": ([stretch(MINUTE, worker="second"), ALWAYS], True),
    "only beats from the future, and a gap": ([stretch(-3 * YEAR, -3 * YEAR - HOUR), UNTIL_YESTERDAY], False),
    "beats from the future, and the present ones": ([stretch(-3 * YEAR, -3 * YEAR - HOUR), ALWAYS], True),
    "the clock went back while beats were in step": ([stretch(DAY, -20 * MINUTE)], True),
    "an operator's word": ([stretch(MINUTE, MINUTE, accepted=True), UNTIL_YESTERDAY], True),
    "an operator's word before the gap": ([stretch(HOUR, HOUR, accepted=True)], False),
}


@pytest.mark.parametrize(("found", "expected"), SETTLED.values(), ids=SETTLED)
def test_what_is_over_lapses_only_by_a_time_that_is_settled(found, expected):
    assert trusted_time.settled(newest_first(found), NOW) is expected


def weekly(*weeks: int) -> list[Stretch]:
    """An hour each, with another start of a worker; the last of them is now."""
    return [stretch(week * 7 * DAY + HOUR, week * 7 * DAY, worker=f"week {week}") for week in weeks]


def daily(*days: int) -> list[Stretch]:
    return [stretch(day * DAY + HOUR, day * DAY, worker=f"day {day}") for day in days]


PROVEN = {
    "no beat was ever noted": ([], None),
    "the first start ever": ([stretch(19 * HOUR)], None),
    "the first start ever, a day later": ([stretch(20 * HOUR)], NOW),
    "always in step": ([ALWAYS], NOW),
    "a day without a beat": ([stretch(20 * DAY, DAY)], NOW),
    "more than a day without, or a jump": ([stretch(20 * DAY, DAY + MINUTE)], NOW - DAY - MINUTE),
    "a jump by years": ([stretch(3 * YEAR + DAY, 3 * YEAR)], NOW - 3 * YEAR),
    "nine minutes after it": ([stretch(9 * MINUTE), stretch(4 * YEAR, 3 * YEAR)], NOW - 3 * YEAR),
    "19 hours after two weeks off": ([stretch(19 * HOUR), LONG_AGO], NOW - 14 * DAY),
    "20 hours after two weeks off": ([stretch(20 * HOUR), LONG_AGO], NOW),
    "20 hours, with restarts": ([stretch(HOUR), stretch(20 * HOUR, 2 * HOUR, worker="second"), LONG_AGO], NOW),
    "20 hours, of which hardly any beat": (
        [stretch(9 * MINUTE), stretch(20 * HOUR, 20 * HOUR - 9 * MINUTE, worker="second"), LONG_AGO],
        NOW - 14 * DAY,
    ),
    "on for eight hours a day": (
        [stretch(HOUR, worker="today"), stretch(25 * HOUR, 17 * HOUR, worker="yesterday"), LONG_AGO],
        NOW,
    ),
    "five weeks of an hour": (weekly(0, 1, 2, 3, 4), None),
    "six weeks of an hour": (weekly(0, 1, 2, 3, 4, 5), NOW - 35 * DAY - HOUR),
    "seven weeks of an hour": (weekly(0, 1, 2, 3, 4, 5, 6), NOW - 35 * DAY - HOUR),
    "six starts of one day": (
        [stretch((n + 1) * MINUTE, n * MINUTE + timedelta(seconds=30), worker=f"{n}") for n in range(6)],
        None,
    ),
    "one start that jumped six times": ([stretch(n * 7 * DAY + HOUR, n * 7 * DAY) for n in range(6)], None),
    "six weeks, the last one years ahead": (
        [stretch(MINUTE), *weekly(209, 210, 211, 212, 213)],
        NOW - 213 * 7 * DAY - HOUR,
    ),
    "an operator's word": ([stretch(MINUTE, MINUTE, accepted=True), LONG_AGO], NOW),
    "an operator's word before the gap": ([stretch(3 * DAY, 3 * DAY, accepted=True)], NOW - 3 * DAY),
    "beats from the future": ([stretch(-3 * YEAR, -3 * YEAR - 2 * DAY), LONG_AGO], NOW - 14 * DAY),
}


@pytest.mark.parametrize(("found", "expected"), PROVEN.values(), ids=PROVEN)
def test_data_is_erased_by_the_last_time_that_is_proven(found, expected):
    assert trusted_time.proven(newest_first(found), NOW) == expected


@pytest.mark.usefixtures("inside")
def test_the_database_gives_the_newest_beats_of_the_past_first():
    rows = [stretch(-3 * YEAR, -3 * YEAR - HOUR), stretch(HOUR), LONG_AGO]
    with write_unit():
        db.session.add_all(row(each) for each in rows)
        db.session.commit()
    assert trusted_time.is_settled(now=NOW)
    assert trusted_time.proven_until(now=NOW) == NOW - 14 * DAY
    assert not trusted_time.is_settled(now=NOW + 3 * HOUR)
    assert trusted_time.proven_until(now=NOW + 4 * YEAR) == NOW - 14 * DAY


def row(each: Stretch) -> Beat:
    return Beat(worker=each.worker, began_at=each.began_at, at=each.at, count=each.beats, accepted=each.accepted)
