"""What becomes of an offer: it is taken, refused, lapses, goes on because its mail left late, or the seminar moves."""

from datetime import timedelta

import acts
import pytest
from acts import let_mails_leave
from at_noon import DAY, HOUR, NOW, SECOND, START, act, cancel, kinds_to, lapse, seminar_with, sign_up, states
from trusted_clock import trust_the_time

from seminars.domain.errors import NotOffered, OfferEnded
from seminars.domain.registrations import offers
from seminars.domain.seminars import changes
from seminars.models import MessageKind, Registration, Seminar

pytestmark = pytest.mark.usefixtures("sound_at_noon")


def test_a_freed_seat_is_offered_to_the_first_and_taken():
    seminar = seminar_with(1)
    (ada,) = sign_up(seminar, "Ada")
    (bela,) = sign_up(seminar, "Bela")
    sign_up(seminar, "Cyril")
    cancel(ada)
    assert states() == {"Ada": "cancelled", "Bela": "offered", "Cyril": "waiting"}
    assert bela.party.offer_ends_at == NOW + 48 * HOUR
    act(offers.accept, bela)
    assert states() == {"Ada": "cancelled", "Bela": "confirmed", "Cyril": "waiting"}
    assert kinds_to("Bela") == [MessageKind.WAITING, MessageKind.OFFERED, MessageKind.CONFIRMED]
    assert bela.party.offer_ends_at is None
    with pytest.raises(NotOffered):
        act(offers.accept, bela)


def test_a_refused_offer_goes_to_the_next():
    seminar = seminar_with(1)
    (ada,) = sign_up(seminar, "Ada")
    (bela,) = sign_up(seminar, "Bela")
    sign_up(seminar, "Cyril")
    cancel(ada)
    cancel(bela, whole_party=True)
    assert states() == {"Ada": "cancelled", "Bela": "cancelled", "Cyril": "offered"}


def test_an_offer_lapses_once_to_the_end_of_the_queue_and_then_for_good():
    seminar = seminar_with(1)
    (ada,) = sign_up(seminar, "Ada")
    (bela,) = sign_up(seminar, "Bela")
    (cyril,) = sign_up(seminar, "Cyril")
    cancel(ada)
    assert lapse(seminar, NOW + 47 * HOUR) == 0
    assert lapse(seminar, NOW + 48 * HOUR) == 1
    assert states() == {"Ada": "cancelled", "Bela": "waiting", "Cyril": "offered"}
    assert bela.party.lapses == 1
    assert bela.party.queue_no > cyril.party.queue_no
    cancel(cyril, now=NOW + 49 * HOUR)
    assert states()["Bela"] == "offered"
    assert lapse(seminar, NOW + 9 * DAY) == 1
    assert states() == {"Ada": "cancelled", "Bela": "expired", "Cyril": "cancelled"}
    told = [MessageKind.WAITING, MessageKind.OFFERED, MessageKind.LAPSED, MessageKind.OFFERED, MessageKind.EXPIRED]
    assert kinds_to("Bela") == told


def test_an_offer_accepted_too_late_has_lapsed_even_if_no_worker_ran():
    seminar = seminar_with(1)
    (ada,) = sign_up(seminar, "Ada")
    (bela,) = sign_up(seminar, "Bela")
    sign_up(seminar, "Cyril")
    cancel(ada)
    let_mails_leave()
    with pytest.raises(OfferEnded):
        act(offers.accept, bela, now=NOW + 48 * HOUR)
    assert states() == {"Ada": "cancelled", "Bela": "waiting", "Cyril": "offered"}


