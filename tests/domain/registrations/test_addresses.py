"""A change of address loses nothing of what waits to be told: it is told at the new one."""

from datetime import timedelta

import pytest
from acts import OLIVE, act, messages
from factories import ADA, make_registration, make_seminar

from seminars import clock
from seminars.database.units import write_unit
from seminars.domain.notices import reminders
from seminars.domain.people.sign_up import Person
from seminars.domain.registrations import addresses, leaving
from seminars.domain.seminars import changes
from seminars.extensions import db
from seminars.mail.render import render
from seminars.mail.sending.delivery import deliver_due
from seminars.models import CalendarMethod, Message, MessageKind, MessageState, Registration, Seminar

pytestmark = pytest.mark.usefixtures("inside", "sound")
DAY = timedelta(days=1)
BORIS = Person(given_name="Boris", surname="Klichevsky")
NEW, NEWEST = "ada@example.net", "ada@example.com"


def confirmed(**values) -> Seminar:
    """A seminar with Ada's registration 1, who has her confirmation."""
    seminar = make_seminar(**values)
    make_registration(seminar, companions=(BORIS,), now=clock.now() - 10 * DAY)
    assert deliver_due() == 1
    return seminar


def change_address(number: int = 1, to: str = NEW) -> None:
    act(addresses.change_address, number, to)


def sent() -> list[tuple[MessageKind, str, CalendarMethod | None]]:
    """What has left since the confirmation, in this order."""
    left = [each for each in messages()[1:] if each.state == MessageState.SENT]
    return [(each.kind, each.to, each.calendar_method) for each in left]


OLD_ONE_IS_TOLD = (MessageKind.ADDRESS_CHANGED, ADA.email, CalendarMethod.CANCEL)
NEW_ONE_IS_INVITED = (MessageKind.CONFIRMED, NEW, CalendarMethod.REQUEST)


def test_the_new_address_hears_of_a_move_that_the_old_one_was_not_told_of():
    seminar = confirmed()
    act(changes.move, seminar, starts_at=seminar.starts_at + DAY)
    change_address()
    moved = db.session.query(Message).filter_by(kind=MessageKind.MOVED).one()
    assert "until now: " in render(moved).text
    deliver_due()
    assert sent() == [(MessageKind.MOVED, NEW, None), OLD_ONE_IS_TOLD, NEW_ONE_IS_INVITED]


def test_a_reminder_that_was_not_sent_yet_reminds_at_the_new_address():
    seminar = confirmed(starts_at=(clock.now() + 6 * DAY + DAY / 2).replace(microsecond=0))
    with write_unit():
        assert reminders.post_due(db.session.get_one(Seminar, seminar.id), now=clock.now()) == 1
        db.session.commit()
    change_address()
    deliver_due()
    assert sent() == [(MessageKind.REMINDER_WEEK, NEW, None), OLD_ONE_IS_TOLD, NEW_ONE_IS_INVITED]


def test_that_one_of_them_left_is_told_at_the_address_of_those_who_stay():
    confirmed()
    with write_unit():
        ada = db.session.get_one(Registration, 1)
        leaving.cancel(ada, by="organiser", actor=OLIVE, reason="Full")
        db.session.commit()
    change_address(2)
    deliver_due()
    assert sent() == [(MessageKind.CANCELLED_BY_ORGANISER, NEW, None), OLD_ONE_IS_TOLD, NEW_ONE_IS_INVITED]


def test_an_address_that_was_left_is_told_even_if_the_next_one_is_left_at_once():
    confirmed()
    change_address()
    change_address(to=NEWEST)
    deliver_due()
    assert sent() == [
        OLD_ONE_IS_TOLD,
        (MessageKind.ADDRESS_CHANGED, NEW, None),
        (MessageKind.CONFIRMED, NEWEST, CalendarMethod.REQUEST),
    ]


def test_who_takes_the_address_back_at_once_is_not_told_of_another_one():
    confirmed()
    change_address()
    change_address(to=ADA.email)
    deliver_due()
    assert sent() == [
        (MessageKind.ADDRESS_CHANGED, NEW, None),
        (MessageKind.CONFIRMED, ADA.email, CalendarMethod.REQUEST),
    ]
