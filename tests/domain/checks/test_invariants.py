"""`seminars check`: silent on what real verbs leave behind, and for each invariant it finds the row that breaks it."""

import sqlite3
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from acts import cancel
from factories import ADA, make_registration, make_seminar
from flask import Flask
from harm import broken
from sqlalchemy import Insert, delete, func, insert, select, text, update

from seminars import clock
from seminars.database.units import begin_snapshot, write_unit
from seminars.domain import activity
from seminars.domain.checks.invariants import CHECKS, find_violations
from seminars.domain.outbox import messages
from seminars.domain.seminars import content, editing
from seminars.extensions import db
from seminars.formats.appointments import appointment
from seminars.models import (
    UNTIL_GATHERED,
    Activity,
    Appointment,
    Beat,
    Change,
    JobRun,
    Message,
    MessageState,
    Party,
    Registration,
    Seminar,
    Status,
    Submission,
    Telling,
)

BORIS = replace(ADA, surname="Barysau", given_name="Boris", email="boris@example.org")


@pytest.fixture(autouse=True)
def _with_two_registrations(app: Flask):
    """Ada came and left, Boris came and stays."""
    with app.app_context():
        seminar = make_seminar(capacity=20)
        ada = make_registration(seminar)
        make_registration(seminar, BORIS)
        cancel(ada, by=activity.PERSON)
        yield


def test_what_people_did_breaks_nothing():
    assert find_violations(now=clock.now()) == []


def test_a_mail_sent_again_is_no_message_too_many():
    with write_unit():
        db.session.execute(update(Message).where(Message.id == 2).values(state=MessageState.FAILED))
        messages.send_again(db.session.get_one(Message, 2), actor="olive@example.org", now=clock.now())
        db.session.commit()
    assert find_violations(now=clock.now()) == []


def test_a_fair_lowering_of_the_capacity_breaks_nothing():
    make_registration(db.session.get_one(Seminar, 1), replace(ADA, email="vera@example.org"))
    with write_unit():
        seminar = db.session.get_one(Seminar, 1)
        activity.record("seminar_edited", actor="olive", at=clock.now(), seminar=seminar, fields=["capacity"])
        db.session.commit()
    assert broken(update(Seminar).values(capacity=1)) == []


def edit_capacity(capacity: int) -> None:
    with write_unit():
        seminar = db.session.get_one(Seminar, 1)
        changes = replace(content.as_written(seminar), capacity=capacity)
        editing.edit_seminar(seminar, version=seminar.version, changes=changes, actor="olive", now=clock.now())
        db.session.commit()


def with_four() -> None:
    for number in range(3):
        make_registration(db.session.get_one(Seminar, 1), replace(ADA, email=f"vera{number}@example.org"))


def test_an_oversold_seminar_is_found_whatever_its_organisers_make_of_the_capacity_then():
    with_four()
    edit_capacity(5)
    assert broken(update(Seminar).values(capacity=2)) == ["I1: seminar 1 (klichev) has 4 seats taken of 2"]
    for capacity in (3, 1):
        edit_capacity(capacity)
        (found,) = find_violations(now=clock.now())
        assert (found.invariant, found.what) == ("I1", f"seminar 1 (klichev) has 4 seats taken of {capacity}")


def test_a_lowering_stays_fair_when_some_of_it_is_taken_back():
    with_four()
    for capacity in (2, 3):
        edit_capacity(capacity)
        assert find_violations(now=clock.now()) == []


