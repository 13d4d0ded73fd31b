"""What a change of a seminar means to somebody with a place: what they have not answered yet."""

from datetime import UTC, datetime, timedelta

import pytest
from acts import act, cancel, sign_up
from factories import make_seminar, texts

from seminars.domain import change_log
from seminars.domain.registrations import leaving
from seminars.domain.seminars import changes
from seminars.models import Registration, Seminar, Standing

NOW = datetime(2027, 3, 1, 9, tzinfo=UTC)
START = datetime(2027, 3, 21, 7, tzinfo=UTC)
INSTANT, HOUR, DAY = timedelta(microseconds=1), timedelta(hours=1), timedelta(days=1)


@pytest.fixture
def seminar(app) -> Seminar:
    with app.app_context():
        yield make_seminar(starts_at=START, created_at=NOW - DAY, changed_at=NOW - DAY)


def move(seminar: Seminar, starts_at: datetime, *, now: datetime) -> None:
    act(changes.move, seminar, starts_at=starts_at, reason=texts("Ice"), now=now)


def start_before_and_after(registration: Registration) -> tuple[datetime, datetime] | None:
    """Of the move that this person has not answered yet."""
    found = change_log.find_unanswered_move(registration)
    return (found.before.starts_at, found.after.starts_at) if found else None


def test_a_move_is_asked_of_those_who_signed_up_before_it_and_not_of_those_who_saw_the_new_date(seminar):
    (early,) = sign_up(seminar, "Early", now=NOW - INSTANT)
    move(seminar, START + DAY, now=NOW)
    (at_once,) = sign_up(seminar, "At-once", now=NOW)  # in the very instant of the move, and after it
    assert start_before_and_after(early) == (START, START + DAY)
    assert start_before_and_after(at_once) is None


def test_an_answer_settles_the_moves_before_it_and_none_after_it(seminar):
    (ada,) = sign_up(seminar, "Ada", now=NOW)
    move(seminar, START + DAY, now=NOW + HOUR)
    move(seminar, START + 2 * DAY, now=NOW + 2 * HOUR)
    assert start_before_and_after(ada) == (START, START + 2 * DAY)
    seen = change_log.find_unanswered_move(ada).change_id
    act(leaving.reconfirm, ada, seen=seen, now=NOW + 2 * HOUR)
    assert start_before_and_after(ada) is None
    move(seminar, START + 3 * DAY, now=NOW + 3 * HOUR)
    assert start_before_and_after(ada) == (START + 2 * DAY, START + 3 * DAY)


def test_nobody_is_asked_about_a_date_that_came_back_or_that_there_is_none_of(seminar):
    (ada,) = sign_up(seminar, "Ada", now=NOW)
    move(seminar, START + DAY, now=NOW + HOUR)
    move(seminar, START, now=NOW + 2 * HOUR)
    assert start_before_and_after(ada) is None
    act(changes.postpone, seminar, reason=texts("Ice"), now=NOW + 3 * HOUR)
    assert change_log.find_unanswered_move(ada) is None


def test_a_date_that_was_taken_away_in_between_is_a_new_one_even_if_it_is_the_same(seminar):
    (ada,) = sign_up(seminar, "Ada", now=NOW)
    act(changes.postpone, seminar, reason=texts("Ice"), now=NOW + HOUR)
    move(seminar, START, now=NOW + 2 * HOUR)
    found = change_log.find_unanswered_move(ada)
    assert (found.before.standing, found.after.starts_at) == (Standing.POSTPONED, START)


def test_only_somebody_with_a_place_is_asked(seminar):
    (ada,) = sign_up(seminar, "Ada", now=NOW)
    cancel(ada, now=NOW + HOUR)
    move(seminar, START + DAY, now=NOW + 2 * HOUR)
    assert change_log.find_unanswered_move(ada) is None
