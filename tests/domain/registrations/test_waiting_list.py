"""The waiting list: who waits, who is asked, and that nobody is passed over."""

import pytest
from acts import OLIVE, set_all
from at_noon import HOUR, START, act, cancel, kinds_to, seminar_with, sign_up, states
from sqlalchemy import select

from seminars.domain.errors import DeadlinePast, NotWaiting, SeminarFull, WouldExceed
from seminars.domain.people.sign_up import WhenShort
from seminars.domain.registrations import waiting_list
from seminars.domain.seating import queue
from seminars.extensions import db
from seminars.models import Activity, MessageKind, Seminar

pytestmark = pytest.mark.usefixtures("sound_at_noon")


def test_whoever_comes_after_the_last_seat_waits_and_is_told_that_it_is_no_place():
    seminar = seminar_with(1)
    sign_up(seminar, "Ada")
    (bela,) = sign_up(seminar, "Bela")
    (cyril,) = sign_up(seminar, "Cyril")
    assert states() == {"Ada": "confirmed", "Bela": "waiting", "Cyril": "waiting"}
    assert kinds_to("Bela") == [MessageKind.WAITING]
    assert [queue.place_in_queue(each.party) for each in (bela, cyril)] == [1, 2]


def test_while_somebody_waits_nobody_gets_a_seat_past_them():
    seminar = seminar_with(3)
    sign_up(seminar, "Ada", "Aga")
    sign_up(seminar, "Bela", "Bob", when_short=WhenShort.TOGETHER)
    sign_up(seminar, "Cyril")
    waits = dict.fromkeys(("Bela", "Bob", "Cyril"), "waiting")
    assert states() == {"Ada": "confirmed", "Aga": "confirmed", **waits}


def test_a_smaller_party_passes_where_the_seminar_lets_it():
    seminar = seminar_with(3, smaller_party_may_pass=True)
    sign_up(seminar, "Ada", "Aga")
    sign_up(seminar, "Bela", "Bob", when_short=WhenShort.TOGETHER)
    sign_up(seminar, "Cyril")
    assert (states()["Bela"], states()["Cyril"]) == ("waiting", "offered")


def test_a_closed_queue_takes_nobody_and_offers_nothing():
    seminar = seminar_with(1)
    (ada,) = sign_up(seminar, "Ada")
    sign_up(seminar, "Bela")
    set_all(Seminar, queue_closed=True)
    with pytest.raises(SeminarFull):
        sign_up(seminar, "Cyril")
    cancel(ada)
    assert states() == {"Ada": "cancelled", "Bela": "waiting"}


def test_nothing_is_offered_in_the_last_hours_but_an_organiser_may():
    seminar = seminar_with(1)
    (ada,) = sign_up(seminar, "Ada")
    (bela,) = sign_up(seminar, "Bela")
    late = START - 11 * HOUR
    cancel(ada, now=late)
    assert states()["Bela"] == "waiting"
    with pytest.raises(DeadlinePast):
        act(waiting_list.offer_out_of_turn, bela, actor=OLIVE, now=late)
    for end in (late - HOUR, late, START + HOUR):
        with pytest.raises(DeadlinePast):
            act(waiting_list.offer_out_of_turn, bela, actor=OLIVE, ends_at=end, now=late)
    act(waiting_list.offer_out_of_turn, bela, actor=OLIVE, ends_at=START - HOUR, now=late)
    assert states()["Bela"] == "offered"


def test_an_organiser_offers_out_of_turn_and_beyond_the_capacity_and_the_log_says_so():
    seminar = seminar_with(1)
    (ada,) = sign_up(seminar, "Ada")
    sign_up(seminar, "Bela")
    (cyril,) = sign_up(seminar, "Cyril")
    with pytest.raises(WouldExceed) as refusal:
        act(waiting_list.offer_out_of_turn, cyril, actor=OLIVE)
    assert (refusal.value.taken, refusal.value.capacity) == (2, 1)
    act(waiting_list.offer_out_of_turn, cyril, actor=OLIVE, may_exceed=True)
    last = db.session.scalars(select(Activity).order_by(Activity.id.desc())).first()
    assert (last.actor, last.details) == (OLIVE, {"out_of_turn": True, "forced": True})
    with pytest.raises(NotWaiting):
        act(waiting_list.offer_out_of_turn, ada, actor=OLIVE)


def test_seats_that_larger_parties_leave_go_to_smaller_ones_however_far_behind():
    seminar = seminar_with(3, smaller_party_may_pass=True)
    (ada, *_others) = sign_up(seminar, "Ada", "Aga", "Alla")
    sign_up(seminar, "Bela", "Bob")
    sign_up(seminar, "Cyril", "Cyd", "Cleo")
    sign_up(seminar, "Dina", "Dan", "Dora")
    sign_up(seminar, "Eva")
    cancel(ada, whole_party=True)
    assert [name for name, state in states().items() if state == "offered"] == ["Bela", "Bob", "Eva"]


def test_a_party_that_has_become_larger_than_the_hall_keeps_nobody_waiting():
    seminar = seminar_with(3)
    (ada, *_others) = sign_up(seminar, "Ada", "Aga", "Alla")
    sign_up(seminar, "Bela", "Bob", "Boris")
    sign_up(seminar, "Cyril")
    set_all(Seminar, capacity=2)
    cancel(ada, whole_party=True)
    assert (states()["Bela"], states()["Cyril"]) == ("waiting", "offered")
