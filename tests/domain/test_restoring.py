"""What a restored database is told: mails are held, offers go on, calendars listen, lost numbers do not come again."""

import shutil
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
import role_givers
from acts import act, cancel, messages, write
from factories import ADA, make_organiser, make_registration, make_seminar
from flask import Flask
from sqlalchemy import select, update

from seminars import clock, tokens
from seminars.database.units import database_now, write_unit
from seminars.domain import restoring
from seminars.domain.checks.invariants import find_violations
from seminars.domain.notices import reminders
from seminars.domain.organisers import digests
from seminars.domain.organisers.giving import role_offers
from seminars.domain.organisers.giving.refusals import OfferOver
from seminars.domain.outbox import held
from seminars.domain.programme import personal_feeds
from seminars.domain.registrations import self_service
from seminars.domain.seating import deadlines as offer_deadlines
from seminars.extensions import db
from seminars.mail.sending.delivery import deliver_due
from seminars.models import (
    Activity,
    Invitation,
    Message,
    MessageKind,
    MessageState,
    Organiser,
    Party,
    PersonalFeed,
    Registration,
    Role,
    Seminar,
    Status,
    Submission,
)
from seminars.worker import jobs, running

BELA = replace(ADA, given_name="Bela", email="bela@example.org")


@pytest.fixture
def database(tmp_path: Path, migrated_sqlite: Path) -> str:
    """An SQLite file, as a backup is; it is settled before it goes into PostgreSQL."""
    file = tmp_path / "seminars.sqlite"
    shutil.copy(migrated_sqlite, file)
    return f"sqlite:///{file}"


@pytest.fixture(autouse=True)
def _context(app: Flask):
    with app.app_context():
        yield


def settle(**values) -> restoring.Restored:
    with write_unit():
        restored = restoring.settle(actor="system:ada", **{"once_a_day": (), "now": database_now(), **values})
        db.session.commit()
    return restored


def decide(verb, wanted=None) -> int:
    with write_unit():
        number = verb(select(Message) if wanted is None else wanted, actor="olive@example.org", now=database_now())
        db.session.commit()
    return number


def test_what_waits_or_is_being_sent_is_held_and_nothing_leaves():
    seminar = make_seminar()
    for name in ("ada", "bela", "cela"):
        make_registration(seminar, replace(ADA, email=f"{name}@example.org"))
    with write_unit():
        sent, sending, _waits = db.session.query(Message).order_by(Message.id)
        sent.state, sent.sent_at, sent.facts = MessageState.SENT, clock.now(), {}
        sending.state, sending.lease_by, sending.lease_until = MessageState.SENDING, "me", clock.now()
        db.session.commit()
    assert settle().held == 2
    assert [each.state for each in messages()] == [MessageState.SENT, MessageState.HELD, MessageState.HELD]
    assert [(each.lease_by, each.lease_until) for each in messages()] == [(None, None)] * 3
    assert deliver_due() == 0
    assert find_violations(now=clock.now() + timedelta(days=9)) == []


def test_released_mails_leave_and_discarded_ones_never_do():
    seminar = make_seminar()
    make_registration(seminar)
    make_registration(seminar, BELA)
    settle()
    first, _second = messages()
    assert decide(held.release, select(Message).filter_by(id=first.id)) == 1
    assert decide(held.release, select(Message).filter_by(id=first.id)) == 0
    assert decide(held.discard) == 1
    assert deliver_due() == 1
    assert [(each.state, each.facts) for each in messages()] == [(MessageState.SENT, {}), (MessageState.SUPERSEDED, {})]
    noted = db.session.scalars(select(Activity).where(Activity.kind.like("messages_%")).order_by(Activity.id)).all()
    assert [(each.kind, each.actor, each.details) for each in noted] == [
        ("messages_released", "olive@example.org", {"number": 1}),
        ("messages_discarded", "olive@example.org", {"number": 1}),
    ]
    assert find_violations(now=clock.now()) == []


def test_a_held_mail_that_is_no_longer_true_does_not_leave_when_it_is_released():
    registration = make_registration(make_seminar())
    settle()
    cancel(registration, actor="person")
    assert decide(held.release) == 1
    assert deliver_due() == 1
    assert [(each.kind, each.state) for each in messages()] == [
        (MessageKind.CONFIRMED, MessageState.SUPERSEDED),
        (MessageKind.CANCELLED_BY_PERSON, MessageState.SENT),
    ]


def test_reminders_and_notices_that_may_have_left_since_the_backup_are_held_too():
    """The worker of the lost days may have sent them; without their rows the worker of today would do so again."""
    make_organiser()
    starts_at = (clock.now() + timedelta(days=5)).replace(hour=7, minute=0, second=0, microsecond=0)
    seminar = make_seminar(starts_at=starts_at, capacity=1)
    make_registration(seminar, now=clock.now() - timedelta(days=20))
    settle()
    assert {each.kind for each in messages() if each.state == MessageState.HELD} == {
        MessageKind.CONFIRMED,
        MessageKind.REMINDER_WEEK,
        MessageKind.NOTICE,
    }
    before = len(messages())
    act(reminders.post_due, seminar, now=database_now())
    jobs.tell_organisers(None)
    assert len(messages()) == before


