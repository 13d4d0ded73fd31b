"""No minute sees more mails than an operator allows, of however many workers."""

import multiprocessing
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from threading import Barrier
from time import monotonic, sleep

import pytest
from acts import write
from factories import ADA, make_registration, make_seminar
from flask import Flask
from post_office import Post, serving
from sqlalchemy import func, select, update
from standing_clock import StandingClock
from waiting_mails import in_turn, let_wait
from worker_processes import environment, until, work

from seminars.extensions import db
from seminars.mail.sending import claims, delivery
from seminars.models import Departure, Message, MessageState, Registration, Urgency

BEGAN = datetime(2027, 3, 1, 9, tzinfo=UTC)
SECOND = timedelta(seconds=1)
NOW, SOON, BULK = ({"urgency": urgency} for urgency in Urgency)
spawn = multiprocessing.get_context("spawn")

pytestmark = pytest.mark.usefixtures("inside")


@pytest.fixture
def clock(app: Flask, monkeypatch: pytest.MonkeyPatch) -> StandingClock:
    """It stands, and five mails may leave in a minute."""
    app.config["MAIL_PER_MINUTE"] = 5
    return StandingClock(monkeypatch, BEGAN)


def test_no_minute_sees_more_whenever_it_begins(clock):
    let_wait(*[NOW] * 30)
    left = []
    for _ in range(240):
        left += [clock.now] * len(in_turn(2))
        clock.now += SECOND
    assert len(left) == 20
    assert max(sum(first <= each < first + 60 * SECOND for each in left) for first in left) == 5
    # Nothing failed, and nothing counts as tried.
    assert set(db.session.scalars(select(Message.attempts))) == {0}


def test_what_waits_for_the_next_minute_keeps_its_order(clock):
    first, second = let_wait(*[NOW] * 7), let_wait(*[SOON] * 2, ago=30)
    assert in_turn(9) == first[:5]
    clock.now += 60 * SECOND
    urgent = let_wait(NOW, ago=1)
    assert in_turn(9) == [*first[5:], *urgent, *second]


def test_none_is_taken_from_a_mail_that_is_not_sent_after_all(app, clock):
    seminar = make_seminar(created_at=BEGAN)
    for each in range(8):
        make_registration(seminar, replace(ADA, email=f"ada{each}@example.org"), now=BEGAN)
    _supersede(6)
    assert delivery.deliver_due() == 2
    assert db.session.scalar(select(func.count()).where(Departure.message_id.is_not(None))) == 2


def _supersede(number: int) -> None:
    """Those people have another address by now, so that their mails are not true any more."""
    changed = update(Registration).where(Registration.id <= number).values(email="other@example.org")
    write(lambda: db.session.execute(changed))


def test_a_limit_that_is_lowered_or_raised_holds_at_once(app, clock):
    let_wait(*[NOW] * 40)
    assert len(in_turn(40)) == 5
    app.config["MAIL_PER_MINUTE"] = 8
    assert len(in_turn(40)) == 3
    clock.now += 60 * SECOND
    app.config["MAIL_PER_MINUTE"] = 2
    assert len(in_turn(40)) == 2
    app.config["MAIL_PER_MINUTE"] = 0
    assert len(in_turn(40)) == 30


def test_a_clock_that_was_wrong_stops_no_mail(clock):
    let_wait(*[NOW] * 10)
    clock.now += timedelta(days=1000)
    assert len(in_turn(10)) == 5
    clock.now = BEGAN + SECOND
    assert len(in_turn(10)) == 5


def test_without_a_limit_nothing_is_counted():
    let_wait(*[NOW] * 10)
    assert len(in_turn(10)) == 10
    assert db.session.scalars(select(Departure)).all() == []


def test_workers_that_come_at_once_share_one_limit(app: Flask):
    app.config["MAIL_PER_MINUTE"] = 20
    let_wait(*[NOW] * 60)
    start = Barrier(4)

    def come() -> list[int]:
        with app.app_context():
            start.wait()
            taken = []
            while (message_id := claims.claim("a worker")) is not None:
                taken.append(message_id)
            return taken

    with ThreadPoolExecutor(4) as workers:
        came = [workers.submit(come) for _ in range(4)]
        taken = [message_id for each in came for message_id in each.result()]
    assert len(taken) == len(set(taken)) == 20


@pytest.mark.long
def test_two_workers_send_exactly_what_one_minute_takes(app: Flask):
    seminar = make_seminar(capacity=40)
    for number in range(40):
        make_registration(seminar, replace(ADA, email=f"ada{number}@example.org"))
    db.session.remove()
    db.engine.dispose()
    post, stop, start = Post(), spawn.Event(), spawn.Barrier(2)
    with serving(post) as mail:
        limited = environment(app, mail) | {"SEMINARS_MAIL_PER_MINUTE": "15"}
        pair = [spawn.Process(target=work, args=(limited, stop, start, claims.LEASE)) for _ in range(2)]
        for process in pair:
            process.start()
        try:
            until(lambda: len(post.envelopes) >= 15, within=120)
            full_at = monotonic()
            sleep(15)
            assert len(post.envelopes) == 15
            until(lambda: len(post.envelopes) >= 30, within=90)
            assert monotonic() - full_at > 40
        finally:
            stop.set()
            for process in pair:
                process.join(timeout=30)
    db.session.rollback()
    left = db.session.scalars(select(Message.attempts).where(Message.state != MessageState.SENT)).all()
    assert set(left) == {0}
