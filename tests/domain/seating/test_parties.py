"""People signed up together."""

import pytest
from at_noon import act, cancel, kinds_to, seminar_with, sign_up, states
from sqlalchemy import select

from seminars.domain.registrations import offers
from seminars.extensions import db
from seminars.models import Message, MessageKind

pytestmark = pytest.mark.usefixtures("sound_at_noon")


def test_a_party_shares_one_message_one_number_and_one_answer():
    seminar = seminar_with(3)
    (ada, aga, alla) = sign_up(seminar, "Ada", "Aga", "Alla")
    (bela, bob) = sign_up(seminar, "Bela", "Bob")
    cancel(aga)
    assert states()["Bela"] == "waiting"
    cancel(alla)
    assert (states()["Bela"], states()["Bob"]) == ("offered", "offered")
    act(offers.accept, bela)
    assert kinds_to("Bela") == [MessageKind.WAITING, MessageKind.OFFERED, MessageKind.CONFIRMED]
    assert kinds_to("Ada") == [MessageKind.CONFIRMED] + [MessageKind.CANCELLED_BY_PERSON] * 2
    assert (bob.email, bob.email_key, bob.is_contact) == ("", "bela@example.org", False)
    assert ada.party.contact is ada


def test_when_the_contact_leaves_another_one_gets_the_address_and_the_calendar_entry_stays():
    seminar = seminar_with(3)
    (ada, aga) = sign_up(seminar, "Ada", "Aga")
    cancel(ada)
    db.session.refresh(aga)
    assert (aga.is_contact, aga.email, ada.is_contact) == (True, "ada@example.org", False)
    methods = db.session.execute(select(Message.registration_id, Message.kind, Message.calendar_method))
    assert [(number, kind, method and method.value) for number, kind, method in methods] == [
        (aga.id, MessageKind.CONFIRMED, "REQUEST"),
        (ada.id, MessageKind.CANCELLED_BY_PERSON, None),
    ]
    cancel(aga)
    last = db.session.scalars(select(Message).order_by(Message.id.desc())).first()
    assert (last.to, last.calendar_method) == ("ada@example.org", "CANCEL")