def test_an_offer_accepted_too_late_by_a_clock_that_has_just_jumped_is_refused_and_has_not_lapsed():
    seminar = seminar_with(1)
    (ada,) = sign_up(seminar, "Ada")
    (bela,) = sign_up(seminar, "Bela")
    cancel(ada)
    let_mails_leave()
    trust_the_time(NOW)
    with pytest.raises(OfferEnded):
        act(offers.accept, bela, now=NOW + 48 * HOUR)
    assert lapse(seminar, NOW + 48 * HOUR) == 0
    assert states() == {"Ada": "cancelled", "Bela": "offered"}
    act(offers.accept, bela, now=NOW + HOUR // 2)
    assert states() == {"Ada": "cancelled", "Bela": "confirmed"}


def test_offers_that_end_together_do_not_come_back_past_those_who_wait():
    seminar = seminar_with(2, smaller_party_may_pass=True)
    (ada, _aga) = sign_up(seminar, "Ada", "Aga")
    sign_up(seminar, "Bela")
    sign_up(seminar, "Cyril")
    sign_up(seminar, "Dina", "Dan")
    cancel(ada, whole_party=True)
    assert lapse(seminar, NOW + 48 * HOUR) == 2
    assert {name for name, state in states().items() if state == "offered"} == {"Dina", "Dan"}


def test_a_move_gives_offers_a_new_deadline_and_a_postponement_takes_them_back_without_a_lapse():
    seminar = seminar_with(1)
    (ada,) = sign_up(seminar, "Ada")
    (bela,) = sign_up(seminar, "Bela")
    number = bela.party.queue_no
    cancel(ada)
    act(changes.move, seminar, starts_at=START + 9 * DAY, now=NOW + DAY)
    assert bela.party.offer_ends_at == NOW + DAY + 48 * HOUR
    act(changes.postpone, seminar, now=NOW + 2 * DAY)
    assert (states()["Bela"], bela.party.queue_no, bela.party.lapses) == ("waiting", number, 0)
    assert lapse(seminar, NOW + 9 * DAY) == 0
    told = [MessageKind.WAITING, MessageKind.OFFERED, MessageKind.MOVED, MessageKind.POSTPONED]
    assert kinds_to("Bela") == told
    act(changes.move, seminar, starts_at=START + 30 * DAY, now=NOW + 3 * DAY)
    assert states()["Bela"] == "offered"


def offered_to_bela() -> tuple[Seminar, Registration]:
    """Of one seat, which Cyril waits for too; the mail of the offer has not left yet."""
    seminar = seminar_with(1)
    (ada,) = sign_up(seminar, "Ada")
    (bela,) = sign_up(seminar, "Bela")
    sign_up(seminar, "Cyril")
    let_mails_leave()
    cancel(ada)
    return seminar, bela


@pytest.mark.parametrize("late", [timedelta(0), HOUR])
def test_an_offer_whose_mail_left_within_an_hour_ends_when_it_said(late: timedelta):
    _seminar, bela = offered_to_bela()
    let_mails_leave(later=late)
    with pytest.raises(OfferEnded):
        act(offers.accept, bela, now=NOW + 48 * HOUR)
    assert bela.party.lapses == 1


def test_an_offer_whose_mail_left_later_lasts_48_hours_from_then_on():
    (seminar, bela), late = offered_to_bela(), HOUR + SECOND
    let_mails_leave(later=late)
    assert acts.lapse(seminar, now=NOW + 48 * HOUR) == 0
    assert bela.party.offer_ends_at == NOW + late + 48 * HOUR
    assert acts.lapse(seminar, now=NOW + 48 * HOUR + late - SECOND) == 0
    assert acts.lapse(seminar, now=NOW + 48 * HOUR + late) == 1


def test_nobody_loses_an_offer_whose_mail_has_not_left_or_left_late():
    seminar, bela = offered_to_bela()
    two_days = NOW + 48 * HOUR
    assert acts.lapse(seminar, now=two_days) == 0
    assert (states()["Bela"], bela.party.offer_ends_at) == ("offered", two_days + 48 * HOUR)
    let_mails_leave(later=50 * HOUR)
    assert acts.lapse(seminar, now=NOW + 96 * HOUR) == 0
    assert bela.party.offer_ends_at == NOW + 98 * HOUR
    assert acts.lapse(seminar, now=NOW + 98 * HOUR) == 1
    assert states()["Cyril"] == "offered"


def test_an_offer_whose_mail_left_late_is_taken_after_its_first_deadline():
    _seminar, bela = offered_to_bela()
    let_mails_leave(later=47 * HOUR)
    act(offers.accept, bela, now=NOW + 49 * HOUR)
    assert states()["Bela"] == "confirmed"


@pytest.mark.parametrize(
    ("moves_to", "ends_at"),
    [
        (START + HOUR, NOW + DAY + 48 * HOUR),
        (NOW + 60 * HOUR, NOW + 48 * HOUR),
        (NOW + 50 * HOUR, NOW + 44 * HOUR),
    ],
)
def test_a_move_leaves_offers_the_time_they_had_if_the_new_start_does(moves_to, ends_at):
    seminar, bela = offered_to_bela()
    act(changes.move, seminar, starts_at=moves_to, now=NOW + DAY)
    assert bela.party.offer_ends_at == ends_at
