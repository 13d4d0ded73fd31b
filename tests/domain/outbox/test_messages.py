"""Sending a message again: which can be, what the copy says, and what becomes of a failed one."""

import pytest
from acts import OLIVE, act, let_mails_leave, messages, set_all
from at_noon import HOUR, NOW, cancel, seminar_with, sign_up
from factories import texts
from sqlalchemy import select, update

from seminars.database.units import write_unit
from seminars.domain.errors import NotSendable
from seminars.domain.outbox import messages as outbox
from seminars.domain.privacy import erasure
from seminars.domain.seminars import changes
from seminars.extensions import db
from seminars.models import Message, MessageKind, MessageState, Registration


@pytest.fixture
def ada(inside) -> Registration:
    """Ada's confirmation has left."""
    (ada,) = sign_up(seminar_with(9), "Ada")
    let_mails_leave()
    return ada


def send_again(message: Message) -> Message:
    with write_unit():
        copy = outbox.send_again(db.session.get_one(Message, message.id), actor=OLIVE, now=NOW + HOUR)
        db.session.commit()
    return copy


def test_the_copy_is_in_the_present_language_and_its_entry_is_newer(ada: Registration):
    set_all(Registration, language="be")
    (first,) = messages()
    copy = send_again(first)
    assert (copy.kind, copy.to, copy.language, copy.state) == (
        MessageKind.CONFIRMED,
        "ada@example.org",
        "be",
        MessageState.QUEUED,
    )
    assert copy.calendar_sequence > first.calendar_sequence
    assert (first.language, first.state) == ("en", MessageState.SENT)


def test_nothing_is_sent_again_to_an_address_that_is_no_longer_theirs(ada: Registration):
    set_all(Registration, email="new@example.org")
    with pytest.raises(NotSendable):
        send_again(messages()[0])


def test_a_failed_one_is_superseded_by_its_copy(ada: Registration):
    set_all(Message, state=MessageState.FAILED)
    send_again(messages()[0])
    assert [each.state for each in messages()] == [MessageState.SUPERSEDED, MessageState.QUEUED]


@pytest.mark.parametrize("state", [MessageState.QUEUED, MessageState.SENDING, MessageState.HELD, MessageState.MISSED])
def test_only_what_was_sent_merged_or_failed_is_sent_again(ada: Registration, state: MessageState):
    set_all(Message, state=state)
    with pytest.raises(NotSendable):
        send_again(messages()[0])


def test_one_like_it_that_is_on_its_way_is_enough(ada: Registration):
    send_again(messages()[0])
    with pytest.raises(NotSendable):
        send_again(messages()[0])
    assert outbox.sendable(outbox.about(ada)) == set()


def test_what_is_no_longer_true_or_about_somebody_erased_is_not_sent_again(ada: Registration):
    cancel(ada, now=NOW + HOUR)
    let_mails_leave()
    assert outbox.sendable(outbox.about(ada)) == {messages()[1].id}
    act(erasure.erase, ada, now=NOW + HOUR)
    assert outbox.sendable(outbox.about(ada)) == set()


def test_a_cancellation_sent_again_says_what_it_said(ada: Registration):
    cancel(ada, by="organiser", actor=OLIVE, reason="Full", now=NOW + HOUR)
    let_mails_leave()
    assert send_again(messages()[1]).facts == {"reason": "Full", "was": "confirmed"}


def test_failures_are_counted_by_seminar_but_for_those_to_people_whose_data_was_removed(ada: Registration):
    other = seminar_with(9, slug="other")
    sign_up(other, "Bela")
    set_all(Message, state=MessageState.FAILED)
    ids = [ada.seminar_id, other.id]
    assert outbox.undelivered(ids) == dict.fromkeys(ids, 1)
    with write_unit():
        db.session.execute(update(Message).where(Message.seminar_id == other.id).values(to=""))
        db.session.commit()
    assert outbox.undelivered(ids) == {ada.seminar_id: 1}
    assert outbox.counts_by_state(select(Message)) == {MessageState.FAILED: 2}


def test_the_last_message_of_each_is_found_at_once(ada: Registration):
    (bela,) = sign_up(ada.seminar, "Bela")
    act(changes.postpone, ada.seminar, reason=texts("Ice"), now=NOW + HOUR)
    found = outbox.last_of([ada.id, bela.id])
    assert {number: message.kind for number, message in found.items()} == {
        ada.id: MessageKind.POSTPONED,
        bela.id: MessageKind.POSTPONED,
    }
