"""What failed is sent again as what it was, unless it is not true any more."""

import pytest
from acts import act, set_all, write
from factories import ADA, make_registration, make_seminar
from sqlalchemy import select

from seminars.database.units import database_now, write_unit
from seminars.domain.checks.invariants import find_violations
from seminars.domain.outbox import failed
from seminars.domain.registrations import leaving
from seminars.extensions import db
from seminars.mail.render import as_mail
from seminars.mail.sending.delivery import deliver_due
from seminars.models import Message, MessageKind, MessageState, Registration


@pytest.fixture(autouse=True)
def _ada_was_not_reached(inside):
    make_registration(make_seminar())
    set_all(Message, state=MessageState.FAILED, attempts=8, first_tried_at=database_now(), last_error="550 no")


def send_all_again() -> int:
    return write(lambda: failed.send_again(select(Message), actor="olive@example.org", now=database_now()))


def test_it_is_the_same_mail_with_its_calendar_entry(sound):
    before = db.session.scalars(select(Message)).one()
    known_as, sequence = as_mail(before).msgId, before.calendar_sequence
    assert send_all_again() == 1
    message = db.session.scalars(select(Message)).one()
    assert (as_mail(message).msgId, message.calendar_sequence) == (known_as, sequence)
    assert deliver_due() == 1


def test_what_is_not_true_any_more_does_not_leave(sound):
    act(leaving.cancel, db.session.scalars(select(Registration.id)).one(), by="person")
    assert deliver_due() == 1
    assert send_all_again() == 1
    assert deliver_due() == 0
    fates = select(Message.kind, Message.state).order_by(Message.id)
    assert [tuple(row) for row in db.session.execute(fates)] == [
        (MessageKind.CONFIRMED, MessageState.SUPERSEDED),
        (MessageKind.CANCELLED_BY_PERSON, MessageState.SENT),
    ]


def test_one_that_failed_long_ago_is_not_late_when_it_is_sent_again():
    with write_unit():
        message = db.session.scalars(select(Message)).one()
        message.created_at = message.created_at.replace(year=message.created_at.year - 1)
        db.session.commit()
    send_all_again()
    assert [each.what for each in find_violations(now=database_now()) if each.invariant == "I8"] == []


def test_more_than_fit_into_one_statement_are_sent_again():
    many = {"kind": MessageKind.LINKS, "to": ADA.email, "language": "en", "state": MessageState.FAILED}
    now = database_now()
    rows = [Message(dedup=f"links-{number}", created_at=now, due_at=now, **many) for number in range(1500)]
    write(lambda: db.session.add_all(rows))
    assert send_all_again() == 1501
    assert failed.count(select(Message)) == 0
