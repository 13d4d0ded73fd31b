"""Seminars that ask for approval."""

import pytest
from acts import OLIVE
from at_noon import act, kinds_to, seminar_with, sign_up, states

from seminars.domain.errors import NotPending
from seminars.domain.registrations import approvals
from seminars.models import MessageKind, Status

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
