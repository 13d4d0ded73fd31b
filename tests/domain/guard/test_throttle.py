"""How often something may happen is counted exactly, even by many at once."""

import threading
from datetime import timedelta

import pytest
from rotation import rotate
from sqlalchemy import func, select

from seminars import clock
from seminars.database.units import write_unit
from seminars.domain.guard import throttle
from seminars.domain.guard.throttle import Tally
from seminars.extensions import db
from seminars.models import Throttle

MIDNIGHT = clock.now().replace(hour=0, minute=0, second=0, microsecond=0)


def allowed(whom: str, *, now, what: str = "links") -> bool:
    with write_unit():
        answer = throttle.may(what, whom, limits=throttle.TO_ONE_MAILBOX, now=now)
        db.session.commit()
    return answer


def test_three_an_hour_and_ten_a_day_for_each_address(app):
    with app.app_context():
        answers = [
            sum(allowed("ada@example.org", now=MIDNIGHT + timedelta(hours=hour, minutes=minute)) for minute in range(5))
            for hour in range(6)
        ]
        assert answers == [3, 3, 3, 1, 0, 0]
        assert allowed("bela@example.org", now=MIDNIGHT) is True
        assert allowed("ada@example.org", now=MIDNIGHT, what="remind") is True
        assert allowed("ada@example.org", now=MIDNIGHT + timedelta(days=1)) is True


@pytest.mark.parametrize(("limits", "most"), [(throttle.SIGN_IN, 10), (throttle.SIGN_IN_FROM_ONE_NETWORK, 100)])
def test_sign_ins_are_counted_for_15_minutes(app, limits, most):
    with app.app_context(), write_unit():
        minute = timedelta(minutes=1)
        tried = [throttle.may("sign-in", "whom", limits=limits, now=MIDNIGHT + 14 * minute) for _ in range(most + 1)]
        assert tried == [True] * most + [False]
        assert throttle.may("sign-in", "whom", limits=limits, now=MIDNIGHT + 15 * minute)


def test_nagging_in_one_hour_does_not_shut_an_address_out_for_the_day(app):
    with app.app_context():
        assert sum(allowed("ada@example.org", now=MIDNIGHT) for _attempt in range(50)) == 3
        assert allowed("ada@example.org", now=MIDNIGHT + timedelta(hours=1)) is True


def test_no_address_is_kept_and_old_counts_are_forgotten(app):
    with app.app_context():
        allowed("ada@example.org", now=MIDNIGHT)
        assert [key for key in db.session.scalars(select(Throttle.key)) if "ada" in key or len(key) > 80] == []
        with write_unit():
            throttle.forget_old(now=MIDNIGHT + timedelta(days=1))
            assert db.session.scalar(select(func.count()).select_from(Throttle)) == 2
            throttle.forget_old(now=MIDNIGHT + timedelta(days=3))
            assert db.session.scalar(select(func.count()).select_from(Throttle)) == 0
            db.session.commit()


def test_many_threads_together_get_exactly_what_is_allowed(app):
    answers: list[bool] = []

    def ask() -> None:
        with app.app_context():
            answers.extend(allowed("ada@example.org", now=MIDNIGHT) for _attempt in range(4))

    threads = [threading.Thread(target=ask) for _thread in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=30)
    assert (len(answers), sum(answers)) == (16, 3)


def test_a_new_secret_key_begins_no_new_count(app):
    with app.app_context():
        assert [allowed("ada@example.org", now=MIDNIGHT) for _attempt in range(2)] == [True, True]
        for _key in range(2):
            rotate(app)
            assert throttle.counted(Tally("links", "ada@example.org", timedelta(hours=1)), now=MIDNIGHT) == [2]
        assert [allowed("ada@example.org", now=MIDNIGHT) for _attempt in range(2)] == [True, False]
        assert allowed("bela@example.org", now=MIDNIGHT)


def test_a_key_that_stands_among_the_older_ones_too_counts_once(app):
    with app.app_context():
        app.config["SECRET_KEY_FALLBACKS"] = (app.config["SECRET_KEY"],)
        assert sum(allowed("ada@example.org", now=MIDNIGHT) for _attempt in range(5)) == 3


def test_what_is_taken_back_is_one_of_those_that_were_counted(app):
    with app.app_context(), write_unit():
        for _attempt in range(2):
            throttle.may("sign-in", "whom", limits=throttle.SIGN_IN, now=MIDNIGHT)
        for left in (1, 0, 0):
            throttle.take_back("sign-in", "whom", limits=throttle.SIGN_IN, now=MIDNIGHT)
            assert throttle.counted(Tally("sign-in", "whom", timedelta(minutes=15)), now=MIDNIGHT) == [left]