AN_HOUR = timedelta(hours=1)
AHEAD = datetime(2999, 12, 31, 23, tzinfo=UTC)
MUTANTS: dict[str, tuple[Callable, str]] = {
    "I1 oversold": (lambda: update(Seminar).values(capacity=0), "I1: seminar 1 (klichev) has 1 seats taken of 0"),
    "I5 number never given": (
        lambda: update(Party).where(Party.id == 2).values(queue_no=99),
        "I5: party 2 has the queue number 99, which was never given",
    ),
    "I6 no message": (
        lambda: delete(Message).where(Message.registration_id == 2),
        "I6: activity 2 (registered) of registration 2 has no message",
    ),
    "I6 a message too many": (
        lambda: update(Message).where(Message.id == 2).values(activity_id=1),
        "I6: messages [1, 2] tell of no change, or of one twice (activity 1)",
    ),
    "I6 a message too many of the version before": (
        lambda: update(Message).where(Message.id == 2).values(activity_id=None, dedup="confirmed-2-77"),
        "I6: messages [2] tell of no change, or of one twice (activity 77)",
    ),
    "I6 a message that names no row": (
        lambda: update(Message).where(Message.id == 2).values(activity_id=None, dedup="confirmed-2-x"),
        "I6: messages [2] tell of no change, or of one twice (activity 0)",
    ),
    "I6 no second copy": (
        lambda: insert(Activity).values(
            kind="message_sent_again", actor="x", at=clock.now(), registration_id=2, details={}
        ),
        "I6: activity 4 (message_sent_again) of registration 2 has no message",
    ),
    "I7 activity skipped": (
        lambda: update(Activity).where(Activity.to_status == Status.CANCELLED).values(to_status=None),
        "I7: registration 1 is cancelled, but its activity ends with confirmed",
    ),
    "I7 chain broken": (
        lambda: update(Activity).where(Activity.id == 3).values(from_status=Status.WAITING),
        "I7: registration 1 went on from waiting, but was confirmed",
    ),
    "I8 lease for ever": (
        lambda: (
            update(Message)
            .where(Message.id == 2)
            .values(state=MessageState.SENDING, lease_by="dead", lease_until=clock.now() - AN_HOUR)
        ),
        "I8: message 2 is leased for too long",
    ),
    "I8 stuck": (
        lambda: update(Message).where(Message.id == 2).values(created_at=clock.now() - 51 * AN_HOUR),
        "I8: message 2 has waited for more than 48 hours",
    ),
    "I8 forgotten among those that wait for others": (
        lambda: (
            update(Message)
            .where(Message.id == 2)
            .values(mailbox="full", due_at=UNTIL_GATHERED, created_at=clock.now() - 29 * AN_HOUR)
        ),
        "I8: message 2 waits for others although its mailbox has room",
    ),
    "I8 merged into nothing": (
        lambda: update(Message).where(Message.id == 2).values(state=MessageState.MERGED),
        "I8: message 2 is merged into no other",
    ),
    "I8 sent at no time": (
        lambda: update(Message).where(Message.id == 2).values(state=MessageState.SENT, facts={}),
        "I8: message 2 is sent, but at no time",
    ),
    "I8 facts kept": (
        lambda: (
            update(Message)
            .where(Message.id == 2)
            .values(state=MessageState.SENT, sent_at=clock.now(), facts={"reason": "ill"})
        ),
        "I8: message 2 is sent and still has its facts",
    ),
    "I9 lost": (
        lambda: update(Submission).where(Submission.id == 2).values(registration_id=None),
        "I9: submission 2 points to no registration",
    ),
    "I9 made twice": (
        lambda: update(Submission).where(Submission.id == 2).values(registration_id=1),
        "I9: registration 1 was made by two submissions",
    ),
    "I10 checked in after leaving": (
        lambda: update(Registration).where(Registration.id == 1).values(checked_in_at=clock.now()),
        "I10: registration 1 is checked in, but not confirmed",
    ),
    "I18 a registration of the future": (
        lambda: update(Registration).where(Registration.id == 1).values(registered_at=AHEAD),
        "I18: registration 1 is of 2999-12-31 23:00 UTC, which is yet to come",
    ),
    "I18 a form of the future": (
        lambda: update(Submission).where(Submission.id == 2).values(created_at=AHEAD),
        "I18: submission 2 is of 2999-12-31 23:00 UTC, which is yet to come",
    ),
    "I18 a message of the future": (
        lambda: update(Message).where(Message.id == 2).values(created_at=AHEAD),
        "I18: message 2 is of 2999-12-31 23:00 UTC, which is yet to come",
    ),
    "I18 an activity of the future": (
        lambda: update(Activity).where(Activity.id == 2).values(at=AHEAD),
        "I18: activity 2 is of 2999-12-31 23:00 UTC, which is yet to come",
    ),
    "I18 a change of the future": (
        lambda: insert(Change).values(seminar_id=1, kind="moved", at=AHEAD, told=0, **a_move()),
        "I18: change 1 is of 2999-12-31 23:00 UTC, which is yet to come",
    ),
    "I18 a telling that begins in the future": (
        lambda: a_telling(going_since=AHEAD),
        "I18: telling 1 is of 2999-12-31 23:00 UTC, which is yet to come",
    ),
    "I18 a telling that ended in the future": (
        lambda: a_telling(going_since=clock.now(), ended_at=AHEAD),
        "I18: telling 1 is of 2999-12-31 23:00 UTC, which is yet to come",
    ),
    "I18 a beat of the future": (
        lambda: insert(Beat).values(worker="first", began_at=clock.now(), at=AHEAD),
        "I18: beat 1 is of 2999-12-31 23:00 UTC, which is yet to come",
    ),
    "I18 a job of the future": (
        lambda: insert(JobRun).values(name="remind", began_at=AHEAD),
        "I18: job_run remind is of 2999-12-31 23:00 UTC, which is yet to come",
    ),
}


