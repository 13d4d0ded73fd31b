"""A mail that a server does not take at once: how often it is tried, and when the worker gives up."""

import logging
import smtplib
import ssl
from datetime import UTC, datetime, timedelta

import pytest
from factories import make_registration, make_seminar
from standing_clock import StandingClock

from seminars.extensions import db
from seminars.logs import MaskTokens
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


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (ssl.SSLCertVerificationError(1, "certificate verify failed"), "SSLCert Verification Error"),
        (smtplib.SMTPAuthenticationError(535, b"no such user"), "SMTPAuthentication Error"),
        (smtplib.SMTPServerDisconnected("closed"), "SMTPServer Disconnected"),
        (ConnectionRefusedError(111, "Connection refused"), "Connection Refused Error"),
    ],
)
def test_the_log_says_what_kind_of_trouble_it_was(clock, monkeypatch, caplog, error, said):
    def refuse(_mail):
        raise error

    monkeypatch.setattr(mailer, "send", refuse)
    with caplog.at_level(logging.INFO, logger="seminars.mail.sending.marks"):
        tried()
    (line,) = (MaskTokens("%(message)s").format(each) for each in caplog.records if each.name.endswith("marks"))
    assert (line[:9], line.rpartition(": ")[2]) == ("message 1", said)