def test_the_daily_mail_does_not_come_a_second_time_on_that_day(app: Flask):
    make_organiser()
    make_registration(make_seminar())
    name = jobs.send_digests.__name__
    settle(once_a_day=(name,))
    (rhythm,) = (rhythm for rhythm, job in jobs.JOBS if job is jobs.send_digests)
    running._run_once(app, rhythm, jobs.send_digests, None)
    assert [each for each in messages() if each.kind == MessageKind.DIGEST] == []
    with write_unit():
        # Without the note it would have come.
        assert digests.post_due(now=database_now()) == 1


def _offered(**values) -> Party:
    """Bela has an offer for the one seat of a seminar."""
    seminar = make_seminar(capacity=1, **values)
    ada = make_registration(seminar)
    make_registration(seminar, BELA)
    cancel(ada, actor="person")
    return db.session.scalars(select(Party).where(Party.offer_ends_at.is_not(None))).one()


@pytest.mark.parametrize("hours_since_the_end", [1, 100])
def test_an_offer_that_ended_while_the_site_was_away_goes_on(hours_since_the_end: int):
    party = _offered()
    with write_unit():
        ended = database_now() - timedelta(hours=hours_since_the_end)
        db.session.execute(update(Party).where(Party.id == party.id).values(offer_ends_at=ended))
        db.session.commit()
    now = database_now()
    settle(now=now)
    assert party.offer_ends_at == offer_deadlines.deadline(party.contact.seminar, now=now)
    jobs.end_offers(None)
    assert party.contact.status == Status.OFFERED
    assert find_violations(now=now) == []


def test_an_offer_that_ends_later_anyway_keeps_its_end_and_near_the_start_it_lasts_until_then():
    party = _offered()
    before = party.offer_ends_at
    settle(now=database_now() - timedelta(hours=1))
    assert party.offer_ends_at == before
    starts_at = party.contact.seminar.starts_at
    settle(now=starts_at - timedelta(hours=2))
    assert party.offer_ends_at == starts_at


def test_calendars_that_know_more_than_the_backup_believe_us_again():
    seminar = make_seminar()
    make_registration(seminar)
    changed_at, part = seminar.changed_at, messages()[0].calendar_sequence
    settle()
    assert db.session.scalars(select(Seminar.ical_sequence)).all() == [100]
    assert db.session.scalars(select(Invitation.sequence)).all() == [part + 100]
    assert messages()[0].calendar_sequence == part + 100
    assert db.session.scalars(select(Seminar.changed_at)).one() > changed_at


def test_numbers_of_lost_rows_open_nothing_of_those_who_get_them():
    """Mallory signed up after the backup; Bela, who signs up after the restore, gets her row's number."""
    seminar = make_seminar()
    make_registration(seminar)
    with write_unit():
        personal_feeds.get_or_create(ADA.email, now=clock.now())
        db.session.commit()
    lost_registration, lost_feed = _next_number(Registration), _next_number(PersonalFeed)
    lost_submission, lost_activity = _next_number(Submission), _next_number(Activity)
    settle()
    bela = make_registration(seminar, BELA)
    with write_unit():
        feed = personal_feeds.get_or_create(BELA.email, now=clock.now())
        db.session.commit()
    assert (bela.id, feed.id) == (lost_registration, lost_feed)
    assert (bela.token_version, feed.version) == (1001, 1001)
    assert tokens.read_manage_token(tokens.manage_token(lost_registration, 1)) != (bela.id, bela.token_version)
    assert personal_feeds.find(tokens.feed_token(lost_feed, 1)) is None
    assert db.session.get(Submission, lost_submission) is None
    assert db.session.get(Activity, lost_activity) is None
    assert messages()[-1].dedup != f"confirmed-{bela.id}-{lost_activity}"
    assert find_violations(now=clock.now()) == []


def _next_number(model) -> int:
    return db.session.scalar(select(model.id).order_by(model.id.desc()).limit(1)) + 1


def test_sessions_that_were_ended_since_stay_ended():
    before = make_organiser(link_nonce="used since").fs_uniquifier
    settle()
    olive = db.session.scalars(select(Organiser)).one()
    assert (olive.link_nonce, olive.fs_uniquifier != before) == (None, True)


def test_a_role_offer_that_may_have_been_taken_back_since_is_sent_again_or_never_taken():
    make_organiser()
    offered = role_givers.offer(Role.OWNER, now=clock.now())
    link = role_givers.link(offered)
    settle()
    with pytest.raises(OfferOver):
        role_givers.take(link, now=clock.now())
    assert decide(held.release) == 1
    deliver_due()
    assert [each.state for each in messages()] == [MessageState.SUPERSEDED]
    olive = role_givers.account(role_givers.OLIVE)
    write(lambda: role_offers.send_again(db.session.merge(offered), by=olive, now=clock.now()))
    deliver_due()
    assert messages()[-1].state == MessageState.SENT
    assert role_givers.take(role_givers.link(offered), now=clock.now()).role == Role.OWNER


def test_a_database_without_anything_is_settled_too():
    assert settle() == restoring.Restored(registrations=0, held=0, tellings=0, known_until=None)


def test_a_held_mail_follows_its_persons_language():
    registration = make_registration(make_seminar())
    settle()
    act(self_service.change_language, registration, "pl", now=database_now())
    assert [each.language for each in messages()] == ["pl"]
