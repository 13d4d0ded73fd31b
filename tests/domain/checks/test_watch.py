"""What is wrong now with how the site is operated: each word comes when its time is over, and goes."""

import threading
from collections.abc import Callable
from datetime import UTC, datetime, time, timedelta
from itertools import count

import pytest
from flask import Flask
from post_office import free_port
from sqlalchemy import update
from standing_clock import StandingClock

from seminars import mail
from seminars.database.units import write_unit
from seminars.domain.checks import watch
from seminars.domain.checks.watch import Wrong
from seminars.domain.jobs import backups, beats, turns
from seminars.domain.outbox import held
from seminars.extensions import db
from seminars.mail.sending.delivery import deliver_due
from seminars.models import Message, MessageKind, MessageState, Urgency
from seminars.worker import running
from seminars.worker.beating import Beating
from seminars.worker.jobs import JOBS, SHARED

NOON = datetime(2027, 3, 1, 12, tzinfo=UTC)
SECOND, MINUTE, HOUR, DAY = (timedelta(**{unit: 1}) for unit in ("seconds", "minutes", "hours", "days"))
RHYTHMS = {"end_offers": 20 * SECOND, "remind": 5 * MINUTE, "check_everything": time(3)}
KINDS = {
    Urgency.NOW: MessageKind.LINKS,
    Urgency.SOON: MessageKind.REMINDER_DAY,
    Urgency.BULK: MessageKind.DIGEST,
}
numbers = count(1)

pytestmark = pytest.mark.usefixtures("inside")


def wrong(now: datetime, *, backup_expected: timedelta | None = None) -> list[Wrong]:
    try:
        return [found.wrong for found in watch.wrong_now(rhythms=RHYTHMS, backup_expected=backup_expected, now=now)]
    finally:
        db.session.rollback()


def write(verb: Callable, *arguments, **values) -> None:
    with write_unit():
        verb(*arguments, **values)
        db.session.commit()


def beat(now: datetime) -> None:
    write(beats.begin, "first", now=now)


@pytest.fixture
def works(inside: None) -> None:
    """A worker beats at noon, and in the days after it."""
    for day in range(9):
        beat(NOON + day * DAY)


def post(urgency: Urgency, now: datetime, **values) -> None:
    write(
        mail.post,
        KINDS[urgency],
        to="ada@example.org",
        language="en",
        dedup=f"waiting-{next(numbers)}",
        now=now,
        **values,
    )


def test_the_words_are_those_that_monitors_know():
    assert [*Wrong] == [
        "no-database",
        "no-worker",
        "no-write",
        "mail-refused",
        "late-mail-now",
        "late-mail-soon",
        "late-mail-bulk",
        "late-job",
        "no-backup",
    ]


def test_a_worker_that_has_not_beaten_for_two_minutes_is_missed():
    assert Wrong.NO_WORKER in wrong(NOON)
    beat(NOON)
    assert wrong(NOON + 2 * MINUTE - SECOND) == []
    assert Wrong.NO_WORKER in wrong(NOON + 2 * MINUTE)
    beat(NOON + 3 * MINUTE)
    assert wrong(NOON + 3 * MINUTE) == []


def test_a_beat_from_the_future_is_none():
    beat(NOON + 3 * DAY)
    assert wrong(NOON) == [Wrong.NO_WORKER, Wrong.NO_WRITE]


def test_writing_is_missed_when_neither_worker_nor_people_wrote_for_two_minutes():
    assert wrong(NOON) == [Wrong.NO_WORKER, Wrong.NO_WRITE]
    post(Urgency.BULK, NOON)
    assert wrong(NOON + 2 * MINUTE - SECOND) == [Wrong.NO_WORKER]
    assert wrong(NOON + 2 * MINUTE) == [Wrong.NO_WORKER, Wrong.NO_WRITE]
    write(backups.note, began_at=NOON, safe_at=NOON + MINUTE)
    assert wrong(NOON + 3 * MINUTE - SECOND) == [Wrong.NO_WORKER]
    post(Urgency.BULK, NOON + DAY)  # by a clock that was wrong
    assert wrong(NOON + 3 * MINUTE) == [Wrong.NO_WORKER, Wrong.NO_WRITE]
    beat(NOON + 3 * MINUTE)
    assert wrong(NOON + 3 * MINUTE) == []


