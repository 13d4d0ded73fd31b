"""Mails that come by the calendar, posted by the worker's own job: when they are due, to whom, and when not."""

from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from threading import Event
from zoneinfo import ZoneInfo

import pytest
from acts import act, cancel
from factories import ADA, make_registration, make_seminar, make_series
from sqlalchemy import select, update
from standing_clock import StandingClock

from seminars.database.units import write_unit
from seminars.domain.notices import reminders
from seminars.domain.outbox import messages
from seminars.domain.people.sign_up import Person
from seminars.domain.registrations import leaving, offers
from seminars.domain.seminars import changes
from seminars.extensions import db
from seminars.mail.sending.delivery import deliver_due
from seminars.models import Message, MessageKind, MessageState, Registration, Seminar
from seminars.worker import jobs

MINSK = ZoneInfo("Europe/Minsk")
BEGAN = datetime(2027, 3, 1, 9, tzinfo=UTC)
START = datetime(2027, 3, 21, 7, tzinfo=UTC)  # a Sunday, ten o'clock in Minsk
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
HOURS = (9, 10, 11, 12)
WEEK, EVE, THANKS = MessageKind.REMINDER_WEEK, MessageKind.REMINDER_DAY, MessageKind.THANKS
BELA = replace(ADA, given_name="Bela", email="bela@example.org")


@pytest.fixture
def clock(app, monkeypatch):
    with app.app_context():
        yield StandingClock(monkeypatch, BEGAN)


@pytest.fixture
def seminar(clock) -> Seminar:
    return make_seminar(starts_at=START)


def at(day: int, hour: int, minute: int = 0, zone: ZoneInfo = MINSK) -> datetime:
    """An instant of March as the clocks of the place show it."""
    return datetime(2027, 3, day, hour, minute, tzinfo=zone).astimezone(UTC)


def passes(clock: StandingClock, until: datetime, zone: ZoneInfo = MINSK) -> None:
    """Time passes, and the worker reminds and delivers: every day at 9, 10, 11 and 12 there, and in the end."""
    days = range((until - clock.now).days + 2)
    moments = [datetime.combine(clock.now.date() + day * DAY, time(hour), zone) for day in days for hour in HOURS]
    for moment in [*(each for each in moments if clock.now < each < until), until]:
        clock.now = moment.astimezone(UTC)
        jobs.remind(Event())
        deliver_due()


def mails(kind: MessageKind | None = None) -> list[tuple[MessageKind, str, MessageState, datetime]]:
    """(kind, address, state, when posted) of the reminders, or of those of one kind."""
    kinds = (kind,) if kind else (WEEK, EVE, THANKS)
    rows = select(Message.kind, Message.to, Message.state, Message.created_at).where(Message.kind.in_(kinds))
    return [tuple(row) for row in db.session.execute(rows.order_by(Message.id))]


def sent(*posted: tuple[MessageKind, datetime]) -> list[tuple[MessageKind, str, MessageState, datetime]]:
    return [(kind, ADA.email, MessageState.SENT, when) for kind, when in posted]


def test_nobody_is_reminded_of_a_sample(clock):
    with_places = make_seminar(starts_at=START, capacity=1, series=make_series(is_sample=True))
    for person in (ADA, BELA):
        make_registration(with_places, person, now=BEGAN)
    passes(clock, START + 9 * DAY)
    assert set(db.session.scalars(select(Message.kind))) == {MessageKind.CONFIRMED, MessageKind.WAITING}


def test_a_week_and_a_day_before_and_a_day_after_each_once_and_without_a_calendar_part(clock, seminar):
    make_registration(seminar, now=BEGAN)
    passes(clock, START + 9 * DAY)
    assert mails() == sent((WEEK, at(14, 10)), (EVE, at(20, 12)), (THANKS, at(22, 12)))
    parts = select(Message.calendar_method).where(Message.kind.in_((WEEK, EVE, THANKS)))
    assert set(db.session.scalars(parts)) == {None}


def test_only_who_has_a_place_and_an_address_is_reminded(clock):
    seminar = make_seminar(starts_at=START, capacity=3)
    make_registration(seminar, companions=(Person(surname="Aga", given_name="A"),), now=BEGAN)
    make_registration(seminar, replace(ADA, given_name="By phone", email=""), now=BEGAN)
    make_registration(seminar, BELA, now=BEGAN)  # waits
    passes(clock, at(14, 11))
    assert mails() == sent((WEEK, at(14, 10)))


