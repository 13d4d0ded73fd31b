"""Messages that wait after a restore until somebody decides about them."""

import pytest
from acts import OLIVE, messages
from at_noon import HOUR, NOW, seminar_with, sign_up
from sqlalchemy import Select, select

from seminars.database.units import write_unit
from seminars.domain.outbox import held
from seminars.extensions import db
from seminars.models import Activity, Message, MessageState

pytestmark = pytest.mark.usefixtures("inside")
QUEUED, SENDING, HELD, SENT = MessageState.QUEUED, MessageState.SENDING, MessageState.HELD, MessageState.SENT
ALL = select(Message)


@pytest.fixture
def in_each_state(inside) -> None:
    """Ada's is sent, Bela's is being sent, and Cyd's waits; all three are invitations."""
    seminar = seminar_with(9)
    for name, state in (("Ada", SENT), ("Bela", SENDING), ("Cyd", QUEUED)):
        sign_up(seminar, name)
        with write_unit():
            message = messages()[-1]
            message.state, message.first_tried_at = state, NOW
            message.lease_by, message.lease_until = ("a worker", NOW + HOUR) if state == SENDING else (None, None)
            db.session.commit()


def hold_all(add_to_sequence: int = 0) -> int:
    with write_unit():
        number = held.hold_all(add_to_sequence=add_to_sequence)
        db.session.commit()
    return number


def decide(verb, wanted: Select = ALL) -> int:
    with write_unit():
        number = verb(wanted, actor=OLIVE, now=NOW)
        db.session.commit()
    return number


@pytest.mark.usefixtures("in_each_state")
def test_whatever_has_not_left_is_held_with_a_newer_entry_and_what_has_left_stays():
    before = [message.calendar_sequence for message in messages()]
    assert hold_all(add_to_sequence=100) == 2
    assert [message.state for message in messages()] == [SENT, HELD, HELD]
    assert [message.calendar_sequence for message in messages()] == [before[0], before[1] + 100, before[2] + 100]
    assert [message.lease_by for message in messages()] == [None, None, None]
    assert held.count(ALL) == 2


@pytest.mark.usefixtures("in_each_state")
def test_what_is_released_is_tried_as_if_for_the_first_time_and_what_is_discarded_never():
    hold_all()
    (_ada, bela, _cyd) = messages()
    assert decide(held.release, ALL.where(Message.id == bela.id)) == 1
    assert decide(held.discard) == 1
    assert [message.state for message in messages()] == [SENT, QUEUED, MessageState.SUPERSEDED]
    assert [message.first_tried_at for message in messages()] == [NOW, None, NOW]
    assert messages()[2].facts == {}
    assert held.count(ALL) == 0


@pytest.mark.usefixtures("in_each_state")
def test_who_decided_is_logged_with_the_number_and_where_nothing_is_held_nothing_is():
    assert (decide(held.release), decide(held.discard)) == (0, 0)
    hold_all()
    decide(held.release)
    rows = db.session.query(Activity).filter(Activity.kind.startswith("messages_")).all()
    assert [(row.kind, row.actor, row.details) for row in rows] == [("messages_released", OLIVE, {"number": 2})]
