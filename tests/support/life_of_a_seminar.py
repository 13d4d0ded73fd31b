"""A seminar from its first sign-up until the day after, so that the worker posts each mail that comes by the calendar
and each that organisers get."""

from dataclasses import replace
from datetime import datetime, timedelta
from threading import Event

from acts import act, tell_everybody
from factories import ADA, make_organiser, make_registration, make_seminar, texts
from sqlalchemy import update
from standing_clock import StandingClock

from seminars.database.units import write_unit
from seminars.domain.organisers import alerts
from seminars.domain.registrations import approvals, leaving
from seminars.domain.seminars import changes
from seminars.extensions import db
from seminars.mail.sending.delivery import deliver_due
from seminars.models import Message, MessageKind, MessageState, Seminar
from seminars.worker import jobs as worker

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
OLIVE = "olive@example.org"
NOTICES = {
    "full",
    "changed",
    "delivery_failed",
    "late_cancellation",
    "approval_wanted",
    "undecided",
    "check_failed",
}


def live_through(clock: StandingClock, *, starts_at: datetime, language: str) -> None:
    """`starts_at` is ten in the morning in Minsk, at least three weeks after the clock's present instant."""
    make_organiser(OLIVE, language=language)
    seminar_id = make_seminar(slug="life", starts_at=starts_at - DAY, capacity=1, needs_approval=True).id
    ada, cyd = (sign_up(clock, seminar_id, name, language) for name in ("Ada", "Cyd"))
    work()
    act(approvals.approve, ada, now=clock.now, actor=OLIVE)
    act(approvals.approve, cyd, now=clock.now, actor=OLIVE, may_exceed=True)
    work()
    with write_unit():
        seminar = db.session.get_one(Seminar, seminar_id)
        changes.move(seminar, starts_at=starts_at, reason=texts("Ice"), actor=OLIVE, now=clock.now)
        db.session.commit()
    tell_everybody(now=clock.now)
    work(worker.send_digests)
    clock.now = starts_at - 7 * DAY
    work()
    let_fail(ada, clock.now)
    clock.now = starts_at - 40 * HOUR
    act(leaving.cancel, cyd, now=clock.now, by="person")
    sign_up(clock, seminar_id, "Bela", language)
    work()
    clock.now = starts_at - 22 * HOUR
    work()
    with write_unit():
        alerts.warn_of_violations(2, now=clock.now)
        db.session.commit()
    clock.now = starts_at + 26 * HOUR
    work()


def work(*jobs: worker.Job) -> None:
    for job in (worker.remind, worker.tell_organisers, *jobs):
        job(Event())
    deliver_due()


def sign_up(clock: StandingClock, seminar_id: int, name: str, language: str) -> int:
    person = replace(ADA, given_name=name, email=f"{name.lower()}@example.com")
    return make_registration(db.session.get_one(Seminar, seminar_id), person, now=clock.now, language=language).id


def let_fail(registration_id: int, at: datetime) -> None:
    """The organisers hear that a mail failed, which arrives after all."""
    reminder = update(Message).filter_by(registration_id=registration_id, kind=MessageKind.REMINDER_WEEK)
    for state in (MessageState.FAILED, MessageState.SENT):
        with write_unit():
            db.session.execute(reminder.values(state=state, due_at=at))
            db.session.commit()
        work()
