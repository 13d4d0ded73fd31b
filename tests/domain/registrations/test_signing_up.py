"""Signing up and leaving, by the rules of the product; two people who share an address share its calendar entry."""

from dataclasses import replace
from datetime import timedelta

import pytest
from acts import cancel, set_all
from factories import ADA, NO_CONSENT, make_registration, make_seminar
from sqlalchemy import select

from seminars.database.units import write_unit
from seminars.domain.errors import SeminarFull, SentAlready
from seminars.domain.people.sign_up import SignUp
from seminars.domain.registrations import signing_up
from seminars.extensions import db
from seminars.mail.sending import delivery
from seminars.models import (
    Activity,
    CalendarMethod,
    Invitation,
    Message,
    MessageKind,
    MessageState,
    Party,
    Registration,
    Seminar,
    Status,
    Submission,
)

BELA = replace(ADA, given_name="Bela")


def sign_up(seminar: Seminar, person=ADA, *, form_id: str = "form", body_hash: str = "answers", now=None) -> Submission:
    with write_unit():
        submission = signing_up.register(
            db.session.merge(seminar),
            SignUp(person=person, consents=NO_CONSENT, language="pl"),
            form_id=form_id,
            body_hash=body_hash,
            now=now,
        )
        db.session.commit()
    return submission


def parts() -> list[tuple[str, CalendarMethod | None, int | None]]:
    found = select(Message.kind, Message.calendar_method, Message.calendar_sequence).order_by(Message.id)
    return [
        (kind.value.removeprefix("registration_"), method, sequence)
        for kind, method, sequence in db.session.execute(found)
    ]


def test_the_first_of_an_address_brings_the_invitation_and_the_last_takes_it_back(app):
    with app.app_context():
        seminar = make_seminar()
        ada, bela = make_registration(seminar).id, make_registration(seminar, BELA).id
        cancel(ada)
        delivery.deliver_due()
        cancel(bela)
        assert parts() == [
            ("confirmed", CalendarMethod.REQUEST, 0),
            ("confirmed", CalendarMethod.REQUEST, 0),
            ("cancelled", None, None),
            ("cancelled", CalendarMethod.CANCEL, 1),
        ]
        states = list(db.session.scalars(select(Message.state).order_by(Message.id)))
        assert states == [MessageState.SUPERSEDED, MessageState.SENT, MessageState.SENT, MessageState.QUEUED]


def test_one_of_two_leaves_after_the_mails_went_out_and_the_entry_stays(app):
    with app.app_context():
        seminar = make_seminar(ical_sequence=4)
        first, second = make_registration(seminar).id, make_registration(seminar, BELA).id
        assert delivery.deliver_due() == 2
        cancel(first)
        assert parts() == [
            ("confirmed", CalendarMethod.REQUEST, 4),
            ("confirmed", None, None),
            ("cancelled", None, None),
        ]
        cancel(second)
        make_registration(seminar)
        assert parts()[3:] == [("cancelled", CalendarMethod.CANCEL, 5), ("confirmed", CalendarMethod.REQUEST, 6)]
        assert db.session.scalars(select(Invitation.sequence)).all() == [6]
        set_all(Seminar, ical_sequence=30)
        cancel(3)
        assert parts()[-1] == ("cancelled", CalendarMethod.CANCEL, 30)


def test_the_entry_of_another_address_and_of_another_seminar_is_another(app):
    with app.app_context():
        seminar, other = make_seminar(), make_seminar(slug="pinsk", town_code="pinsk")
        for where, person in ((seminar, ADA), (other, ADA), (seminar, replace(ADA, email="b@example.org"))):
            make_registration(where, person)
        assert [method for _kind, method, _sequence in parts()] == [CalendarMethod.REQUEST] * 3
        cancel(1)
        assert parts()[-1] == ("cancelled", CalendarMethod.CANCEL, 1)
        assert sorted(db.session.scalars(select(Invitation.sequence))) == [0, 0, 1]


def test_a_change_of_state_leaves_a_row_and_promises_one_message(app):
    with app.app_context():
        make_registration(make_seminar())
        cancel(1, by="organiser", actor="olive@example.org", reason="Hall too small")
        log = db.session.execute(select(Activity.kind, Activity.actor, Activity.from_status, Activity.to_status))
        assert [tuple(row) for row in log] == [
            ("registered", "person", None, Status.CONFIRMED),
            ("cancelled", "olive@example.org", Status.CONFIRMED, Status.CANCELLED),
        ]
        last = db.session.scalars(select(Message).order_by(Message.id.desc())).first()
        assert last.kind == MessageKind.CANCELLED_BY_ORGANISER
        assert last.facts == {"reason": "Hall too small", "was": "confirmed"}


def test_the_last_seat_goes_to_the_first_and_comes_back_when_left(app):
    with app.app_context():
        seminar = make_seminar(capacity=1, queue_closed=True)
        make_registration(seminar)
        with pytest.raises(SeminarFull):
            sign_up(seminar, BELA)
        assert db.session.query(Registration).count() == db.session.query(Submission).count() == 1
        cancel(1)
        assert sign_up(seminar, BELA).created is True
        queue = db.session.scalars(select(Party.queue_no).order_by(Party.id)).all()
        assert queue == sorted(set(queue))


def test_the_same_form_gets_its_first_answer_even_when_full_or_over_by_then(app):
    with app.app_context():
        seminar = make_seminar(capacity=1)
        first = sign_up(seminar, body_hash="a").id
        assert sign_up(seminar, body_hash="a", now=seminar.starts_at + timedelta(days=1)).id == first
        with pytest.raises(SentAlready):
            sign_up(seminar, BELA, body_hash="b")
        assert len(parts()) == 1


def test_people_are_known_again_however_they_write_themselves(app):
    known = replace(ADA, surname="Ёлкіна", given_name="Аляўціна", email="Ada@Пример.example")
    again = replace(known, surname=" ЕЛКИНА ", given_name="аляуцина", email="ada@xn--e1afmkfd.EXAMPLE")
    with app.app_context():
        seminar = make_seminar()
        make_registration(seminar, known)
        assert sign_up(seminar, again).created is False
        assert sign_up(seminar, replace(known, given_name="Ганна"), form_id="other").created is True
        assert [kind for kind, _method, _sequence in parts()] == ["confirmed", "repeated", "confirmed"]


def test_somebody_who_left_may_come_back(app):
    with app.app_context():
        seminar = make_seminar()
        make_registration(seminar)
        cancel(1)
        assert sign_up(seminar).created is True
        assert [each.status for each in db.session.scalars(select(Registration).order_by(Registration.id))] == [
            Status.CANCELLED,
            Status.CONFIRMED,
        ]


def test_somebody_without_an_address_is_a_registration_without_a_mail(app):
    with app.app_context():
        seminar = make_seminar()
        paper = replace(ADA, email="")
        sign_up(seminar, paper, form_id="one")
        sign_up(seminar, paper, form_id="two")
        cancel(1)
        assert (db.session.query(Registration).count(), parts()) == (2, [])
