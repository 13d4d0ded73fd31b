"""A mistyped address, corrected from the receipt: what moves, what is signed up afresh, and who is told."""

from dataclasses import replace

import pytest
from factories import ADA, NO_CONSENT, make_registration, make_seminar
from sqlalchemy import select

from seminars import clock
from seminars.database.units import write_unit
from seminars.domain.checks.invariants import find_violations
from seminars.domain.errors import TooLate, TooManyCorrections
from seminars.domain.people.sign_up import Person, SignUp, WhenShort
from seminars.domain.registrations import corrections, self_service, signing_up
from seminars.extensions import db
from seminars.mail.sending import claims, delivery
from seminars.mail.sending.connections import KeptConnection
from seminars.models import (
    Activity,
    CalendarMethod,
    Consent,
    Message,
    MessageKind,
    MessageState,
    Registration,
    Seminar,
    Submission,
)

BELA = replace(ADA, given_name="Bela")
RIGHT = "right@example.org"


def sign_up(seminar: Seminar, person: Person = ADA, **values) -> int:
    with write_unit():
        submission = signing_up.register(
            db.session.merge(seminar),
            SignUp(person=person, consents=NO_CONSENT, language="ru"),
            form_id=f"form-{db.session.query(Submission).count()}",
            body_hash="",
            **values,
        )
        db.session.commit()
    return submission.id


def correct(submission_id: int, address: str = RIGHT, **values) -> None:
    with write_unit():
        corrections.correct_address(db.session.get_one(Submission, submission_id), address, **values)
        db.session.commit()


def mails() -> list[tuple[str, str, MessageState, CalendarMethod | None]]:
    found = db.session.scalars(select(Message).order_by(Message.id))
    return [
        (each.kind.value.removeprefix("registration_"), each.to, each.state, each.calendar_method) for each in found
    ]


def test_an_unsent_invitation_is_handed_on_when_its_bearer_moves_away(app):
    with app.app_context():
        seminar = make_seminar()
        receipt = sign_up(seminar)
        make_registration(seminar, BELA)
        correct(receipt)
        assert delivery.deliver_due() == 2
        assert mails() == [
            ("confirmed", ADA.email, MessageState.SUPERSEDED, CalendarMethod.REQUEST),
            ("confirmed", ADA.email, MessageState.SENT, CalendarMethod.REQUEST),
            ("confirmed", RIGHT, MessageState.SENT, CalendarMethod.REQUEST),
        ]


def test_who_moves_to_an_address_of_the_family_brings_no_second_invitation(app):
    with app.app_context():
        seminar = make_seminar()
        make_registration(seminar, replace(BELA, email=RIGHT))
        correct(sign_up(seminar))
        assert mails()[-1] == ("confirmed", RIGHT, MessageState.QUEUED, None)


def test_a_mail_that_was_on_its_way_to_the_wrong_address_is_not_sent_after_all(app):
    with app.app_context():
        receipt = sign_up(make_seminar())
        claimed = claims.claim("worker")
        correct(receipt)
        assert delivery._deliver(claimed, "worker", KeptConnection()) is False
        assert [state for _kind, _to, state, _part in mails()] == [MessageState.SUPERSEDED, MessageState.QUEUED]


def test_a_fresh_sign_up_from_a_receipt_keeps_answers_ticks_and_language(app):
    with app.app_context():
        seminar = make_seminar()
        make_registration(seminar)
        correct(sign_up(seminar, replace(ADA, organisation="Mallory & Co", needs="Ramp")))
        fresh = db.session.scalars(select(Registration).filter_by(email=RIGHT)).one()
        assert (fresh.organisation, fresh.needs, fresh.language) == ("Mallory & Co", "Ramp", "ru")
        ticks = db.session.scalars(select(Consent).filter_by(registration_id=fresh.id))
        assert {each.kind: each.given for each in ticks} == NO_CONSENT


def test_after_the_start_nothing_is_corrected_and_corrections_end_after_three(app):
    with app.app_context():
        seminar = make_seminar()
        make_registration(seminar)
        receipt = sign_up(seminar)
        with pytest.raises(TooLate):
            correct(receipt, "late@example.org", now=seminar.starts_at)
        for number in range(3):
            correct(receipt, f"r{number}@example.org")
        with pytest.raises(TooManyCorrections):
            correct(receipt)
        assert sorted(db.session.scalars(select(Registration.email))) == [ADA.email, "r2@example.org"]


def test_a_programs_receipt_can_be_corrected_and_does_nothing(app):
    now = clock.now()
    with app.app_context():
        seminar = make_seminar()
        with write_unit():
            bot = self_service.record_bot(
                db.session.merge(seminar), SignUp(person=ADA, consents={}, language="en"), form_id="x", now=now
            )
            db.session.commit()
        correct(bot.id)
        with write_unit():
            self_service.send_receipt_again(db.session.get_one(Submission, bot.id), now=now)
            db.session.commit()
        assert (mails(), db.session.query(Registration).count()) == ([], 0)
        assert db.session.scalars(select(Activity.kind)).all() == ["honeypot"]


def test_of_a_whole_party_that_is_registered_already_the_contact_is_reminded_once(app):
    """Typed with a slip and sent twice: the second time all of them are found under the right address."""
    with app.app_context():
        seminar = make_seminar()
        companions = (Person(surname="Aga", given_name="A"), Person(surname="Alla", given_name="A"))
        make_registration(seminar, replace(ADA, email=RIGHT), companions=companions)
        make_registration(seminar, ADA, companions=companions)
        correct(db.session.scalars(select(Submission.id).order_by(Submission.id.desc())).first())
        kinds = [kind for kind, to, *_ in mails() if to == RIGHT]
        assert kinds == ["confirmed", "repeated"]


@pytest.mark.parametrize("capacity", [20, 2])  # in one party, or the second of them waits in a party of their own
def test_a_receipt_of_two_of_whom_one_is_registered_already_stands_for_the_other(app, capacity):
    cyril = Person(surname="Aga", given_name="Cyril")
    with app.app_context():
        seminar = make_seminar(capacity=capacity)
        make_registration(seminar, replace(ADA, email=RIGHT))
        make_registration(seminar, ADA, companions=(cyril,), when_short=WhenShort.SPLIT)
        correct(2)
        assert find_violations(now=clock.now()) == []
        with write_unit():
            self_service.send_receipt_again(db.session.get_one(Submission, 2), now=clock.now())
            db.session.commit()
        last = db.session.scalars(select(Message).order_by(Message.id.desc()).limit(1)).one()
        assert (last.kind, last.registration.given_name, last.to) == (MessageKind.REPEATED, "Cyril", RIGHT)
        correct(2, "again@example.org")
        assert {each.email_key for each in seats_of("Cyril")} == {"again@example.org"}
        assert find_violations(now=clock.now()) == []


def seats_of(given_name: str) -> list[Registration]:
    return list(db.session.scalars(select(Registration).filter_by(given_name=given_name)))
