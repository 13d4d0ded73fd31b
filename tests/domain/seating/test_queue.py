"""Who waits, and in which place, counting people."""

import pytest
from at_noon import cancel, seminar_with, sign_up

from seminars.domain.people.sign_up import WhenShort
from seminars.domain.seating import queue
from seminars.models import Registration, Seminar

pytestmark = pytest.mark.usefixtures("sound_at_noon")


@pytest.fixture
def waiting(inside) -> tuple[Seminar, Registration, Registration, Registration]:
    """Behind Ada and Aga, who have both seats: Bela and Bob, then Cyd, then Dina."""
    seminar = seminar_with(2)
    sign_up(seminar, "Ada", "Aga")
    bela, _bob = sign_up(seminar, "Bela", "Bob", when_short=WhenShort.TOGETHER)
    (cyd,), (dina,) = sign_up(seminar, "Cyd"), sign_up(seminar, "Dina")
    return seminar, bela, cyd, dina


def test_the_place_in_the_queue_counts_people_and_not_parties(waiting):
    seminar, bela, cyd, dina = waiting
    assert [queue.place_in_queue(each.party) for each in (bela, cyd, dina)] == [1, 3, 4]
    assert queue.places_in_queue(seminar) == {bela.party_id: 1, cyd.party_id: 3, dina.party_id: 4}


def test_one_who_leaves_lets_all_behind_them_move_up(waiting):
    seminar, bela, cyd, dina = waiting
    cancel(cyd)
    assert queue.places_in_queue(seminar) == {bela.party_id: 1, dina.party_id: 3}
    assert queue.place_in_queue(dina.party) == 3


def test_whether_somebody_waits_is_asked_of_each_seminar_alone(waiting):
    seminar, bela, cyd, _dina = waiting
    free = seminar_with(2, slug="free")
    sign_up(free, "Ada")
    assert (queue.somebody_waits(seminar), queue.somebody_waits(free)) == (True, False)
    assert queue.people_waiting([seminar.id, free.id], at_most=11) == {seminar.id: 4, free.id: 0}
    assert queue.people_waiting([seminar.id], at_most=3) == {seminar.id: 3}
    assert (queue.somebody_waits_before(bela.party), queue.somebody_waits_before(cyd.party)) == (False, True)


def test_the_ends_of_offers_count_people_and_another_seminar_has_none(inside):
    seminar, free = seminar_with(2), seminar_with(2, slug="free")
    ada, _aga = sign_up(seminar, "Ada", "Aga")
    bela, _bob = sign_up(seminar, "Bela", "Bob", when_short=WhenShort.TOGETHER)
    assert queue.ends_of_offers(seminar) == {}
    cancel(ada, whole_party=True)
    assert queue.ends_of_offers(seminar) == {bela.party.offer_ends_at: 2}
    assert queue.ends_of_offers(free) == {}
