"""Mails that could not leave in time: what is useless by then is missed, and what is not gets its fair tries."""

import smtplib
from dataclasses import replace
from datetime import timedelta

import pytest
from acts import act, let_mails_leave, set_all
from factories import ADA, make_registration, make_seminar
from flask import Flask
from sqlalchemy import select, update
from trusted_clock import trust_the_time

from seminars import clock
from seminars.database.units import write_unit
from seminars.domain.checks.invariants import find_violations
from seminars.domain.outbox import held
from seminars.domain.registrations import addresses, leaving
from seminars.domain.seminars import changes
from seminars.extensions import db
from seminars.mail.sending import delivery, marks
from seminars.mail.sending.transport import mailer
from seminars.models import Message, MessageKind, MessageState, Registration, Seminar

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
BELA = replace(ADA, given_name="Bela", email="bela@example.org")


def fates(app: Flask) -> list[tuple[str, MessageState]]:
    with app.app_context():
        found = select(Message.kind, Message.state).order_by(Message.id)
        return [(kind.value, state) for kind, state in db.session.execute(found)]


def signed_up_before(app: Flask, **values) -> None:
    """Ada got the only place and Bela waits, at a seminar that ended an hour ago; no mail has left since."""
    begun_at = clock.now() - 6 * HOUR
    with app.app_context():
        seminar = make_seminar(starts_at=begun_at, capacity=1, **values)
        for person in (ADA, BELA):
            make_registration(seminar, person, now=begun_at - HOUR)


def test_once_a_seminar_is_over_nobody_is_promised_a_place_or_a_turn(app):
    signed_up_before(app)
    with app.app_context():
        assert delivery.deliver_due() == 0
    assert fates(app) == [
        ("registration_confirmed", MessageState.MISSED),
        ("registration_waiting", MessageState.MISSED),
    ]


def test_a_seminar_that_was_put_off_or_moved_meanwhile_is_not_over(app):
    signed_up_before(app)
    with app.app_context():
        set_all(Seminar, ends_at=clock.now() + HOUR)
        assert delivery.deliver_due() == 2


def test_what_ends_a_place_is_told_however_late(app):
    signed_up_before(app)
    with app.app_context():
        with write_unit():
            bela = db.session.get_one(Registration, 2)
            leaving.cancel(bela, by="organiser", reason="Full", now=clock.now() - 5 * HOUR)
            db.session.commit()
        assert delivery.deliver_due() == 1
    assert fates(app)[-1] == ("registration_withdrawn", MessageState.SENT)


def test_who_gives_another_address_afterwards_gets_their_link_there(app):
    signed_up_before(app)
    with app.app_context():
        act(addresses.change_address, 1, "ada@example.net")
        delivery.deliver_due()
        told = select(Message.state).filter_by(kind=MessageKind.CONFIRMED, to="ada@example.net")
        assert db.session.scalars(told).all() == [MessageState.SENT]


@pytest.mark.parametrize(
    ("was_at", "is_at", "fate"),
    [
        (-10 * DAY, -5 * DAY, MessageState.MISSED),
        (-5 * DAY, -10 * DAY, MessageState.MISSED),
        (2 * DAY, -5 * DAY, MessageState.SENT),
        (-5 * DAY, 2 * DAY, MessageState.SENT),
    ],
)
def test_of_a_move_nobody_is_told_once_both_dates_are_over(app, was_at, is_at, fate):
    now = clock.now()
    with app.app_context():
        seminar = make_seminar(starts_at=now + was_at, created_at=now - 30 * DAY)
        make_registration(seminar, now=now - 20 * DAY)
        let_mails_leave()
        act(changes.move, seminar, starts_at=now + is_at, now=now - 15 * DAY)
        delivery.deliver_due()
    assert fates(app)[-1] == ("seminar_moved", fate)


def test_whoever_did_not_hear_of_the_first_of_two_moves_is_told_while_they_may_travel(app):
    now = clock.now()
    with app.app_context():
        seminar = make_seminar(starts_at=now + 2 * DAY, created_at=now - 30 * DAY)
        make_registration(seminar, now=now - 20 * DAY)
        let_mails_leave()
        act(changes.move, seminar, starts_at=now - 9 * DAY, now=now - 15 * DAY)
        act(changes.move, seminar, starts_at=now - 5 * DAY, now=now - 14 * DAY)
        delivery.deliver_due()
    assert fates(app)[-2:] == [("seminar_moved", MessageState.SUPERSEDED), ("seminar_moved", MessageState.SENT)]


@pytest.fixture
def busy_server(monkeypatch) -> None:
    def put_off(_mail):
        raise smtplib.SMTPResponseException(451, b"greylisted, try again")

    monkeypatch.setattr(mailer, "send", put_off)


