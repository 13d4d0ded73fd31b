"""One calendar entry for one address and seminar: it begins with the first place and ends with the last."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from acts import act, cancel
from factories import ADA, make_registration, make_seminar
from flask import Flask
from sqlalchemy import select, update

from seminars import clock
from seminars.database.units import write_unit
from seminars.domain.checks.invariants import find_violations
from seminars.domain.people.sign_up import Person
from seminars.domain.registrations import addresses, corrections, leaving
from seminars.extensions import db
from seminars.mail.sending.claims import claim
from seminars.mail.sending.delivery import deliver_due
from seminars.models import CalendarMethod, Message, MessageState, Registration, Submission

BELA = replace(ADA, given_name="Bela")


@pytest.fixture
def family(app: Flask) -> tuple[int, int]:
    """Ada and Bela, who share an address; their registrations' ids."""
    with app.app_context():
        seminar = make_seminar()
        return make_registration(seminar, ADA).id, make_registration(seminar, BELA).id


def calendar_parts() -> list[tuple[int, str | None, int | None, str]]:
    rows = db.session.execute(
        select(Message.registration_id, Message.calendar_method, Message.calendar_sequence, Message.state).order_by(
            Message.id
        )
    )
    return [tuple(row) for row in rows]


def test_the_entry_stays_while_somebody_of_the_address_comes(app, family):
    ada, bela = family
    with app.app_context():
        deliver_due()
        cancel(ada)
        deliver_due()
        cancel(bela)
        deliver_due()
        assert calendar_parts() == [
            (ada, CalendarMethod.REQUEST, 0, MessageState.SENT),
            (bela, None, None, MessageState.SENT),
            (ada, None, None, MessageState.SENT),
            (bela, CalendarMethod.CANCEL, 1, MessageState.SENT),
        ]


def test_signing_up_again_after_leaving_has_a_higher_sequence(app, family):
    ada, bela = family
    with app.app_context():
        cancel(ada)
        cancel(bela)
        again = make_registration(db.session.get_one(Registration, ada).seminar, ADA).id
        assert calendar_parts()[-1] == (again, CalendarMethod.REQUEST, 2, MessageState.QUEUED)


def test_an_invitation_not_sent_yet_goes_with_the_one_who_still_comes(app, family):
    ada, bela = family
    with app.app_context():
        cancel(ada)
        deliver_due()
        assert calendar_parts() == [
            (ada, CalendarMethod.REQUEST, 0, MessageState.SUPERSEDED),
            (bela, CalendarMethod.REQUEST, 0, MessageState.SENT),
            (ada, None, None, MessageState.SENT),
        ]


def test_an_invitation_not_sent_yet_stays_with_the_address_that_was_corrected_away(app, family):
    ada, bela = family
    with app.app_context():
        with write_unit():
            receipt = db.session.scalars(select(Submission).filter_by(registration_id=ada)).one()
            corrections.correct_address(receipt, "ada@example.net")
            db.session.commit()
        deliver_due()
        assert calendar_parts() == [
            (ada, CalendarMethod.REQUEST, 0, MessageState.SUPERSEDED),
            (bela, CalendarMethod.REQUEST, 0, MessageState.SENT),
            (ada, CalendarMethod.REQUEST, 0, MessageState.SENT),
        ]


def test_an_invitation_whose_sender_is_at_it_goes_with_the_one_who_still_comes_too(app, family):
    ada, bela = family
    with app.app_context():
        assert claim("a worker that is killed") is not None
        cancel(ada)
        assert calendar_parts()[:2] == [
            (ada, CalendarMethod.REQUEST, 0, MessageState.SENDING),
            (bela, CalendarMethod.REQUEST, 0, MessageState.QUEUED),
        ]


@pytest.fixture
def busy_for_ada(app: Flask, family: tuple[int, int]) -> None:
    """The mail server has put off Ada's mail, which has the invitation, and taken that of Bela."""
    with app.app_context():
        set_due(clock.now() + timedelta(hours=1), attempts=1)
        assert deliver_due() == 1


def set_due(due_at: datetime, **values: int) -> None:
    with write_unit():
        ada = db.session.scalars(select(Message).order_by(Message.id).limit(1)).one()
        db.session.execute(update(Message).where(Message.id == ada.id).values(due_at=due_at, **values))
        db.session.commit()


@pytest.mark.usefixtures("busy_for_ada")
def test_whose_mail_left_before_the_invitation_is_invited_when_its_bearer_leaves(app, family):
    ada, bela = family
    with app.app_context():
        cancel(ada)
        set_due(clock.now())
        deliver_due()
        assert calendar_parts() == [
            (ada, CalendarMethod.REQUEST, 0, MessageState.SUPERSEDED),
            (bela, None, None, MessageState.SENT),
            (bela, CalendarMethod.REQUEST, 1, MessageState.SENT),
            (ada, None, None, MessageState.SENT),
        ]
        assert find_violations(now=clock.now()) == []


@pytest.mark.usefixtures("busy_for_ada")
def test_whose_mail_left_before_the_invitation_is_invited_when_its_bearer_moves_away(app, family):
    ada, bela = family
    with app.app_context():
        act(addresses.change_address, ada, "ada@example.net")
        deliver_due()
        assert calendar_parts()[1:] == [
            (bela, None, None, MessageState.SENT),
            (bela, CalendarMethod.REQUEST, 1, MessageState.SENT),
            (ada, None, None, MessageState.SENT),
            (ada, CalendarMethod.REQUEST, 0, MessageState.SENT),
        ]


def test_who_comes_back_to_their_family_brings_no_second_invitation(app):
    bela = Person(given_name="Bela", surname="Klichevskaya")
    with app.app_context():
        ada = make_registration(make_seminar(), companions=(bela,)).id
        deliver_due()
        cancel(ada + 1)
        deliver_due()
        come_back(ada + 1)
        deliver_due()
        assert [part for _number, *part in calendar_parts()] == [
            [CalendarMethod.REQUEST, 0, MessageState.SENT],
            [None, None, MessageState.SENT],
            [None, None, MessageState.SENT],
        ]


def test_who_comes_back_as_the_first_brings_the_entry_back(app):
    bela = Person(given_name="Bela", surname="Klichevskaya")
    with app.app_context():
        ada = make_registration(make_seminar(), companions=(bela,)).id
        for number in (ada, ada + 1):
            cancel(number)
        for number in (ada, ada + 1):
            come_back(number)
        assert [part for _number, *part, _state in calendar_parts()][-2:] == [[CalendarMethod.REQUEST, 2], [None, None]]


def come_back(registration_id: int) -> None:
    act(leaving.restore, registration_id)
