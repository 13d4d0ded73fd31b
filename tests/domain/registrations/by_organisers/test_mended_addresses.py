"""Organisers put an address right: what somebody has is told there anew, and the dead one is told nothing more."""

from dataclasses import replace
from datetime import timedelta

import pytest
from acts import OLIVE, act, cancel, let_mails_fail, messages, set_all, sign_up
from factories import ADA, make_registration, make_seminar

from seminars import clock, tokens
from seminars.domain.errors import NotActive, SameAddress, TooLate
from seminars.domain.people.sign_up import Person
from seminars.domain.registrations import addresses, corrections
from seminars.domain.registrations.by_organisers.mended_addresses import KnownThere, may_be_mended, mend
from seminars.domain.seminars import changes
from seminars.extensions import db
from seminars.mail.sending.delivery import deliver_due
from seminars.models import (
    Activity,
    CalendarMethod,
    MessageKind,
    MessageState,
    Registration,
    Seminar,
    Status,
    Submission,
)

pytestmark = pytest.mark.usefixtures("inside", "sound")
DAY = timedelta(days=1)
DEAD, RIGHT = "ada@dead.example.org", "ada@example.org"
BORIS = Person(given_name="Boris", surname="Klichevsky")
CONFIRMED, WAITING = MessageKind.CONFIRMED, MessageKind.WAITING
SENT, QUEUED, SUPERSEDED = MessageState.SENT, MessageState.QUEUED, MessageState.SUPERSEDED
REQUEST = CalendarMethod.REQUEST


def outbox() -> list[tuple]:
    return [(each.kind, each.to, each.calendar_method, each.state) for each in messages()]


def mistyped(seminar: Seminar, **values) -> Registration:
    return make_registration(seminar, replace(ADA, email=DEAD), **values)


def test_what_they_have_is_told_at_the_right_address_and_the_dead_one_is_told_nothing():
    ada = mistyped(make_seminar(), companions=(BORIS,))
    let_mails_fail(DEAD)
    old_link, code = tokens.manage_token(ada.id, ada.token_version), ada.code
    act(mend, ada, RIGHT)
    assert outbox() == [(CONFIRMED, DEAD, REQUEST, SUPERSEDED), (CONFIRMED, RIGHT, REQUEST, QUEUED)]
    ada, boris = db.session.query(Registration).order_by(Registration.id)
    assert (ada.email, ada.email_key, ada.code, ada.status) == (RIGHT, RIGHT, code, Status.CONFIRMED)
    assert (boris.email, boris.email_key, boris.mail_address) == ("", RIGHT, RIGHT)
    assert tokens.read_manage_token(old_link) == (ada.id, ada.token_version - 1)
    logged = db.session.query(Activity).filter_by(kind="address_mended").one()
    assert (logged.actor, logged.registration_id, logged.details) == (OLIVE, ada.id, {"fields": ["email"]})


def test_what_waits_in_the_outbox_does_not_leave_for_the_dead_address():
    ada = mistyped(make_seminar())
    act(mend, ada, RIGHT)
    assert deliver_due() == 1
    assert outbox() == [(CONFIRMED, DEAD, REQUEST, SUPERSEDED), (CONFIRMED, RIGHT, REQUEST, SENT)]


def test_a_link_that_was_to_confirm_another_address_ends():
    ada = mistyped(make_seminar())
    act(addresses.ask_for_change, ada, "ada@example.net", now=clock.now())
    version = db.session.get_one(Registration, ada.id).token_version
    act(mend, ada, RIGHT)
    assert db.session.get_one(Registration, ada.id).token_version > version
    assert outbox()[1] == (MessageKind.NEW_ADDRESS, "ada@example.net", None, SUPERSEDED)


def test_whoever_gave_none_gets_one_and_is_told_even_after_a_move_of_which_they_were_not():
    seminar = make_seminar()
    ada = mistyped(seminar)
    paper = make_registration(seminar, replace(ADA, given_name="Zoe", email=""))
    act(changes.move, seminar, starts_at=seminar.starts_at + DAY)
    deliver_due()
    act(mend, paper, "zoe@example.org")
    assert outbox()[-1] == (CONFIRMED, "zoe@example.org", REQUEST, QUEUED)
    logged = db.session.query(Activity).filter_by(kind="address_mended").one()
    assert logged.details == {"fields": ["email"], "first_address": True}
    act(mend, ada, RIGHT)
    assert deliver_due() == 2


def test_of_a_seminar_that_is_called_off_the_right_address_is_told_that():
    seminar = make_seminar()
    ada = mistyped(seminar)
    act(changes.cancel, seminar, reason=seminar.title)
    let_mails_fail(DEAD)
    act(mend, ada, RIGHT)
    assert outbox()[-1] == (MessageKind.SEMINAR_CANCELLED, RIGHT, None, QUEUED)


def test_a_person_who_is_registered_there_is_refused_by_name_and_nothing_is_changed():
    seminar = make_seminar(capacity=1)
    ghost, ada = mistyped(seminar, companions=()), make_registration(seminar, replace(ADA, email=RIGHT))
    before = outbox()
    with pytest.raises(KnownThere) as refusal:
        act(mend, ghost, RIGHT.upper())
    assert refusal.value.known.id == ada.id
    db.session.rollback()
    assert outbox() == before


def test_somebody_brought_along_who_is_registered_there_is_found_too():
    seminar = make_seminar()
    ghost = mistyped(seminar, companions=(BORIS,))
    boris = make_registration(seminar, replace(BORIS, email=RIGHT))
    with pytest.raises(KnownThere) as refusal:
        act(mend, ghost, RIGHT)
    assert refusal.value.known.id == boris.id


def test_the_address_that_they_have_is_none_to_be_put_right():
    with pytest.raises(SameAddress):
        act(mend, mistyped(make_seminar()), DEAD.upper())


def test_those_who_have_left_and_seminars_that_are_over_keep_what_they_have():
    ada = mistyped(make_seminar())
    after = ada.seminar.ends_at
    assert (may_be_mended(ada, now=clock.now()), may_be_mended(ada, now=after)) == (True, False)
    with pytest.raises(TooLate):
        act(mend, ada, RIGHT, now=after)
    cancel(ada)
    assert not may_be_mended(ada, now=clock.now())
    with pytest.raises(NotActive):
        act(mend, ada, RIGHT)


def test_that_the_old_mailbox_was_acted_from_proves_nothing_of_the_new_one():
    ada = mistyped(make_seminar())
    set_all(Registration, email_proven_at=clock.now())
    act(mend, ada, RIGHT)
    assert db.session.get_one(Registration, ada.id).email_proven_at is None


def test_a_receipt_that_corrects_to_the_same_address_afterwards_cancels_nobody():
    [ada] = sign_up(make_seminar(), "Klichevskaya")
    act(mend, ada, RIGHT)
    act(corrections.correct_address, db.session.query(Submission).one(), RIGHT)
    assert [(each.status, each.email) for each in db.session.query(Registration)] == [(Status.CONFIRMED, RIGHT)]
    assert deliver_due() == 1