def test_whoever_got_the_place_within_half_a_day_before_has_the_confirmation_before_their_eyes(clock):
    seminar = make_seminar(starts_at=START, capacity=1)
    ada = make_registration(seminar, now=BEGAN)
    bela = make_registration(seminar, BELA, now=BEGAN)
    cancel(ada, now=at(13, 21))
    act(offers.accept, bela, now=at(13, 22, 30))
    clock.now = at(13, 23)
    passes(clock, at(20, 11))
    assert mails() == []
    assert reminders.find_question(bela, now=clock.now) is None
    passes(clock, at(20, 12))
    assert [(kind, to) for kind, to, *_ in mails()] == [(EVE, BELA.email)]


@pytest.mark.parametrize(("before", "reminded"), [(12 * HOUR, True), (12 * HOUR - timedelta(seconds=1), False)])
def test_a_place_of_the_last_12_hours_before_the_reminder_brings_none(clock, before, reminded):
    make_registration(make_seminar(starts_at=START), now=at(14, 10) - before)
    passes(clock, at(14, 11))
    assert (mails() == sent((WEEK, at(14, 10)))) is reminded


@pytest.mark.parametrize(("before", "reminded"), [(12 * HOUR, True), (12 * HOUR - timedelta(seconds=1), False)])
def test_only_those_are_promised_a_reminder_on_the_eve_who_will_have_one(seminar, before, reminded):
    assert reminders.reminds_on_the_eve(seminar, now=at(20, 12) - before) is reminded
    seminar.postponed_at = BEGAN
    assert not reminders.reminds_on_the_eve(seminar, now=BEGAN)


def test_a_sample_promises_no_reminder_since_it_sends_none(seminar):
    seminar.series.is_sample = True
    assert not reminders.reminds_on_the_eve(seminar, now=BEGAN)


def test_a_place_that_was_accepted_after_the_reminder_brings_no_late_one(clock):
    seminar = make_seminar(starts_at=START, capacity=1)
    ada = make_registration(seminar, now=BEGAN)
    bela = make_registration(seminar, BELA, now=BEGAN)
    passes(clock, at(15, 9))
    cancel(ada, now=clock.now)
    act(offers.accept, bela, now=clock.now)
    passes(clock, at(16, 9))
    assert mails() == sent((WEEK, at(14, 10)))


def test_when_the_contact_of_a_party_leaves_the_next_one_is_not_reminded_again(clock, seminar):
    ada = make_registration(seminar, companions=(Person(surname="Aga", given_name="A"),), now=BEGAN)
    passes(clock, at(14, 12))
    cancel(ada, now=clock.now)
    passes(clock, at(18, 12))
    assert mails() == sent((WEEK, at(14, 10)))


def test_none_comes_after_a_cancellation_even_if_it_was_posted(clock, seminar):
    ada = make_registration(seminar, now=BEGAN)
    clock.now = at(14, 10)
    jobs.remind(Event())
    cancel(ada, now=clock.now)
    passes(clock, START + 2 * DAY)
    assert mails() == [(WEEK, ADA.email, MessageState.SUPERSEDED, at(14, 10))]


@pytest.mark.parametrize("verb", [changes.postpone, changes.cancel])
def test_none_comes_for_a_seminar_that_is_put_off_or_called_off(clock, seminar, verb):
    make_registration(seminar, now=BEGAN)
    clock.now = at(14, 10)
    jobs.remind(Event())
    act(verb, seminar, reason={}, now=clock.now)
    passes(clock, START + 2 * DAY)
    assert mails() == [(WEEK, ADA.email, MessageState.SUPERSEDED, at(14, 10))]


def test_a_late_one_is_missed_and_not_sent(clock, seminar):
    make_registration(seminar, now=BEGAN)
    clock.now = at(16, 10)  # no worker ran for two days
    passes(clock, at(16, 11))
    clock.now = at(20, 12)
    jobs.remind(Event())
    clock.now = at(21, 0)  # the mail server was away until midnight: it is not "tomorrow" any more
    deliver_due()
    assert mails() == [
        (WEEK, ADA.email, MessageState.MISSED, at(16, 11)),
        (EVE, ADA.email, MessageState.MISSED, at(20, 12)),
    ]


def test_nothing_is_posted_about_what_has_begun_and_thanks_not_for_ever(clock, seminar):
    make_registration(seminar, now=BEGAN)
    clock.now = START
    jobs.remind(Event())
    clock.now = at(29, 12)
    jobs.remind(Event())
    assert mails() == []