def let_pass(passed: timedelta) -> None:
    """As if what has happened in the outbox had happened so much earlier, but for its next try, which is due."""
    with write_unit():
        for message in db.session.scalars(select(Message)):
            message.created_at -= passed
            message.due_at = clock.now() - timedelta(seconds=1)
            if message.first_tried_at:
                message.first_tried_at -= passed
        db.session.commit()


def says() -> tuple[MessageState, list[str]]:
    """What became of the one mail, and what the checks say of it."""
    return db.session.scalars(select(Message.state)).one(), [each.what for each in find_violations(now=clock.now())]


@pytest.mark.usefixtures("busy_server")
def test_a_mail_that_was_held_for_days_has_two_days_from_its_release(app):
    with app.app_context():
        make_registration(make_seminar())
        let_pass(72 * HOUR)
        with write_unit():
            held.hold_all(add_to_sequence=100)
            held.release(select(Message), actor="olive@example.org", now=clock.now())
            db.session.commit()
        assert says() == (MessageState.QUEUED, [])
        delivery.deliver_due()
        assert says() == (MessageState.QUEUED, [])


@pytest.mark.usefixtures("busy_server")
def test_a_mail_that_had_two_days_before_it_was_held_has_two_days_more(app):
    with app.app_context():
        make_registration(make_seminar())
        delivery.deliver_due()
        let_pass(72 * HOUR)
        with write_unit():
            held.hold_all(add_to_sequence=100)
            held.release(select(Message), actor="olive@example.org", now=clock.now())
            db.session.commit()
        delivery.deliver_due()
        assert says() == (MessageState.QUEUED, [])


@pytest.mark.usefixtures("busy_server")
def test_a_mail_that_no_worker_looked_at_for_days_is_found_and_then_tried_like_any_other(app):
    with app.app_context():
        make_registration(make_seminar())
        let_pass(72 * HOUR)
        assert says() == (MessageState.QUEUED, ["message 1 has waited for more than 48 hours"])
        for _ in range(marks.FEWEST_TRIES):
            delivery.deliver_due()
            assert says() == (MessageState.QUEUED, [])
            let_pass(timedelta(minutes=1))


@pytest.mark.usefixtures("busy_server")
def test_a_worker_that_was_away_between_two_tries_gives_nothing_up(app):
    with app.app_context():
        make_registration(make_seminar())
        for _ in range(marks.FEWEST_TRIES - 1):
            delivery.deliver_due()
            let_pass(72 * HOUR)
        assert says()[0] == MessageState.QUEUED
        delivery.deliver_due()
        assert says() == (MessageState.FAILED, [])


@pytest.mark.usefixtures("busy_server")
def test_a_try_that_is_overdue_for_two_days_is_found(app):
    with app.app_context():
        make_registration(make_seminar())
        delivery.deliver_due()
        with write_unit():
            long_ago = clock.now() - 72 * HOUR
            db.session.execute(update(Message).values(due_at=long_ago, first_tried_at=long_ago))
            db.session.commit()
        assert says() == (MessageState.QUEUED, ["message 1 has waited for more than 48 hours"])


def test_what_is_too_late_by_a_clock_that_has_just_jumped_waits_and_holds_no_other_back(app):
    signed_up_before(app)
    with app.app_context():
        make_registration(make_seminar(slug="pinsk"), now=clock.now())
        trust_the_time(clock.now() - 2 * HOUR)
        for _look in range(2):
            assert delivery.deliver_due() <= 1
        rows = db.session.scalars(select(Message).order_by(Message.id)).all()
        assert [row.state for row in rows] == [MessageState.QUEUED, MessageState.QUEUED, MessageState.SENT]
        assert [(row.attempts, row.first_tried_at, row.lease_by) for row in rows[:2]] == [(0, None, None)] * 2
        assert all(timedelta(0) < row.due_at - clock.now() <= marks.HELD_BACK_FOR for row in rows[:2])
        assert [row.last_error for row in rows[:2]] == [marks.HELD_BACK] * 2
        trust_the_time()
        set_all(Message, due_at=clock.now())
        delivery.deliver_due()
    assert [state for _kind, state in fates(app)] == [MessageState.MISSED] * 2 + [MessageState.SENT]


def test_nothing_is_given_up_by_a_clock_that_has_just_jumped(app, monkeypatch):
    def refuse(_mail) -> None:
        raise smtplib.SMTPServerDisconnected("gone")

    monkeypatch.setattr(mailer, "send", refuse)
    with app.app_context():
        make_registration(make_seminar())
        trust_the_time(clock.now() - 2 * HOUR)
        set_all(Message, attempts=20, first_tried_at=clock.now() - 49 * HOUR)
        delivery.deliver_due()
        assert db.session.scalars(select(Message.state)).all() == [MessageState.QUEUED]
        trust_the_time()
        set_all(Message, due_at=clock.now())
        delivery.deliver_due()
        assert db.session.scalars(select(Message.state)).all() == [MessageState.FAILED]
