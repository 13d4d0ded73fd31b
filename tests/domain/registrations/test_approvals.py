"""Seminars that ask for approval: who gets a place, who waits, who is refused."""

from functools import partial

import pytest
from acts import OLIVE, set_all
from at_noon import NOW, START, act, cancel, kinds_to, seminar_with, sign_up, states
from factories import texts

from seminars.domain.errors import NotPending, TooLate
from seminars.domain.registrations import approvals
from seminars.domain.seminars import changes
from seminars.extensions import db
from seminars.models import Activity, MessageKind, Seminar, Status

pytestmark = pytest.mark.usefixtures("sound_at_noon")


def test_approval_gives_a_place_or_a_place_in_the_queue_or_neither():
    seminar = seminar_with(1, needs_approval=True)
    people = [sign_up(seminar, name)[0] for name in ("Ada", "Bela", "Cyril", "Dina")]
    assert set(states().values()) == {"pending"}
    assert act(approvals.approve, people[0], actor=OLIVE) == Status.CONFIRMED
    assert act(approvals.approve, people[1], actor=OLIVE) == Status.WAITING
    act(approvals.decline, people[2], reason="Only for local firms", actor=OLIVE)
    assert act(approvals.approve, people[3], actor=OLIVE, may_exceed=True) == Status.CONFIRMED
    assert states() == {"Ada": "confirmed", "Bela": "waiting", "Cyril": "declined", "Dina": "confirmed"}
    assert kinds_to("Cyril") == [MessageKind.PENDING, MessageKind.DECLINED]
    with pytest.raises(NotPending):
        act(approvals.approve, people[2], actor=OLIVE)


def test_whoever_waits_with_a_later_number_is_passed_and_one_with_an_earlier_number_is_not():
    seminar = seminar_with(1, needs_approval=True)
    (ada,), (bela,), (cyd,) = (sign_up(seminar, name) for name in ("Ada", "Bela", "Cyd"))
    act(approvals.approve, ada, actor=OLIVE)
    act(approvals.approve, cyd, actor=OLIVE)
    set_all(Seminar, queue_closed=True)
    cancel(ada)
    assert states() == {"Ada": "cancelled", "Bela": "pending", "Cyd": "waiting"}
    assert not approvals.would_wait(bela, now=NOW)
    assert act(approvals.approve, bela, actor=OLIVE) == Status.CONFIRMED


def test_a_party_is_approved_and_declined_as_one_and_waits_where_it_does_not_fit_whole():
    seminar = seminar_with(2, needs_approval=True)
    (ada,), (bela, _bob) = sign_up(seminar, "Ada"), sign_up(seminar, "Bela", "Bob")
    act(approvals.approve, ada, actor=OLIVE)
    assert approvals.would_wait(bela, now=NOW)
    act(approvals.approve, bela, actor=OLIVE)
    assert states() == {"Ada": "confirmed", "Bela": "waiting", "Bob": "waiting"}
    asking = seminar_with(2, slug="asking", needs_approval=True)
    (cyd, cora) = sign_up(asking, "Cyd", "Cora")
    act(approvals.decline, cyd, actor=OLIVE, reason="Only for local firms")
    assert {(each.status, each.cancel_reason) for each in (cyd, cora)} == {("declined", "Only for local firms")}
    assert kinds_to("Cyd") == [MessageKind.PENDING, MessageKind.DECLINED]


def test_places_beyond_the_capacity_are_logged_as_such_and_others_are_not():
    seminar = seminar_with(1, needs_approval=True)
    for name in ("Ada", "Bela"):
        act(approvals.approve, sign_up(seminar, name)[0], actor=OLIVE, may_exceed=True)
    approved = db.session.query(Activity).filter_by(kind="approved").order_by(Activity.id)
    assert [(row.actor, row.details) for row in approved] == [(OLIVE, {}), (OLIVE, {"forced": True})]


def test_nobody_is_approved_once_it_has_begun_or_was_called_off_and_the_answer_says_why():
    (ada,) = sign_up(seminar_with(1, needs_approval=True), "Ada")
    with pytest.raises(TooLate):
        act(approvals.approve, ada, actor=OLIVE, now=START)
    act(changes.cancel, ada.seminar, reason=texts("No money"))
    for verb in (approvals.approve, partial(approvals.decline, reason="Full")):
        with pytest.raises(NotPending):
            act(verb, ada, actor=OLIVE)