@pytest.mark.usefixtures("works")
@pytest.mark.parametrize(
    ("urgency", "patience", "word"),
    [
        (Urgency.NOW, 15 * MINUTE, Wrong.LATE_MAIL_NOW),
        (Urgency.SOON, 2 * HOUR, Wrong.LATE_MAIL_SOON),
        (Urgency.BULK, 24 * HOUR, Wrong.LATE_MAIL_BULK),
    ],
)
def test_the_oldest_due_mail_of_each_class_is_late_after_its_time(urgency: Urgency, patience: timedelta, word: Wrong):
    post(urgency, NOON - 3 * patience, due_at=NOON - patience)
    assert wrong(NOON - SECOND, backup_expected=None)[2:] == []
    assert wrong(NOON) == [word]
    for state in (MessageState.SENDING, MessageState.HELD, MessageState.FAILED, MessageState.SENT):
        write(db.session.execute, update(Message).values(state=state))
        assert wrong(NOON) == ([word] if state == MessageState.SENDING else [])


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> StandingClock:
    return StandingClock(monkeypatch, NOON)


@pytest.fixture
def dead_server(app: Flask) -> None:
    """A mail server is set, and nobody listens there."""
    state = app.extensions["mail"]
    state.server, state.port, state.use_tls = "127.0.0.1", free_port(), False


def try_for(clock: StandingClock, time_goes_on: timedelta) -> None:
    """The worker delivers and beats every ten seconds."""
    ends_at, beating = clock.now + time_goes_on, Beating()
    while clock.now < ends_at:
        deliver_due(stop=threading.Event())
        clock.now += 10 * SECOND
    beating.beat()


@pytest.mark.usefixtures("dead_server")
def test_a_dead_mail_server_is_noticed_although_each_try_puts_the_mail_off(clock: StandingClock, app: Flask):
    beat(NOON)
    post(Urgency.NOW, NOON)
    try_for(clock, 15 * MINUTE - 10 * SECOND)
    assert wrong(clock.now) == []
    try_for(clock, 10 * SECOND)
    assert db.session.query(Message).one().due_at > clock.now  # it is not due at this moment
    assert wrong(clock.now) == [Wrong.LATE_MAIL_NOW]
    (found,) = watch.wrong_now(rhythms=RHYTHMS, backup_expected=None, now=clock.now)
    assert found.since == NOON
    app.extensions["mail"].server = None  # back again, as a folder
    try_for(clock, 20 * MINUTE)
    assert db.session.query(Message).one().state == MessageState.SENT
    assert wrong(clock.now) == []


@pytest.mark.usefixtures("dead_server")
def test_one_mail_that_is_put_off_is_no_alarm_while_others_leave(clock: StandingClock, app: Flask):
    beat(NOON)
    post(Urgency.NOW, NOON)
    deliver_due(stop=threading.Event())
    server, app.extensions["mail"].server = app.extensions["mail"].server, None
    clock.now += SECOND
    post(Urgency.BULK, clock.now)
    deliver_due(stop=threading.Event())
    app.extensions["mail"].server = server
    try_for(clock, 40 * MINUTE)
    assert wrong(clock.now) == []
    # The next one that finds the server dead tells of it.
    post(Urgency.NOW, clock.now)
    try_for(clock, 16 * MINUTE)
    assert wrong(clock.now) == [Wrong.LATE_MAIL_NOW]


@pytest.mark.usefixtures("dead_server", "works")
def test_a_mail_that_was_put_off_while_the_clock_was_years_ahead_is_late(clock: StandingClock):
    post(Urgency.NOW, NOON - 16 * MINUTE)
    clock.now = NOON.replace(year=2030)
    deliver_due(stop=threading.Event())
    assert wrong(NOON) == [Wrong.LATE_MAIL_NOW]
    assert watch.wrong_now(rhythms=RHYTHMS, backup_expected=None, now=NOON)[0].since == NOON - 16 * MINUTE


@pytest.mark.usefixtures("works")
def test_what_a_restore_held_is_due_from_when_it_was_released():
    post(Urgency.NOW, NOON - 2 * DAY)
    write(held.hold_all, add_to_sequence=0)
    assert wrong(NOON) == []
    with write_unit():
        assert held.release(db.select(Message), actor="olive", now=NOON - 14 * MINUTE) == 1
        db.session.commit()
    assert wrong(NOON) == []
    assert wrong(NOON + MINUTE) == [Wrong.LATE_MAIL_NOW]
    post(Urgency.NOW, NOON - 13 * MINUTE)
    with write_unit():
        held.hold_all(add_to_sequence=0)
        held.release(db.select(Message), actor="olive", now=NOON)
        db.session.commit()
    assert wrong(NOON + MINUTE) == []
    # What was written after it is late by its own time.
    post(Urgency.NOW, NOON + SECOND, due_at=NOON - DAY)
    assert wrong(NOON + MINUTE) == [Wrong.LATE_MAIL_NOW]