def test_reminders_move_with_the_seminar(clock, seminar):
    make_registration(seminar, now=BEGAN)
    passes(clock, at(14, 10))
    act(changes.move, seminar, starts_at=START + 9 * DAY, now=at(14, 11))
    passes(clock, at(29, 12))
    assert mails() == sent((WEEK, at(14, 10)), (WEEK, at(23, 10)), (EVE, at(29, 12)))


def test_a_reminder_of_the_old_date_that_is_still_unsent_stays_so(clock, seminar):
    make_registration(seminar, now=BEGAN)
    clock.now = at(14, 10)
    jobs.remind(Event())
    act(changes.move, seminar, starts_at=START + 20 * DAY, now=clock.now)
    passes(clock, at(15, 10))
    assert mails() == [(WEEK, ADA.email, MessageState.SUPERSEDED, at(14, 10))]


def test_whoever_has_just_heard_of_a_nearer_date_is_not_asked_once_more(clock, seminar):
    ada = make_registration(seminar, now=BEGAN)
    act(changes.move, seminar, starts_at=START - 13 * DAY, now=at(2, 12))
    passes(clock, at(7, 12))
    assert mails() == sent((EVE, at(7, 12)))
    assert reminders.find_question(ada, now=at(4, 12)) is None


def test_the_days_are_counted_on_the_calendar_of_the_place(clock):
    """On 28 March clocks in Poland go forward: midnight of 1 April is 23 hours times 7 after that of 25 March."""
    warsaw = ZoneInfo("Europe/Warsaw")
    first_day = datetime(2027, 4, 1, tzinfo=warsaw).astimezone(UTC)
    where = {"town_code": "bialystok", "timezone": "Europe/Warsaw", "hours_known": False}
    seminar = make_seminar(starts_at=first_day, ends_at=first_day + DAY, **where)
    make_registration(seminar, now=BEGAN)
    clock.now = at(20, 12)
    passes(clock, first_day + 3 * DAY, warsaw)
    days = (at(25, 10, zone=warsaw), at(31, 12, zone=warsaw), at(31, 12, zone=warsaw) + 2 * DAY)
    assert mails() == sent(*zip((WEEK, EVE, THANKS), days, strict=True))


def test_thanks_go_to_those_who_came_where_that_was_noted(clock, seminar):
    ada = make_registration(seminar, now=BEGAN)
    make_registration(seminar, BELA, now=BEGAN)
    with write_unit():
        db.session.execute(update(Registration).where(Registration.id == ada.id).values(checked_in_at=START))
        db.session.commit()
    clock.now = at(22, 12)
    jobs.remind(Event())
    assert [to for _kind, to, *_ in mails()] == [ADA.email]


def test_the_question_of_the_reminder_stands_on_the_page_until_it_is_answered(clock, seminar):
    ada = make_registration(seminar, now=BEGAN)
    assert reminders.find_question(ada, now=at(14, 9)) is None
    assert reminders.find_question(ada, now=at(14, 10)) == 0
    act(leaving.reconfirm, ada, seen=0, now=at(14, 11))
    assert reminders.find_question(ada, now=at(14, 12)) is None


def test_a_reminder_sent_again_after_its_time_is_missed(clock, seminar):
    make_registration(seminar, now=BEGAN)
    passes(clock, at(20, 12))
    clock.now = START + HOUR
    with write_unit():
        eve = db.session.scalars(select(Message).filter_by(kind=EVE)).one()
        messages.send_again(eve, actor="olive@example.org", now=clock.now)
        db.session.commit()
    deliver_due()
    assert [state for _kind, _to, state, _at in mails(EVE)] == [MessageState.SENT, MessageState.MISSED]


def test_what_will_still_come_is_known_beforehand_as_the_worker_then_posts_it(clock, seminar):
    def coming() -> list[tuple[MessageKind, datetime]]:
        stored = db.session.get_one(Seminar, seminar.id)
        return [(each.kind, each.due_at) for each in reminders.coming(stored, now=clock.now)]

    afterwards = [(MessageKind.NO_PLACE, at(21, 15)), (THANKS, at(22, 12))]
    assert coming() == [(WEEK, at(14, 10)), (EVE, at(20, 12)), *afterwards]
    clock.now = at(14, 10)
    assert coming() == [(EVE, at(20, 12)), *afterwards]
    act(changes.move, seminar, starts_at=at(22, 10), now=at(15, 9))
    clock.now = at(15, 9)
    # The new day is told in the morning: nobody is reminded of it an hour later.
    assert coming() == [(EVE, at(21, 12)), (MessageKind.NO_PLACE, at(22, 15)), (THANKS, at(23, 12))]
    act(changes.postpone, seminar, now=clock.now)
    assert coming() == []
