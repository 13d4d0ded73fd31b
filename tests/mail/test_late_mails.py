"""Mails that could not leave in time: what is useless by then is missed, and what is not gets its fair tries."""

from dataclasses import replace
from datetime import timedelta

from factories import ADA, make_registration, make_seminar
from flask import Flask
from sqlalchemy import select, update

from seminars import clock
from seminars.domain import addresses, registrations
from seminars.extensions import db
from seminars.mail import delivery
from seminars.models import Message, MessageKind, MessageState, Registration, Seminar
from seminars.units import write_unit

HOUR = timedelta(hours=1)
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
        with write_unit():
            db.session.execute(update(Seminar).values(ends_at=clock.now() + HOUR))
            db.session.commit()
        assert delivery.deliver_due() == 2


def test_what_ends_a_place_is_told_however_late(app):
    signed_up_before(app)
    with app.app_context():
        with write_unit():
            bela = db.session.get_one(Registration, 2)
            registrations.cancel(bela, by="organiser", reason="Full", now=clock.now() - 5 * HOUR)
            db.session.commit()
        assert delivery.deliver_due() == 1
    assert fates(app)[-1] == ("registration_withdrawn", MessageState.SENT)


def test_who_gives_another_address_afterwards_gets_their_link_there(app):
    signed_up_before(app)
    with app.app_context():
        with write_unit():
            addresses.change_address(db.session.get_one(Registration, 1), "ada@example.net")
            db.session.commit()
        delivery.deliver_due()
        told = select(Message.state).filter_by(kind=MessageKind.CONFIRMED, to="ada@example.net")
        assert db.session.scalars(told).all() == [MessageState.SENT]
