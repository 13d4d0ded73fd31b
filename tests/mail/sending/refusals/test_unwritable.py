"""A mail that cannot be written is a mistake of ours: the log tells where, and the others pass it."""

import logging
from datetime import UTC, datetime

import pytest
from factories import make_seminar
from jinja2 import TemplateNotFound, UndefinedError
from sqlalchemy import select
from standing_clock import StandingClock
from strict_post import HOUR, StrictPost, agrees, sending_to, sign_up_all, states

from seminars.domain.checks.messages import living_outbox
from seminars.extensions import db
from seminars.logs import MaskTokens
from seminars.mail import render
from seminars.mail.sending import delivery
from seminars.mail.sending.refusals import verdicts
from seminars.models import Message, MessageState
from seminars.organiser.words import trouble

BEGAN = datetime(2027, 3, 1, 9, tzinfo=UTC)
QUEUED, SENT, FAILED = MessageState.QUEUED, MessageState.SENT, MessageState.FAILED
BAD = "bad@example.org"


@pytest.fixture
def clock(app, monkeypatch) -> StandingClock:
    """Three mails wait; the first is for BAD."""
    with app.app_context():
        standing = StandingClock(monkeypatch, BEGAN)
        seminar = make_seminar(starts_at=BEGAN + 480 * HOUR, created_at=BEGAN - HOUR)
        sign_up_all(seminar, BAD, "ada@example.org", "bela@example.org", now=BEGAN)
        yield standing


def spoil(monkeypatch: pytest.MonkeyPatch, error: Exception) -> None:
    """The mail for BAD cannot be written."""
    values_of = render.values_of

    def spoilt(message: Message) -> dict:
        if message.to == BAD:
            raise error
        return values_of(message)

    monkeypatch.setattr(render, "values_of", spoilt)


@pytest.mark.parametrize(
    "error",
    [KeyError("reason"), UndefinedError("'seat' is undefined"), TemplateNotFound("mail/x.txt"), ValueError("?")],
)
def test_it_is_put_aside_after_three_tries_and_others_pass_it(app, clock, monkeypatch, caplog, error):
    spoil(monkeypatch, error)
    post = StrictPost(agrees)
    with sending_to(app, post):
        assert delivery.deliver_due() == 2
        assert states() == [QUEUED, SENT, SENT]
        for expected in (QUEUED, FAILED):
            clock.now += HOUR
            delivery.deliver_due()
            assert states()[0] == expected
        clock.now += HOUR
        assert delivery.deliver_due() == 0
    told = [record for record in caplog.records if record.levelno == logging.ERROR]
    number = db.session.scalars(select(Message.id).filter_by(to=BAD)).one()
    assert [record.getMessage() for record in told] == [
        f"message {number} (registration_confirmed) cannot be written"
    ] * 3
    lines = MaskTokens("%(message)s").format(told[0])
    assert "in spoilt" in lines
    assert type(error).__name__ in lines
    assert list(living_outbox(clock.now)) == [f"message {number} could not be written, and the worker's log says why"]


def test_the_log_tells_no_value_of_what_could_not_be_written(app, clock, monkeypatch, caplog):
    spoil(monkeypatch, ValueError(f"{BAD} is no address of Ada Klichevskaya"))
    with sending_to(app, StrictPost(agrees)):
        delivery.deliver_due()
    lines = "".join(MaskTokens("%(message)s").format(record) for record in caplog.records)
    assert "ValueError" in lines
    assert [secret for secret in (BAD, "Klichevskaya") if secret in lines] == []
    db.session.rollback()
    assert BAD not in db.session.scalars(select(Message.last_error).filter_by(to=BAD)).one()


def test_an_organiser_reads_that_it_is_not_the_recipient(app, clock, monkeypatch):
    spoil(monkeypatch, KeyError("reason"))
    with sending_to(app, StrictPost(agrees)):
        for _ in range(3):
            delivery.deliver_due()
            clock.now += HOUR
    message = db.session.scalars(select(Message).filter_by(to=BAD)).one()
    with app.test_request_context():
        assert trouble(message).startswith("This mail could not be written")


def test_while_no_mail_leaves_it_neither_fails_nor_takes_a_turn(app, clock, monkeypatch):
    spoil(monkeypatch, KeyError("reason"))
    post = StrictPost(lambda phase, _address: "550 no" if phase == "MAIL" else None)
    with sending_to(app, post):
        for _ in range(6):
            delivery.deliver_due()
            clock.now += HOUR
        assert (states(), len(post.asked)) == ([QUEUED] * 3, 6)
        assert verdicts.standing() is not None
