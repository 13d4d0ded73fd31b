"""Leaving, and coming back."""

import pytest
from at_noon import act, cancel, seminar_with, sign_up, states

from seminars.domain.errors import SeatGone
from seminars.domain.registrations import leaving

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