def a_move() -> dict[str, Appointment]:
    known = appointment(db.session.get_one(Seminar, 1))
    return {"before": known, "after": known}


def a_telling(**values: datetime) -> Insert:
    with write_unit():
        db.session.execute(insert(Change).values(id=1, seminar_id=1, kind="moved", at=clock.now(), told=0, **a_move()))
        db.session.commit()
    return insert(Telling).values(change_id=1, seminar_id=1, last_registration_id=0, ical_sequence=1, **values)


@pytest.mark.parametrize("name", MUTANTS)
def test_a_broken_invariant_is_found(name: str):
    harm, found = MUTANTS[name]
    assert found in broken(harm())


@pytest.mark.alters_tables
def test_two_active_registrations_of_one_person_are_found():
    with write_unit():
        db.session.execute(text("DROP INDEX uq_registration_active_person"))
        db.session.commit()
    same = {"email_key": "boris@example.org", "name_key": "barysau boris", "status": Status.CONFIRMED}
    one = "I3: seminar 1 has 2 active registrations of one person, 1 to 2"
    assert one in broken(update(Registration).values(**same))
    # Under the keys of two versions they may be two.
    assert one not in broken(update(Registration).where(Registration.id == 1).values(key_version=1))


@pytest.mark.alters_tables
def test_a_queue_number_given_twice_is_found():
    if db.engine.dialect.name == "sqlite":
        _rebuild_without_constraints()
    else:
        with write_unit():
            db.session.execute(text("ALTER TABLE party DROP CONSTRAINT uq_party_seminar_id_queue_no"))
            db.session.commit()
    assert "I5: seminar 1 gave the queue number 1 to 2 parties" in broken(update(Party).values(queue_no=1))


def test_every_check_has_a_mutant():
    # See test_queue.py and test_personal.py, too.
    tried = {name.split()[0] for name in MUTANTS} | {"I2", "I3", "I4", "I11"}
    assert {name for name, _meaning, _check in CHECKS} == tried


def _rebuild_without_constraints() -> None:
    """SQLite cannot drop a constraint; a connection of its own looks at no foreign keys."""
    db.session.rollback()
    with closing(sqlite3.connect(db.engine.url.database)) as connection:
        connection.executescript(
            "CREATE TABLE bare AS SELECT * FROM party; DROP TABLE party; ALTER TABLE bare RENAME TO party;"
        )


def test_a_check_looks_at_one_moment_while_people_sign_up(app: Flask):
    """Or it could see a message and not the change that it tells of, and call that a violation."""
    begin_snapshot()
    before = db.session.scalar(select(func.count()).select_from(Message))
    with ThreadPoolExecutor(1) as somebody:
        somebody.submit(_sign_up_elsewhere, app).result()
    assert db.session.scalar(select(func.count()).select_from(Message)) == before
    assert find_violations(now=clock.now()) == []
    db.session.rollback()
    assert db.session.scalar(select(func.count()).select_from(Message)) == before + 1


def _sign_up_elsewhere(app: Flask) -> None:
    with app.app_context():
        make_registration(db.session.get_one(Seminar, 1), replace(ADA, email="vera@example.org"))
