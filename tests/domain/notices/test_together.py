"""Answers to sign-ups of one address beyond ten a day: which of them wait for others, and for how long."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from acts import messages, sign_up
from factories import ADA, make_registration, make_seminar

from seminars.domain.notices import together
from seminars.models import Seminar

NOW = datetime(2027, 3, 1, 9, tzinfo=UTC)
AT_ONCE, SECOND, MINUTE, HOUR = timedelta(0), timedelta(seconds=1), timedelta(minutes=1), timedelta(hours=1)


@pytest.fixture
def seminar(app) -> Seminar:
    with app.app_context():
        yield make_seminar(starts_at=NOW + 480 * HOUR, created_at=NOW - HOUR, capacity=50)


def secretary_enrols(seminar: Seminar, number: int, *, now: datetime = NOW) -> None:
    make_registration(seminar, replace(ADA, given_name=f"Ada{number}"), now=now)


def waits() -> list[timedelta]:
    return [message.due_at - message.created_at for message in messages()]


def test_ten_a_day_of_an_address_leave_at_once_and_later_ones_in_an_hour_should_nobody_gather_them(seminar):
    for number in range(12):
        secretary_enrols(seminar, number)
    sign_up(seminar, "Bela", now=NOW)
    secretary_enrols(seminar, 12, now=NOW + 24 * HOUR)
    assert waits() == [AT_ONCE] * 10 + [HOUR] * 2 + [AT_ONCE] * 2


def test_those_that_wait_are_gathered_when_the_first_of_them_has_waited_10_minutes(seminar):
    for number in range(10):
        secretary_enrols(seminar, number)
    secretary_enrols(seminar, 10, now=NOW + MINUTE)
    secretary_enrols(seminar, 11, now=NOW + 9 * MINUTE)
    assert together.ripe(now=NOW + 11 * MINUTE - SECOND) == []
    assert together.ripe(now=NOW + 11 * MINUTE) == [(seminar.id, ADA.email)]
