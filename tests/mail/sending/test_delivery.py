"""From the outbox to the mailbox: what the worker does with messages that are due."""

import mailbox
import smtplib
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from acts import set_all
from factories import ADA, make_registration, make_seminar
from flask import Flask
from sqlalchemy import select, update

from seminars import clock
from seminars.database.units import write_unit
from seminars.domain.registrations import leaving
from seminars.extensions import db
from seminars.mail.sending import claims, delivery
from seminars.mail.sending.transport import mailer
from seminars.models import CalendarMethod, Message, MessageState, Registration


def kept_mails(app: Flask) -> list[mailbox.MaildirMessage]:
    folder = mailbox.Maildir(Path(app.config["INSTANCE"]) / "mail")
    return [folder[key] for key in sorted(folder.keys())]


@pytest.fixture
def ada(app: Flask) -> None:
    with app.app_context():
        make_registration(make_seminar(), language="pl")


@pytest.mark.usefixtures("ada")
def test_a_confirmation_leaves_with_its_invitation_and_without_facts(app):
    with app.app_context():
        assert delivery.deliver_due() == 1
        message = db.session.scalars(select(Message)).one()
        assert (message.state, message.facts, message.lease_by) == (MessageState.SENT, {}, None)
    (mail,) = kept_mails(app)
    assert mail["To"] == '"Ada Klichevskaya" <ada@example.org>'
    assert [part.get_content_type() for part in mail.walk()] == [
        "multipart/mixed",
        "multipart/alternative",
        "text/plain",
        "text/html",
        "text/calendar",
        "application/ics",
    ]
    with app.app_context():
        assert delivery.deliver_due() == 0


@pytest.mark.usefixtures("ada")
def test_a_mail_server_that_is_away_loses_nothing(app, monkeypatch):
    def refuse(_message):
        raise ConnectionRefusedError("nobody listens")

    with app.app_context():
        monkeypatch.setattr(mailer, "send", refuse)
        assert delivery.deliver_due() == 0
        message = db.session.scalars(select(Message)).one()
        assert (message.state, message.attempts) == (MessageState.QUEUED, 1)
        assert message.due_at > clock.now()
        monkeypatch.undo()
        set_all(Message, due_at=clock.now() - timedelta(seconds=1))
        assert delivery.deliver_due() == 1


@pytest.mark.usefixtures("ada")
def test_a_refusal_for_good_is_kept_for_the_organiser_without_the_address(app, monkeypatch):
    def refuse(_message):
        raise smtplib.SMTPRecipientsRefused({ADA.email: (550, b"no such user")})

    with app.app_context():
        monkeypatch.setattr(mailer, "send", refuse)
        delivery.deliver_due()
        message = db.session.scalars(select(Message)).one()
        assert message.state == MessageState.FAILED
        assert message.last_error == "550 no such user"


@pytest.mark.usefixtures("ada")
def test_a_claim_whose_sender_died_is_taken_over_after_the_lease(app):
    with app.app_context():
        assert claims.claim("dead") is not None
        assert claims.claim("alive") is None
        set_all(Message, lease_until=clock.now() - timedelta(seconds=1))
        assert claims.claim("alive") is not None


@pytest.mark.usefixtures("ada")
def test_mails_leave_in_the_order_in_which_their_time_came_and_those_of_dead_senders_first(app):
    with app.app_context():
        seminar = db.session.scalars(select(Registration)).one().seminar
        for name in ("bela", "cela"):
            make_registration(seminar, replace(ADA, given_name=name, email=f"{name}@example.org"))
        with write_unit():
            for number, seconds in ((1, 10), (2, 30), (3, 20)):
                due_at = clock.now() - timedelta(seconds=seconds)
                db.session.execute(update(Message).where(Message.id == number).values(due_at=due_at))
            dead = {
                "state": MessageState.SENDING,
                "lease_by": "dead",
                "lease_until": clock.now() - timedelta(seconds=1),
            }
            db.session.execute(update(Message).where(Message.id == 3).values(dead))
            db.session.commit()
        assert [claims.claim("worker") for _ in range(4)] == [3, 2, 1, None]


@pytest.mark.usefixtures("ada")
def test_a_confirmation_of_a_place_that_was_cancelled_meanwhile_is_not_sent(app):
    with app.app_context():
        with write_unit():
            leaving.cancel(db.session.scalars(select(Registration)).one(), by="person")
            db.session.commit()
        delivery.deliver_due()
        states = db.session.execute(
            select(Message.kind, Message.state, Message.calendar_method).order_by(Message.id)
        ).all()
        assert [tuple(row) for row in states] == [
            ("registration_confirmed", MessageState.SUPERSEDED, CalendarMethod.REQUEST),
            ("registration_cancelled", MessageState.SENT, CalendarMethod.CANCEL),
        ]


@pytest.mark.usefixtures("ada")
def test_odd_words_of_a_mail_server_are_kept_clean(app, monkeypatch):
    def refuse(_message):
        raise smtplib.SMTPDataError(550, b"no\x00such\xff user\r\nBcc: x\xe2\x80\xae")

    with app.app_context():
        monkeypatch.setattr(mailer, "send", refuse)
        delivery.deliver_due()
        assert db.session.scalars(select(Message.last_error)).one() == "550 nosuch\ufffd user Bcc: x"


@pytest.mark.usefixtures("ada")
def test_a_turn_ends_so_that_other_jobs_get_theirs(app, monkeypatch):
    monkeypatch.setattr(delivery, "LONGEST_TURN", 0)
    with app.app_context():
        assert delivery.deliver_due() == 0
        monkeypatch.undo()
        assert delivery.deliver_due() == 1
