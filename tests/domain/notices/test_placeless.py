"""Whoever still awaits approval or waits when a seminar ends is told once that there was no place."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from threading import Event

import pytest
from acts import OLIVE, act, cancel, sign_up, write
from factories import ADA, make_registration, make_seminar
from sqlalchemy import select, update
from standing_clock import StandingClock

from seminars.domain.checks.invariants import find_violations
from seminars.domain.guard import mailboxes
from seminars.domain.notices import reminders
from seminars.domain.registrations import approvals, leaving, offers
from seminars.domain.seminars import changes
from seminars.extensions import db
from seminars.mail.sending.delivery import deliver_due
from seminars.models import Message, MessageKind, MessageState, Registration, Seminar, Status, Urgency
from seminars.worker import jobs

BEGAN = datetime(2027, 3, 1, 9, tzinfo=UTC)
START = datetime(2027, 3, 21, 7, tzinfo=UTC)  # ten o'clock in Minsk
END = START + timedelta(hours=5)
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)


@pytest.fixture
def clock(app, monkeypatch):
    with app.app_context():
        yield StandingClock(monkeypatch, BEGAN)


@pytest.fixture
def seminar(clock) -> Seminar:
    """Two people have its places."""
    seminar = make_seminar(starts_at=START, ends_at=END, capacity=2)
    sign_up(seminar, "Placed", "Beside", now=BEGAN)
    return seminar


def work(clock: StandingClock, now: datetime) -> None:
    clock.now = now
    jobs.end_offers(Event())
    jobs.remind(Event())
    deliver_due()


def told() -> list[tuple[str, MessageState, datetime]]:
    """(address, state, when posted)"""
    rows = select(Message.to, Message.state, Message.created_at).filter_by(kind=MessageKind.NO_PLACE)
    return [tuple(row) for row in db.session.execute(rows.order_by(Message.id))]


def sent(*names: str, at: datetime = END) -> list[tuple[str, MessageState, datetime]]:
    return [(f"{name.lower()}@example.org", MessageState.SENT, at) for name in names]


def test_who_waits_at_the_end_is_told_once_and_keeps_the_state(clock, seminar):
    ada = sign_up(seminar, "Ada", now=BEGAN)[0]
    for now in (START, END - MINUTE):
        work(clock, now)
    assert told() == []
    for now in (END, END + MINUTE, END + DAY):
        work(clock, now)
    assert told() == sent("Ada")
    assert db.session.get_one(Registration, ada.id).status == Status.WAITING
    message = db.session.scalars(select(Message).filter_by(kind=MessageKind.NO_PLACE)).one()
    assert (message.urgency, message.calendar_method) == (Urgency.BULK, None)
    assert find_violations(now=clock.now) == []


def test_who_awaits_approval_at_the_end_is_told_and_who_was_answered_is_not(clock):
    seminar = make_seminar(starts_at=START, ends_at=END, needs_approval=True)
    sign_up(seminar, "Ada", now=BEGAN)
    bela, cyd, dana = (sign_up(seminar, name, now=BEGAN)[0] for name in ("Bela", "Cyd", "Dana"))
    act(approvals.approve, bela, now=BEGAN)
    act(approvals.decline, cyd, reason="Only for mayors", now=BEGAN)
    cancel(dana, now=BEGAN)
    work(clock, END)
    assert told() == sent("Ada")


def test_an_address_is_told_once_of_all_who_were_signed_up_under_it(clock, seminar):
    sign_up(seminar, "Ada", "Adam", now=BEGAN)
    for name in ("Bela", "Cyd"):
        make_registration(seminar, replace(ADA, surname=name, email="ADA@example.org"), now=BEGAN)
    work(clock, END)
    assert told() == sent("Ada")
    first = db.session.scalars(select(Registration).filter_by(surname="Ada")).one()
    cancel(first, by="organiser", actor=OLIVE, reason="A mistake", whole_party=True, now=END + HOUR)
    work(clock, END + DAY)
    assert told() == sent("Ada")


def test_nobody_without_an_address_none_who_was_let_in_and_none_whom_organisers_added(clock, seminar):
    make_registration(seminar, replace(ADA, surname="Phone", email=""), now=BEGAN)
    sign_up(seminar, "Byhand", now=BEGAN, source="organiser")
    let_in, _with_ada = sign_up(seminar, "Ada", "Adam", now=BEGAN)
    sign_up(seminar, "Bela", now=BEGAN)
    write(lambda: db.session.execute(update(Registration).filter_by(id=let_in.id).values(checked_in_at=START)))
    work(clock, END)
    assert told() == sent("Bela")


def test_a_mailbox_that_wants_to_be_left_in_peace_is(clock, seminar):
    for name in ("Ada", "Bela"):
        sign_up(seminar, name, now=BEGAN)
    write(lambda: mailboxes.keep_quiet("ada@example.org", now=END - DAY))
    work(clock, END)
    assert told() == sent("Bela")


@pytest.mark.parametrize("verb", [changes.postpone, changes.cancel])
def test_nobody_of_a_seminar_that_did_not_take_place(clock, seminar, verb):
    sign_up(seminar, "Ada", now=BEGAN)
    act(verb, seminar, reason={}, now=BEGAN + DAY)
    work(clock, END)
    assert told() == []


def test_the_end_is_that_of_the_last_day_it_has(clock, seminar):
    sign_up(seminar, "Ada", now=BEGAN)
    act(changes.extend, seminar, ends_at=END + HOUR, now=END - HOUR)
    work(clock, END)
    assert told() == []
    work(clock, END + HOUR)
    assert told() == sent("Ada", at=END + HOUR)


def test_of_a_seminar_that_moved_only_the_new_date_counts(clock, seminar):
    sign_up(seminar, "Ada", now=BEGAN)
    act(changes.move, seminar, starts_at=START + 3 * DAY, now=BEGAN)
    work(clock, END)
    assert told() == []
    work(clock, END + 3 * DAY)
    assert told() == sent("Ada", at=END + 3 * DAY)


def test_an_offer_that_is_open_at_the_end_lapses_first(clock, seminar):
    """No worker ran since it was made."""
    placed = db.session.scalars(select(Registration).filter_by(surname="Placed")).one()
    sign_up(seminar, "Ada", now=BEGAN)
    cancel(placed, now=BEGAN)
    clock.now = END + DAY
    jobs.remind(Event())
    assert told() == []
    assert act(offers.lapse_offers, seminar, now=clock.now) == 1
    work(clock, END + DAY + MINUTE)
    assert told() == sent("Ada", at=END + DAY + MINUTE)


def test_who_was_told_of_an_end_in_the_night_reads_it_in_the_morning(clock):
    """Of a seminar whose hours are not known: it ends at midnight."""
    midnight = datetime(2027, 3, 20, 21, tzinfo=UTC)
    seminar = make_seminar(starts_at=midnight, ends_at=midnight + DAY, hours_known=False, needs_approval=True)
    sign_up(seminar, "Ada", now=BEGAN)
    eight = midnight + DAY + 8 * HOUR
    work(clock, eight - MINUTE)
    assert told() == []
    work(clock, eight)
    assert told() == sent("Ada", at=eight)


@pytest.mark.parametrize(("later", "told_then"), [(7 * DAY - MINUTE, True), (7 * DAY, False)])
def test_after_an_outage_it_is_said_for_a_week(clock, seminar, later, told_then):
    sign_up(seminar, "Ada", now=BEGAN)
    work(clock, END + later)
    assert told() == (sent("Ada", at=END + later) if told_then else [])


def test_a_mail_that_could_not_leave_for_a_week_is_missed(clock, seminar):
    sign_up(seminar, "Ada", now=BEGAN)
    clock.now = END
    jobs.remind(Event())
    clock.now = END + 7 * DAY
    deliver_due()
    assert told() == [("ada@example.org", MessageState.MISSED, END)]


def test_whoever_gets_a_place_after_all_is_not_told_that_there_was_none(clock, seminar):
    ada = sign_up(seminar, "Ada", now=BEGAN)[0]
    clock.now = END
    jobs.remind(Event())
    write(lambda: db.session.execute(update(Registration).filter_by(id=ada.id).values(status=Status.CONFIRMED)))
    deliver_due()
    assert told() == [("ada@example.org", MessageState.SUPERSEDED, END)]


def test_many_are_told_in_portions_each_in_a_unit_of_its_own(clock, seminar, monkeypatch):
    monkeypatch.setattr(reminders, "PORTION", 2)
    names = ("Ada", "Bela", "Cyd", "Dana", "Eva")
    for name in names:
        sign_up(seminar, name, now=BEGAN)
    portions = [write(lambda: reminders.post_due(db.session.get_one(Seminar, seminar.id), now=END)) for _ in range(4)]
    assert portions == [2, 2, 1, 0]
    work(clock, END)
    assert told() == sent(*names)


def test_one_look_of_the_worker_tells_everybody(clock, seminar, monkeypatch):
    monkeypatch.setattr(reminders, "PORTION", 1)
    for name in ("Ada", "Bela", "Cyd"):
        sign_up(seminar, name, now=BEGAN)
    work(clock, END)
    assert told() == sent("Ada", "Bela", "Cyd")


def test_a_quiet_mailbox_is_left_in_peace_also_when_its_answers_are_counted_no_more(clock, seminar):
    people = (replace(ADA, given_name=name, email="eve@example.org") for name in ("Eve", "Evelyn"))
    one, _other = (sign_up(seminar, "", person=person, now=BEGAN)[0] for person in people)
    deliver_due()
    act(leaving.disavow, one, now=BEGAN + HOUR)
    write(lambda: mailboxes.keep_quiet("eve@example.org", now=BEGAN + HOUR))
    deliver_due()
    clock.now = BEGAN + 5 * DAY
    write(lambda: mailboxes.forget_old(now=BEGAN + 5 * DAY))
    work(clock, END)
    assert told() == []
