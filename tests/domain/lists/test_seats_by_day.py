"""Seats over time: each day's number is what was counted in its evening, in the life of a seminar written out."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from acts import act
from factories import ADA, make_registration, make_seminar
from standing_clock import StandingClock

from seminars.domain.lists.seats_by_day import seats_by_day
from seminars.domain.people.sign_up import Person
from seminars.domain.registrations import approvals, leaving, offers
from seminars.domain.seating import seats
from seminars.extensions import db
from seminars.models import Seminar

BEGAN = datetime(2027, 3, 1, 9, tzinfo=UTC)
DAY = timedelta(days=1)


@pytest.fixture
def clock(app, monkeypatch):
    with app.app_context():
        yield StandingClock(monkeypatch, BEGAN)


@pytest.fixture
def seminar(clock) -> Seminar:
    return make_seminar(starts_at=BEGAN + 30 * DAY, capacity=2)


def sign_up(clock: StandingClock, seminar: Seminar, name: str, **values) -> int:
    person = replace(ADA, given_name=name, email=f"{name.lower()}@example.org")
    return make_registration(seminar, person, now=clock.now, **values).id


def test_each_day_has_what_was_taken_in_its_evening_and_the_last_one_what_is_taken_now(clock, seminar):
    ada = sign_up(clock, seminar, "Ada")
    evenings = {date(2027, 3, 1): seats.seats_taken(seminar.id)}
    clock.now += DAY
    dina = sign_up(clock, seminar, "Dina")
    act(leaving.cancel, dina, now=clock.now, by="person")
    bela = sign_up(clock, seminar, "Bela")
    cyd = sign_up(clock, seminar, "Cyd")
    evenings[date(2027, 3, 2)] = seats.seats_taken(seminar.id)
    # It is the third in Minsk already, and an offer holds the seat that is given back.
    clock.now = datetime(2027, 3, 2, 21, 30, tzinfo=UTC)
    act(leaving.cancel, bela, now=clock.now, by="person")
    evenings[date(2027, 3, 3)] = seats.seats_taken(seminar.id)
    clock.now += DAY
    act(offers.refuse, cyd, now=clock.now)
    act(leaving.cancel, ada, now=clock.now, by="person")
    evenings[date(2027, 3, 4)] = seats.seats_taken(seminar.id)
    assert seats_by_day(seminar) == evenings
    assert list(evenings.values()) == [1, 2, 2, 0]


def test_who_waits_or_awaits_approval_takes_no_seat_and_another_seminar_is_not_counted(clock):
    seminar = make_seminar(starts_at=BEGAN + 30 * DAY, needs_approval=True)
    make_registration(make_seminar(slug="other", starts_at=BEGAN + 30 * DAY), now=clock.now)
    assert seats_by_day(seminar) == {}
    pending = make_registration(seminar, ADA, companions=(Person(surname="Nowak", given_name="Ewa"),), now=clock.now).id
    assert seats_by_day(seminar) == {}
    clock.now += DAY
    act(approvals.approve, pending, now=clock.now, actor="olive@example.org")
    assert seats_by_day(db.session.get_one(Seminar, seminar.id)) == {date(2027, 3, 2): 2}
