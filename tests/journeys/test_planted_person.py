"""A person who went through everything the program offers is found nowhere once their time is over, or once they took
their data back: in no column of any table, in no byte of the instance folder. Before, they are found everywhere."""

import threading
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

from acts import act
from factories import NO_CONSENT, make_registration, make_seminar
from flask import Flask
from planted import COMPANION, NEW_ADDRESS, PLANTED, WORDS, in_the_database, in_the_folder, words_of
from sqlalchemy import select, update
from trusted_clock import trust_the_time

from seminars import clock
from seminars.database.units import write_unit
from seminars.domain.checks.invariants import find_violations
from seminars.domain.lists import exports, statistics
from seminars.domain.notices import reminders
from seminars.domain.outbox import messages
from seminars.domain.people.sign_up import SignUp
from seminars.domain.registrations import addresses, approvals, leaving, self_service
from seminars.domain.registrations.offers import lapse_offers
from seminars.extensions import db
from seminars.mail import maildir
from seminars.mail.sending import delivery
from seminars.models import (
    Message,
    MessageKind,
    MessageState,
    PersonalFeed,
    Registration,
    Seminar,
    Status,
)
from seminars.worker import forgetting

OLIVE = "olive@example.org"


def go_everywhere(app: Flask) -> None:
    """One person at four seminars: a party that moves, changes and partly leaves; the queue with its offers; approval
    refused; and withdrawn by an organiser. Mails are delivered, lost, refused, and some still wait."""
    _a_party_changes_its_address()
    _waits_is_offered_and_lets_it_lapse()
    _is_declined_and_withdrawn()
    _leaves_traces_elsewhere()


def _a_party_changes_its_address() -> None:
    seminar = make_seminar()
    person = make_registration(seminar, PLANTED, companions=(COMPANION,), consents=dict.fromkeys(NO_CONSENT, True))
    make_registration(seminar, PLANTED)
    with write_unit():
        db.session.get_one(Registration, person.id).note = "Zzyzxnote"
        db.session.commit()
    delivery.deliver_due()
    act(addresses.ask_for_change, person, NEW_ADDRESS, now=clock.now())
    delivery.deliver_due()
    act(addresses.change_address, person, NEW_ADDRESS)
    act(leaving.cancel, person, by="person")
    act(leaving.restore, person)
    with write_unit():
        self_service.send_links(NEW_ADDRESS, language="be", now=clock.now())
        self_service.send_links(NEW_ADDRESS, language="be", now=clock.now())
        db.session.commit()
    delivery.deliver_due()
    act(leaving.cancel, person, by="person")
    act(reminders.post_due, seminar, now=seminar.starts_at - timedelta(days=6))


def _waits_is_offered_and_lets_it_lapse() -> None:
    full = make_seminar(slug="full", capacity=1)
    holder = make_registration(full)
    waiting = make_registration(full, PLANTED)
    assert waiting.status == Status.WAITING
    act(leaving.cancel, holder, by="person")
    act(lapse_offers, full, now=full.starts_at - timedelta(hours=7))
    delivery.deliver_due()


def _is_declined_and_withdrawn() -> None:
    choosy = make_seminar(slug="choosy", needs_approval=True)
    declined, withdrawn = (
        make_registration(choosy, PLANTED),
        make_registration(choosy, replace(PLANTED, given_name="Zzyzxgiven B")),
    )
    act(approvals.decline, declined, reason="Zzyzxdeclined")
    act(leaving.cancel, withdrawn, by="organiser", actor=OLIVE, reason="Zzyzxwithdrawn")
    delivery.deliver_due()
    sent = db.session.scalars(select(Message).filter_by(registration_id=declined.id, kind=MessageKind.DECLINED)).one()
    act(messages.send_again, sent)


def _leaves_traces_elsewhere() -> None:
    """A program types the name, a server names the address in its refusal, an organiser takes the list away."""
    seminar = db.session.scalars(select(Seminar).filter_by(slug="klichev")).one()
    bot = SignUp(person=replace(PLANTED, needs="Zzyzxbot"), consents={}, language="en")
    with write_unit():
        self_service.record_bot(db.session.merge(seminar), bot, form_id="bot", now=clock.now())
        waits = select(Message.id).where(Message.state == MessageState.QUEUED).order_by(Message.id).limit(1)
        refusal = {"state": MessageState.FAILED, "last_error": f"550 <{PLANTED.email}> zzyzxrefused"}
        db.session.execute(update(Message).where(Message.id == waits.scalar_subquery()).values(**refusal))
        db.session.commit()
    for suffix in ("csv", "xlsx"):
        act(exports.record_export, seminar, fmt=suffix, rows=2, now=clock.now())


def let_time_pass(days: int) -> None:
    """What decides about removal grows older by that many days; the clock of the database cannot be put forward."""
    by = timedelta(days=days)
    with write_unit():
        for seminar in db.session.query(Seminar):
            seminar.starts_at, seminar.ends_at = seminar.starts_at - by, seminar.ends_at - by
        for feed in db.session.query(PersonalFeed):
            feed.changed_at -= by
        db.session.commit()


def run_nightly() -> None:
    trust_the_time()
    forgetting.remove_old_personal_data(threading.Event())


def test_a_planted_person_is_found_nowhere_once_their_time_is_over(app):
    with app.app_context():
        go_everywhere(app)
        run_nightly()
        assert words_of(in_the_database(app)) == WORDS
        assert words_of(in_the_folder(app)) >= {"zzyzxsurname", "zzyzxmail", "zzyzxnew", "zzyzxdeclined"}
        was = {each.id: each.status for each in db.session.query(Registration)}
        let_time_pass(366 + 21)
        run_nightly()
        assert in_the_database(app) == {}
        assert in_the_folder(app) == {}
        assert broken_rules() <= {"I18"}  # reminders were written before their time
        assert {each.id: each.status for each in db.session.query(Registration)} == was
        choosy = db.session.scalars(select(Seminar).filter_by(slug="choosy")).one()
        assert statistics.find_removed(choosy).counts == {
            "town": {"pinsk": 2},
            "region": {"brest": 2},
            "status": {Status.DECLINED: 1, Status.CANCELLED: 1},
            "language": {"en": 2},
            "organisation_kind": {"school": 2},
        }


def test_no_kept_mail_outlives_its_time_though_the_sender_got_another_domain(app):
    with app.app_context():
        go_everywhere(app)
        _forget_the_names_of(sorted(maildir.files())[::2])
        app.config["MAIL_DEFAULT_SENDER"] = "office@another.example.org"
        let_time_pass(366 + 21)
        run_nightly()
        assert in_the_folder(app) == {}
        assert broken_rules() <= {"I18"}  # reminders were written before their time


def broken_rules() -> set[str]:
    return {violation.invariant for violation in find_violations(now=clock.now())}


def _forget_the_names_of(kept: list[tuple[Path, str]]) -> None:
    """As an earlier version kept them, and as a mail program moves what was read."""
    for file, message in kept:
        file.rename(file.parents[1] / "cur" / f"{file.name.removesuffix(f',M={message}')}:2,S")