@pytest.mark.usefixtures("works")
@pytest.mark.parametrize(("job", "period"), [("end_offers", 20 * SECOND), ("check_everything", DAY)])
def test_a_job_is_late_when_three_of_its_periods_have_passed_since_it_was_due(job: str, period: timedelta):
    take(job, NOON)
    write(turns.end, job, now=NOON)
    beat(NOON + 4 * period - SECOND)
    assert wrong(NOON + 4 * period - SECOND) == []
    assert wrong(NOON + 4 * period) == [Wrong.LATE_JOB]
    take(job, NOON + 4 * period)
    assert wrong(NOON + 4 * period) == [Wrong.LATE_JOB]
    write(turns.end, job, now=NOON + 4 * period)
    assert wrong(NOON + 4 * period) == []


def take(job: str, now: datetime) -> None:
    with write_unit():
        assert turns.take(job, RHYTHMS[job], zone="UTC", now=now)
        db.session.commit()


@pytest.mark.usefixtures("works")
def test_a_job_that_fails_at_every_try_is_late_and_is_named():
    for minutes in range(0, 30, 10):
        take("remind", NOON + minutes * MINUTE)
        beat(NOON + minutes * MINUTE)
        assert wrong(NOON + minutes * MINUTE) == ([Wrong.LATE_JOB] if minutes >= 20 else [])
    (found,) = watch.wrong_now(rhythms=RHYTHMS, backup_expected=None, now=NOON + 20 * MINUTE)
    assert found == watch.Finding(Wrong.LATE_JOB, NOON, ("remind",))


@pytest.mark.usefixtures("works")
def test_a_job_that_ran_in_the_future_was_never_done_until_it_is_done_again():
    take("remind", NOON + 1000 * DAY)
    write(turns.end, "remind", now=NOON + 1000 * DAY)
    assert wrong(NOON) == [Wrong.LATE_JOB]
    write(turns.end, "remind", now=NOON)
    assert wrong(NOON) == []


@pytest.mark.usefixtures("works")
def test_the_end_that_a_worker_of_the_version_before_notes_counts():
    take("remind", NOON - DAY)
    assert wrong(NOON) == [Wrong.LATE_JOB]
    write(db.session.execute, update(turns.JobRun).values(began_at=NOON, ended_at=NOON))
    assert wrong(NOON) == []
    write(db.session.execute, update(turns.JobRun).values(began_at=NOON, ended_at=None, done_at=None))
    assert wrong(NOON) == []


@pytest.mark.usefixtures("works")
def test_no_job_is_late_that_was_never_begun_or_is_in_no_schedule():
    take("remind", NOON - DAY)
    write(db.session.execute, update(turns.JobRun).values(name="job of an earlier version"))
    assert wrong(NOON) == []


@pytest.mark.usefixtures("works")
def test_a_backup_is_missed_only_where_one_is_expected():
    assert wrong(NOON) == []
    assert wrong(NOON, backup_expected=26 * HOUR) == [Wrong.NO_BACKUP]
    write(backups.note, began_at=NOON - 26 * HOUR + SECOND, safe_at=NOON)
    assert wrong(NOON, backup_expected=26 * HOUR) == []
    beat(NOON + SECOND)
    assert wrong(NOON + SECOND, backup_expected=26 * HOUR) == [Wrong.NO_BACKUP]
    assert wrong(NOON + SECOND) == []
    write(backups.note, began_at=NOON + DAY, safe_at=NOON + DAY)  # by a clock that was wrong
    assert wrong(NOON + SECOND, backup_expected=26 * HOUR) == [Wrong.NO_BACKUP]


def test_one_round_of_a_worker_puts_everything_right(clock: StandingClock, app: Flask):
    rhythms = {job.__name__: rhythm for rhythm, job in JOBS if job not in SHARED}
    with write_unit():
        for name in rhythms:
            db.session.add(turns.JobRun(name=name, began_at=NOON - 9 * DAY, done_at=NOON - 9 * DAY))
        db.session.commit()
    post(Urgency.NOW, NOON - HOUR)

    def all_wrong() -> list[Wrong]:
        return [each.wrong for each in watch.wrong_now(rhythms=rhythms, backup_expected=None, now=clock.now)]

    assert all_wrong() == [Wrong.NO_WORKER, Wrong.NO_WRITE, Wrong.LATE_MAIL_NOW, Wrong.LATE_JOB]
    db.session.remove()
    stop = threading.Event()
    worker = threading.Thread(target=running.run, args=(app, stop))
    worker.start()
    stopped = threading.Event()
    for _ in range(600):
        if not all_wrong():
            break
        db.session.remove()
        stopped.wait(0.05)
    stop.set()
    worker.join(20)
    db.session.remove()
    assert all_wrong() == []
