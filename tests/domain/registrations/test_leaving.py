"""Leaving, coming back, and saying that one still comes; and until when."""

import pytest
from acts import OLIVE
from at_noon import DAY, HOUR, NOW, SECOND, START, act, cancel, kinds_to, seminar_with, sign_up, states

from seminars.domain import change_log
from seminars.domain.errors import EditedMeanwhile, NotActive, NotRestorable, SeatGone, SignedUpAlready, TooLate
from seminars.domain.registrations import leaving
from seminars.domain.seminars import changes
from seminars.extensions import db
from seminars.models import Activity, MessageKind

pytestmark = pytest.mark.usefixtures("sound_at_noon")


def test_undo_gives_the_place_back_while_it_is_free_and_nobody_waits():
    seminar = seminar_with(2)
    (ada, aga) = sign_up(seminar, "Ada", "Aga")
    cancel(ada, whole_party=True)
    assert states() == {"Ada": "cancelled", "Aga": "cancelled"}
    act(leaving.restore, ada)
    assert states() == {"Ada": "confirmed", "Aga": "confirmed"}
    sign_up(seminar, "Bela")
    cancel(aga)
    with pytest.raises(SeatGone):
        act(leaving.restore, aga)
    assert states() == {"Ada": "confirmed", "Aga": "cancelled", "Bela": "offered"}


def test_a_person_leaves_until_the_start_and_an_organiser_lets_them_go_at_any_time():
    (ada,), (bela,) = (sign_up(seminar_with(2, slug=name.lower()), name) for name in ("Ada", "Bela"))
    for by in ("person", "not_me"):
        with pytest.raises(TooLate):
            cancel(ada, by=by, now=START)
    cancel(ada, now=START - SECOND)
    cancel(bela, by="organiser", actor=OLIVE, reason="Did not come", now=START + HOUR)
    assert states() == {"Ada": "cancelled", "Bela": "cancelled"}
    assert (bela.cancelled_by, bela.cancel_reason) == ("organiser", "Did not come")
    assert kinds_to("Bela") == [MessageKind.CONFIRMED, MessageKind.CANCELLED_BY_ORGANISER]
    with pytest.raises(NotActive):
        cancel(ada)


def test_one_leaves_alone_and_the_others_of_the_party_stay():
    ada, _aga, _alla = sign_up(seminar_with(3), "Ada", "Aga", "Alla")
    cancel(ada)
    assert states() == {"Ada": "cancelled", "Aga": "confirmed", "Alla": "confirmed"}


def test_the_owner_of_an_address_who_knows_nothing_of_it_ends_the_whole_party():
    ada, _aga = sign_up(seminar_with(3), "Ada", "Aga")
    act(leaving.disavow, ada)
    assert states() == {"Ada": "cancelled", "Aga": "cancelled"}
    assert ada.cancelled_by == "not_me"
    assert not leaving.may_be_restored(ada)
    assert [row.kind for row in db.session.query(Activity).order_by(Activity.id)][-1] == "disavowed"


def test_only_a_place_that_one_gave_back_oneself_comes_back():
    seminar = seminar_with(1)
    (ada,), (bela,) = sign_up(seminar, "Ada"), sign_up(seminar, "Bela")
    cancel(bela)  # who only waited
    cancel(ada, by="organiser", actor=OLIVE, reason="Full")
    for person in (ada, bela):
        with pytest.raises(NotRestorable):
            act(leaving.restore, person)


def test_no_place_comes_back_after_the_start_or_while_the_seminar_is_put_off():
    (ada,) = sign_up(seminar_with(1), "Ada")
    cancel(ada)
    with pytest.raises(TooLate):
        act(leaving.restore, ada, now=START)
    act(changes.postpone, ada.seminar)
    with pytest.raises(NotRestorable):
        act(leaving.restore, ada)


def test_nobody_comes_back_who_has_signed_up_anew():
    (ada,) = sign_up(seminar_with(2), "Ada")
    cancel(ada)
    sign_up(ada.seminar, "Ada", now=NOW + HOUR)
    with pytest.raises(SignedUpAlready):
        act(leaving.restore, ada, now=NOW + 2 * HOUR)


def test_those_come_back_who_left_in_the_same_moment_and_no_others():
    ada, aga, alla = sign_up(seminar_with(3), "Ada", "Aga", "Alla")
    cancel(alla)
    cancel(ada, whole_party=True, now=NOW + HOUR)
    act(leaving.restore, aga, now=NOW + 2 * HOUR)
    assert states() == {"Ada": "confirmed", "Aga": "confirmed", "Alla": "cancelled"}


def test_whoever_says_that_they_still_come_has_a_place_and_saw_the_last_change():
    seminar = seminar_with(1)
    (ada,), (bela,) = sign_up(seminar, "Ada"), sign_up(seminar, "Bela")
    act(changes.move, seminar, starts_at=START + DAY)
    seen = change_log.last_change_id(seminar)
    for person, refusal, how in (
        (bela, NotActive, {"seen": seen}),
        (ada, EditedMeanwhile, {"seen": 0}),
        (ada, TooLate, {"seen": seen, "now": START + DAY}),
    ):
        with pytest.raises(refusal):
            act(leaving.reconfirm, person, **how)
    act(leaving.reconfirm, ada, seen=seen, now=NOW + HOUR)
    assert (ada.reconfirmed_at, ada.changed_at) == (NOW + HOUR, NOW + HOUR)
