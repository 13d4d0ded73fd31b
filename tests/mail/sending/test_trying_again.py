"""A mail that a server does not take at once: how often it is tried, and when the worker gives up."""

import smtplib
from datetime import UTC, datetime, timedelta

import pytest
from factories import make_registration, make_seminar
from standing_clock import StandingClock

from seminars.extensions import db
from seminars.mail.sending import claims, delivery
from seminars.mail.sending.transport import mailer
from seminars.models import Message, MessageState

BEGAN = datetime(2027, 3, 1, 9, tzinfo=UTC)
SECOND, MINUTE, HOUR = timedelta(seconds=1), timedelta(minutes=1), timedelta(hours=1)


@pytest.fixture
def clock(app, monkeypatch) -> StandingClock:
    """One mail waits, and the server has no time for it."""

    def put_off(_mail):
        raise smtplib.SMTPResponseException(451, b"greylisted, try again")

    monkeypatch.setattr(mailer, "send", put_off)
    with app.app_context():
        standing = StandingClock(monkeypatch, BEGAN)
        make_registration(make_seminar(starts_at=BEGAN + 480 * HOUR, created_at=BEGAN - HOUR), now=BEGAN)
        yield standing


def tried() -> Message:
    delivery.deliver_due()
    return db.session.query(Message).populate_existing().one()


def test_the_pauses_double_up_to_two_hours_and_after_48_hours_it_has_failed(clock):
    pauses = []
    while (mail := tried()).state == MessageState.QUEUED:
        pauses.append(mail.due_at - clock.now)
        clock.now = mail.due_at
    doubling = [30 * SECOND, *(2**power * MINUTE for power in range(7))]
    assert pauses[:8] == doubling
    assert set(pauses[8:]) == {2 * HOUR}
    assert mail.state == MessageState.FAILED
    last = clock.now - BEGAN
    assert last - 2 * HOUR <= 48 * HOUR < last


def test_it_is_tried_eight_times_however_long_no_worker_ran(clock):
    states = []
    for _ in range(8):
        states.append(tried().state)
        clock.now += 49 * HOUR
    assert states == [MessageState.QUEUED] * 7 + [MessageState.FAILED]


def test_a_mail_that_a_dead_worker_was_at_is_taken_by_another_one_after_60_seconds(clock):
    claims.claim("a worker that dies")
    clock.now += 60 * SECOND
    assert tried().attempts == 0
    clock.now += timedelta(microseconds=1)
    assert tried().attempts == 1
