"""A clock that is wrong for seconds or minutes, and a machine that was off: the worker does nothing by such a time that
could not be undone, and goes on as always when the time is right again."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from acts import cancel, set_all
from factories import ADA, make_organiser, make_registration, make_seminar
from machine import Machine
from sqlalchemy import func, select

from seminars.database.units import write_unit
from seminars.domain.checks.invariants import find_violations
from seminars.domain.jobs import turns
from seminars.extensions import db
from seminars.mail import maildir
from seminars.models import (
    Beat,
    JobRun,
    Message,
    MessageKind,
    MessageState,
    Party,
    Registration,
    Seminar,
    SeminarStatus,
    Status,
)
from seminars.worker import jobs

pytestmark = pytest.mark.long
BEGAN = datetime(2027, 3, 2, 6, tzinfo=UTC)
SECOND, MINUTE, HOUR, DAY = (timedelta(**{unit: 1}) for unit in ("seconds", "minutes", "hours", "days"))
STEADY, YEARS = timedelta(0), 3 * 365 * DAY


@pytest.fixture
def machine(app, monkeypatch) -> Machine:
    return Machine(app, monkeypatch, BEGAN)


def sign_up(machine: Machine, seminar: Seminar, name: str) -> Registration:
    return make_registration(seminar, replace(ADA, surname=name, email=f"{name.lower()}@example.org"), now=machine.now)


def open_seminar(machine: Machine, **values) -> Seminar:
    made = {"created_at": machine.now - 30 * DAY, "starts_at": machine.now + 21 * DAY, **values}
    return make_seminar(**made)


def names() -> list[str]:
    db.session.rollback()
    return list(db.session.scalars(select(Registration.surname).order_by(Registration.id)))


def statuses() -> list[Status]:
    db.session.rollback()
    return list(db.session.scalars(select(Registration.status).order_by(Registration.id)))


def mails(*states: MessageState) -> list[MessageKind]:
    db.session.rollback()
    return list(db.session.scalars(select(Message.kind).where(Message.state.in_(states)).order_by(Message.id)))


def found(machine: Machine) -> set[str]:
    db.session.rollback()
    return {violation.invariant for violation in find_violations(now=machine.now)}


def late_jobs(machine: Machine) -> list[str]:
    """Those that have not run in their present period."""
    db.session.rollback()
    alone = [(rhythm, job.__name__) for rhythm, job in jobs.JOBS if job not in jobs.SHARED]
    early = machine.now - 31 * SECOND  # a worker looks twice a minute
    return [name for rhythm, name in alone if turns.is_due(name, rhythm, zone="Europe/Minsk", now=early)]


@pytest.mark.parametrize(("long", "step"), [(25 * SECOND, SECOND), (9 * MINUTE, 15 * SECOND)], ids=["25s", "9min"])
def test_a_clock_that_is_years_ahead_for_a_moment_erases_nobody_and_stops_no_job(app, machine, long, step):
    with app.app_context():
        sign_up(machine, open_seminar(machine), "Ada")
        machine.runs((21 * HOUR, STEADY), step=10 * MINUTE)
        letters = [known_as for _file, known_as in maildir.files()]
        sign_up(machine, open_seminar(machine, slug="pinsk"), "Bela")
        set_all(Message, useless_after=machine.now + DAY)
        machine.is_set(YEARS)
        machine.runs((long, STEADY), step=step)
        machine.is_set(-YEARS)
        assert (names(), mails(MessageState.MISSED)) == (["Ada", "Bela"], [])
        assert found(machine) == {"I18"}
        machine.runs((6 * MINUTE, STEADY), step=10 * SECOND)
        assert late_jobs(machine) == []
        assert mails(MessageState.SENT) == [MessageKind.CONFIRMED] * 2
        assert set(letters) < {known_as for _file, known_as in maildir.files()}
        assert {row.name for row in db.session.scalars(select(JobRun)) if row.began_at > machine.now} == set()


def test_a_clock_that_jumps_by_years_while_a_worker_runs_erases_nobody(app, machine):
    with app.app_context():
        sign_up(machine, open_seminar(machine), "Ada")
        machine.runs((21 * HOUR, STEADY), step=10 * MINUTE)
        # A worker looks at the jobs of the night twice a minute.
        machine.runs((45 * SECOND, STEADY), (25 * SECOND, YEARS), (6 * MINUTE, -YEARS), step=5 * SECOND)
        assert (names(), late_jobs(machine)) == (["Ada"], [])
        assert db.session.scalar(select(func.max(Beat.at)).where(Beat.at < machine.now)) > machine.now - 2 * MINUTE


def test_a_clock_that_stays_a_day_ahead_is_believed_after_twenty_hours(app, machine):
    """A wrong clock is told from a right one by nothing but that it is set right."""
    with app.app_context():
        sign_up(machine, open_seminar(machine), "Ada")
        machine.runs((21 * HOUR, STEADY), step=10 * MINUTE)
        machine.is_set(500 * DAY)
        machine.runs((19 * HOUR, STEADY), step=10 * MINUTE)
        assert names() == ["Ada"]
        machine.runs((29 * HOUR, STEADY), step=10 * MINUTE)
        assert names() == [""]


def offer(machine: Machine) -> Party:
    """Bela is offered the only seat, and Cyril waits."""
    seminar = open_seminar(machine, capacity=1)
    ada, _bela, _cyril = (sign_up(machine, seminar, name) for name in ("Ada", "Bela", "Cyril"))
    cancel(ada, now=machine.now)
    return db.session.query(Party).filter(Party.offer_ends_at.is_not(None)).one()


def test_a_clock_that_is_hours_ahead_for_a_moment_ends_no_offer_and_stops_no_job(app, machine):
    with app.app_context():
        party = offer(machine)
        machine.runs((HOUR, STEADY), step=MINUTE)
        ends_at = db.session.get_one(Party, party.id, populate_existing=True).offer_ends_at
        machine.is_set(ends_at - machine.now - HOUR)
        machine.runs((HOUR // 2, STEADY), step=MINUTE)
        before = statuses()
        # It looks at offers three times a minute.
        machine.runs((55 * SECOND, STEADY), (15 * SECOND, 4 * HOUR), (10 * SECOND, -4 * HOUR))
        assert before == statuses() == [Status.CANCELLED, Status.OFFERED, Status.WAITING]
        machine.runs((5 * MINUTE, STEADY), step=10 * SECOND)
        assert late_jobs(machine) == []
        machine.runs((HOUR, STEADY), step=MINUTE)
        assert statuses() == [Status.CANCELLED, Status.WAITING, Status.OFFERED]


def test_an_offer_that_ended_while_nobody_ran_is_passed_on_ten_minutes_later(app, machine):
    with app.app_context():
        party = offer(machine)
        machine.runs((HOUR, STEADY), step=MINUTE)
        ends_at = db.session.get_one(Party, party.id, populate_existing=True).offer_ends_at
        machine.is_off(ends_at - machine.now + HOUR)
        machine.runs((9 * MINUTE, STEADY), (2 * MINUTE, STEADY), step=10 * SECOND)
        assert statuses() == [Status.CANCELLED, Status.WAITING, Status.OFFERED]
        lapsed_at = db.session.scalar(select(func.max(Registration.changed_at)))
        assert 10 * MINUTE <= lapsed_at - (ends_at + HOUR) <= 11 * MINUTE


def test_after_two_weeks_off_everything_is_in_order_next_morning(app, machine):
    with app.app_context():
        make_organiser()
        over = open_seminar(machine, slug="over", starts_at=machine.now + 5 * DAY)
        old = open_seminar(machine, slug="old", starts_at=machine.now + DAY, status=SeminarStatus.PUBLISHED)
        coming = open_seminar(machine, slug="coming", starts_at=machine.now + 30 * DAY)
        for seminar, name in ((over, "Ada"), (old, "Bela"), (coming, "Cyril")):
            sign_up(machine, seminar, name)
        with write_unit():
            db.session.get_one(Seminar, old.id).series.retention_days = 30
            db.session.commit()
        machine.runs((21 * HOUR, STEADY), step=10 * MINUTE)
        sign_up(machine, over, "Dina")  # her mail waits for two weeks
        sent = mails(MessageState.SENT)
        machine.is_off(14 * DAY)
        machine.runs((14 * HOUR, STEADY), step=5 * MINUTE)
        assert machine.now.hour == 17
        assert found(machine) == set()
        assert late_jobs(machine) == []
        assert mails(MessageState.QUEUED, MessageState.SENDING) == []
        assert mails(MessageState.MISSED) == [MessageKind.CONFIRMED]
        told = select(Message.seminar_id, Message.kind).where(Message.state == MessageState.SENT)
        assert [row for row in db.session.execute(told.offset(len(sent))) if row.seminar_id == over.id] == []


def test_a_machine_on_for_an_hour_a_week_erases_within_six_weeks(app, machine):
    with app.app_context():
        seminar = open_seminar(machine, starts_at=machine.now + DAY)
        sign_up(machine, seminar, "Ada")
        with write_unit():
            db.session.get_one(Seminar, seminar.id).series.retention_days = 1
            db.session.commit()
        over_at = machine.now + 4 * DAY
        while names() == ["Ada"]:
            machine.runs((HOUR, STEADY), step=MINUTE)
            machine.is_off(7 * DAY - HOUR)
            assert machine.now < over_at + 8 * 7 * DAY
        assert machine.now - 7 * DAY + HOUR <= over_at + 6 * 7 * DAY
        # Then a moment in which the clock is years ahead.
        sign_up(machine, open_seminar(machine, slug="pinsk"), "Bela")
        machine.runs((HOUR, STEADY), step=MINUTE)
        machine.is_set(YEARS)
        machine.runs((25 * SECOND, STEADY))
        assert names() == ["", "Bela"]


def test_who_acted_while_the_clock_was_ahead_gets_their_mail_when_it_is_right(app, machine):
    with app.app_context():
        seminar = open_seminar(machine)
        machine.runs((HOUR, STEADY), step=MINUTE)
        machine.is_set(10 * DAY)
        sign_up(machine, seminar, "Ada")
        machine.is_set(-10 * DAY)
        machine.runs((5 * MINUTE, STEADY), step=10 * SECOND)
        assert mails(MessageState.SENT) == [MessageKind.CONFIRMED]
