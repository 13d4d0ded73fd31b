"""I11: answers have owners, and nothing personal outlives its time. Each violation is planted and found."""

from collections.abc import Callable
from datetime import timedelta
from functools import partial

import harm
import pytest
from acts import erase, write
from factories import make_registration, make_seminar
from flask import Flask
from sqlalchemy import update
from trusted_clock import trust_the_time

from seminars import clock
from seminars.database.units import write_unit
from seminars.domain.privacy import retention
from seminars.domain.programme import personal_feeds
from seminars.extensions import db
from seminars.mail import maildir
from seminars.models import Beat, Message, MessageState, PersonalFeed, Registration, Seminar, Submission

LATER = timedelta(days=3)
broken = partial(harm.broken, later=LATER)


@pytest.fixture(autouse=True)
def _ada_was_erased(app: Flask):
    with app.app_context():
        make_registration(make_seminar())
        write(lambda: personal_feeds.get_or_create("ada@example.org", now=clock.now()))
        erase(1)
        maildir.forget(retention.forgotten_dedups())
        yield


def test_an_erasure_breaks_nothing():
    assert broken() == []


MUTANTS: dict[str, tuple[Callable, str]] = {
    "a name": (
        lambda: update(Registration).values(surname="Klichevskaya"),
        "I11: registration 1 was erased and still holds personal data",
    ),
    "a form": (
        lambda: update(Submission).values(typed={"email": "ada@example.org"}),
        "I11: submission 1 still holds what an erased person typed",
    ),
    "an address": (
        lambda: update(Message).where(Message.state == MessageState.SENT).values(to="ada@example.org"),
        "I11: message 2 still tells the address of an erased person",
    ),
    "a calendar": (
        lambda: update(PersonalFeed).values(
            email_key="ada@example.org", changed_at=clock.now() - LATER - personal_feeds.EMPTY_STAYS
        ),
        "I11: calendar 1 still tells an address under which nobody is registered",
    ),
}


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
@pytest.mark.parametrize("name", MUTANTS)
def test_what_should_have_gone_is_found(name: str):
    harm, found = MUTANTS[name]
    assert broken(harm()) == [found]


def test_a_seminar_whose_time_is_over_is_found_after_two_days_of_grace():
    trust_the_time(clock.now() + LATER)
    seminar = make_seminar(slug="old")
    make_registration(seminar)
    ends_at = clock.now() - timedelta(days=365)
    old = update(Seminar).where(Seminar.id == seminar.id)
    grace = retention.GRACE + timedelta(days=1)

    def found(ends_at) -> list[str]:
        return broken(old.values(starts_at=ends_at - timedelta(hours=1), ends_at=ends_at))

    complaint = f"I11: seminar {seminar.id} keeps personal data for longer than was promised"
    assert complaint not in found(ends_at + LATER - grace + timedelta(days=1))
    assert complaint in found(ends_at + LATER - grace)
    assert complaint not in broken(old.values(postponed_at=clock.now()))
    assert complaint in broken(old.values(postponed_at=None))
    # In two weeks without a worker nobody could erase it, and the night after them is too soon.
    began_at, ended_at = (clock.now() - timedelta(days=days) for days in (20, 14))
    assert complaint not in broken(update(Beat).values(began_at=began_at, at=ended_at))


def test_a_series_may_keep_data_for_another_time():
    seminar = make_seminar(slug="old")
    make_registration(seminar)
    with write_unit():
        kept = db.session.get_one(Seminar, seminar.id)
        kept.series.retention_days = 30
        kept.starts_at, kept.ends_at = (each - timedelta(days=60) for each in (kept.starts_at, kept.ends_at))
        db.session.commit()
    assert retention.due(now=clock.now()) == [seminar.id]
    with write_unit():
        db.session.get_one(Seminar, seminar.id).series.retention_days = 90
        db.session.commit()
    assert retention.due(now=clock.now()) == []
