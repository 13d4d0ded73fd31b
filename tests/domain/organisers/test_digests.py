"""The organisers' daily mail, posted by the worker's own job: what happened since the last one, and what waits."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from threading import Event

import pytest
from acts import act, cancel, set_all
from factories import ADA, make_organiser, make_registration, make_seminar, make_series
from sqlalchemy import select
from standing_clock import StandingClock
from visitors import Counted

from seminars.database.units import write_unit
from seminars.domain.people.sign_up import Person
from seminars.domain.seminars import changes
from seminars.extensions import db
from seminars.models import (
    Membership,
    Message,
    MessageKind,
    MessageState,
    Organiser,
    Registration,
    Role,
    Seminar,
)
from seminars.worker import jobs

MORNING = datetime(2027, 3, 1, 4, tzinfo=UTC)  # seven o'clock in Minsk
START = datetime(2027, 3, 21, 7, tzinfo=UTC)
SECOND, HOUR, DAY = timedelta(seconds=1), timedelta(hours=1), timedelta(days=1)
OLIVE, MALLORY = "olive@example.org", "mallory@example.org"
NOTHING = {"new": 0, "cancelled": 0, "failed": 0, "pending": 0, "waiting": 0}


@pytest.fixture(autouse=True)
def clock(app, monkeypatch):
    with app.app_context():
        make_organiser(OLIVE)
        make_organiser(MALLORY, is_owner=False)
        yield StandingClock(monkeypatch, MORNING)


def news() -> list[tuple[str, list[dict]]]:
    """(address, its entries) of each digest posted until now; the job runs twice, as after a crash."""
    for _ in range(2):
        jobs.send_digests(Event())
    posted = db.session.scalars(select(Message).filter_by(kind=MessageKind.DIGEST).order_by(Message.id))
    return [(each.to, each.facts["seminars"]) for each in posted]


def entry(seminar: Seminar, **numbers: int) -> dict:
    return {"id": seminar.id, **NOTHING, **numbers}


def signed_up(seminar: Seminar, name: str, now: datetime, **values) -> Registration:
    return make_registration(seminar, replace(ADA, email=f"{name}@example.org"), now=now, **values)


def test_it_counts_people_since_yesterday_and_what_waits():
    seminar = make_seminar(starts_at=START, capacity=3)
    make_seminar(slug="quiet", starts_at=START)
    signed_up(seminar, "early", MORNING - 2 * DAY)
    ada = signed_up(seminar, "ada", MORNING - HOUR, companions=(Person(surname="Aga", given_name="A"),))
    signed_up(seminar, "bela", MORNING - HOUR)
    cancel(ada, now=MORNING - HOUR / 2)
    signed_up(seminar, "cyd", MORNING - HOUR / 2)
    numbers = entry(seminar, new=4, cancelled=1, waiting=1)
    assert news() == [(OLIVE, [numbers])]


def test_where_nothing_happened_no_mail_is_written():
    signed_up(make_seminar(starts_at=START), "ada", MORNING - 2 * DAY)
    assert news() == []


def test_a_sample_writes_no_mail():
    signed_up(make_seminar(starts_at=START, series=make_series(is_sample=True)), "Ada", MORNING - HOUR)
    assert news() == []


def test_nothing_falls_between_two_mornings_and_nothing_is_told_twice(clock):
    seminar = make_seminar(starts_at=START)
    signed_up(seminar, "ada", MORNING - HOUR)
    first = (OLIVE, [entry(seminar, new=1)])
    assert news() == [first]
    signed_up(seminar, "bela", MORNING + 5 * SECOND)
    clock.now = MORNING + DAY + 20 * SECOND
    assert news() == [first, first]
    signed_up(seminar, "cyd", MORNING + 2 * DAY + HOUR)
    clock.now = MORNING + 3 * DAY + 9 * HOUR  # the worker was away for a day
    assert news() == [first, first, first]


def test_after_a_worker_was_away_for_long_it_tells_of_the_last_3_days_and_of_nothing_before(clock):
    seminar = make_seminar(starts_at=START)
    signed_up(seminar, "ada", MORNING - HOUR)
    first = (OLIVE, [entry(seminar, new=1)])
    assert news() == [first]
    clock.now = MORNING + 9 * DAY
    signed_up(seminar, "bela", clock.now - 72 * HOUR)
    assert news() == [first]
    signed_up(seminar, "cyd", clock.now - 72 * HOUR + SECOND)
    assert news() == [first, first]


def test_what_awaits_a_decision_or_could_not_be_delivered_is_told_until_it_is_settled(clock):
    seminar = make_seminar(starts_at=START, needs_approval=True)
    ada = signed_up(seminar, "ada", MORNING - 9 * DAY)
    set_all(Message, state=MessageState.FAILED)
    waits = (OLIVE, [entry(seminar, pending=1, failed=1)])
    assert news() == [waits]
    clock.now += DAY
    assert news() == [waits, waits]
    assert ada.is_active


def test_a_seminar_that_is_called_off_leaves_nothing_to_decide():
    seminar = make_seminar(starts_at=START, needs_approval=True)
    signed_up(seminar, "ada", MORNING - HOUR)
    act(changes.cancel, seminar, reason={}, now=MORNING)
    assert news() == [(OLIVE, [entry(seminar, new=1)])]


def test_what_is_over_is_told_of_for_one_more_day_and_what_is_put_off_is_never_over():
    seminar = make_seminar(starts_at=MORNING - 2 * DAY, needs_approval=True)
    signed_up(seminar, "ada", MORNING - 3 * DAY)
    assert news() == []
    set_all(Seminar, postponed_at=MORNING - 3 * DAY)
    assert news() == [(OLIVE, [entry(seminar, pending=1)])]


def test_each_reads_of_their_own_seminars_and_who_wants_none_gets_none():
    mine = make_seminar(slug="mine", starts_at=START)
    theirs = make_seminar(slug="theirs", starts_at=START + DAY, series_id=make_series(slug="other").id)
    for seminar in (mine, theirs):
        signed_up(seminar, "ada", MORNING - HOUR)
    with write_unit():
        mallory = db.session.query(Organiser).filter_by(email=MALLORY).one()
        mallory.memberships += [Membership(role=Role.OWNER, seminar_id=theirs.id)]
        mallory.memberships += [Membership(role=Role.HOST, seminar_id=mine.id)]
        db.session.commit()
    make_organiser("no-digest@example.org", wants_digest=False)
    make_organiser("gone@example.org", active=False)
    entries = [entry(each, new=1) for each in (mine, theirs)]
    assert news() == [(OLIVE, entries), (MALLORY, entries[1:])]


def test_one_and_three_seminars_are_read_by_the_same_number_of_queries(app, clock):
    numbers = []
    for slugs in (("one",), ("two", "three", "four")):
        for slug in slugs:
            signed_up(make_seminar(slug=slug, starts_at=START), slug, clock.now - HOUR)
        db.session.expire_all()
        with Counted(app) as statements:
            jobs.send_digests(Event())
        numbers.append(len(statements))
        clock.now += DAY
    assert numbers[0] == numbers[1]
    assert [len(entries) for _to, entries in news()] == [1, 3]
