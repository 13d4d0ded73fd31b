"""People signed up together."""

import pytest
from at_noon import HOUR, NOW, act, cancel, kinds_to, seminar_with, sign_up, states
from sqlalchemy import select

from seminars.database.units import write_unit
from seminars.domain.registrations import leaving, offers
from seminars.extensions import db
from seminars.models import Activity, Message, MessageKind, Registration

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
    rows = select(Message.registration_id, Message.kind, Message.calendar_method).order_by(Message.id)
    methods = db.session.execute(rows)
    assert [(number, kind, method and method.value) for number, kind, method in methods] == [
        (aga.id, MessageKind.CONFIRMED, "REQUEST"),
        (ada.id, MessageKind.CANCELLED_BY_PERSON, None),
    ]
    cancel(aga)
    last = db.session.scalars(select(Message).order_by(Message.id.desc())).first()
    assert (last.to, last.calendar_method) == ("ada@example.org", "CANCEL")


def test_whoever_becomes_the_contact_takes_over_what_the_address_was_told_and_its_unsent_mails():
    (ada, aga) = sign_up(seminar_with(3), "Ada", "Aga", language="pl")
    with write_unit():
        stored = db.session.get_one(Registration, ada.id)
        stored.email_proven_at, stored.reconfirmed_at = NOW, NOW + HOUR
        db.session.commit()
    cancel(ada)
    db.session.refresh(aga)
    assert (aga.email, aga.language) == ("ada@example.org", "pl")
    assert (aga.email_proven_at, aga.reconfirmed_at) == (NOW, NOW + HOUR)
    about = db.session.execute(select(Message.kind, Message.registration_id).order_by(Message.id)).all()
    assert about == [(MessageKind.CONFIRMED, aga.id), (MessageKind.CANCELLED_BY_PERSON, ada.id)]


def test_a_mail_that_tells_that_somebody_left_is_theirs_whoever_becomes_the_contact():
    (ada, aga, alla) = sign_up(seminar_with(3), "Ada", "Aga", "Alla")
    cancel(aga)
    act(leaving.restore, aga)
    cancel(ada)
    cancel(aga)  # now the contact, with the mail about her first leave still unsent
    db.session.refresh(alla)
    left = select(Message.registration_id).filter_by(kind=MessageKind.CANCELLED_BY_PERSON).order_by(Message.id)
    assert (alla.is_contact, db.session.scalars(left).all()) == (True, [aga.id, ada.id, aga.id])


def test_the_last_one_who_leaves_stays_the_contact():
    (ada, aga) = sign_up(seminar_with(3), "Ada", "Aga")
    cancel(ada, whole_party=True)
    db.session.refresh(ada)
    assert (ada.is_contact, aga.is_contact) == (True, False)


def test_the_log_has_a_row_for_each_and_the_others_name_that_of_the_contact():
    (ada, aga, alla) = sign_up(seminar_with(3), "Ada", "Aga", "Alla")
    rows = db.session.query(Activity).order_by(Activity.id).all()
    assert [(row.registration_id, row.details.get("with")) for row in rows] == [
        (ada.id, None),
        (aga.id, rows[0].id),
        (alla.id, rows[0].id),
    ]
