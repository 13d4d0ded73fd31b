"""People who sign up together where only some of them fit, or some are known already."""

import pytest
from at_noon import cancel, kinds_to, seminar_with, sign_up, states
from sqlalchemy import select

from seminars.domain.errors import PartlyFits, PartyTooLarge, SeminarFull
from seminars.domain.people.sign_up import WhenShort
from seminars.extensions import db
from seminars.models import MessageKind, Party

pytestmark = pytest.mark.usefixtures("sound_at_noon")


def test_a_party_that_fits_in_part_is_asked_and_split_with_two_numbers_and_one_address():
    seminar = seminar_with(3)
    with pytest.raises(PartlyFits):
        sign_up(seminar, "Ada", "B", "C", "D", "E")
    made = sign_up(seminar, "Ada", "B", "C", "D", "E", when_short=WhenShort.SPLIT)
    waits = dict.fromkeys("DE", "waiting")
    assert states() == {"Ada": "confirmed", "B": "confirmed", "C": "confirmed", **waits}
    parties = db.session.scalars(select(Party).order_by(Party.queue_no)).all()
    assert [[each.surname for each in party.members] for party in parties] == [["Ada", "B", "C"], ["D", "E"]]
    assert [party.contact.email for party in parties] == ["ada@example.org"] * 2
    assert kinds_to("Ada") == [MessageKind.CONFIRMED, MessageKind.WAITING]
    cancel(made[1])
    cancel(made[2])
    assert states()["D"] == "offered"


def test_where_the_queue_is_closed_a_party_comes_in_part_or_not_at_all():
    seminar = seminar_with(2, queue_closed=True)
    for chosen in (None, WhenShort.TOGETHER):
        with pytest.raises(PartlyFits):
            sign_up(seminar, "Ada", "B", "C", when_short=chosen)
    sign_up(seminar, "Ada", "B", "C", when_short=WhenShort.SPLIT)
    assert states() == {"Ada": "confirmed", "B": "confirmed"}
    with pytest.raises(SeminarFull):
        sign_up(seminar, "Cyd", "D", when_short=WhenShort.SPLIT)


def test_a_party_larger_than_the_hall_cannot_wait_together():
    seminar = seminar_with(2)
    with pytest.raises(PartyTooLarge):
        sign_up(seminar, "Ada", "B", "C", when_short=WhenShort.TOGETHER)


def test_whoever_of_a_party_is_known_already_is_reminded_and_the_others_are_signed_up():
    seminar = seminar_with(9)
    sign_up(seminar, "Ada")
    (bela,) = sign_up(seminar, "Ada", "Bela", form="again")
    assert (bela.surname, bela.email, bela.is_contact) == ("Bela", "ada@example.org", True)
    assert kinds_to("Ada") == [MessageKind.CONFIRMED, MessageKind.REPEATED, MessageKind.CONFIRMED]


def test_all_who_would_wait_together_get_their_places_if_these_are_free_by_then():
    seminar = seminar_with(2)
    sign_up(seminar, "Ada", "Aga", when_short=WhenShort.TOGETHER)
    assert set(states().values()) == {"confirmed"}


@pytest.mark.parametrize("values", [{"when_short": WhenShort.SPLIT}, {"when_short": WhenShort.TOGETHER}])
def test_nobody_waits_for_more_places_than_the_hall_has(values):
    seminar = seminar_with(2)
    sign_up(seminar, "Ada")
    with pytest.raises(PartyTooLarge):
        sign_up(seminar, "Bela", "Bob", "Boris", "Berta", **values)
    asking = seminar_with(2, slug="asking", needs_approval=True)
    with pytest.raises(PartyTooLarge):
        sign_up(asking, "Bela", "Bob", "Boris")
