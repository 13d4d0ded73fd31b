"""A plan is what people know of a seminar, and what was planned is written whole."""

from dataclasses import replace
from datetime import UTC, datetime, time, timedelta

import pytest
from acts import act
from factories import make_seminar, texts

from seminars.database.units import write_unit
from seminars.domain.seminars import changes
from seminars.domain.seminars.content import SessionText, VenueText, venue_of
from seminars.domain.seminars.plan import Plan, public_plan, write_plan
from seminars.extensions import db
from seminars.formats.appointments import appointment, place
from seminars.models import Seminar, SeminarStatus, Session, Standing, Venue
from seminars.places import current_places

pytestmark = pytest.mark.usefixtures("inside")

NOW = datetime(2026, 12, 1, 12, 0, tzinfo=UTC)
START = datetime(2027, 3, 12, 7, 0, tzinfo=UTC)
DAY, HOUR = timedelta(days=1), timedelta(hours=1)


def _stored() -> Seminar:
    return db.session.query(Seminar).populate_existing().one()


def test_what_is_planned_is_written_and_read_back_the_same():
    sessions = [Session(position=1, starts=time(10), ends=None, title=texts("Greeting"))]
    seminar = make_seminar(starts_at=START, sessions=sessions)
    library, town = VenueText(name=texts("Library"), latitude=53.1), current_places().get_town("bialystok")
    planned = Plan(
        appointment=replace(
            appointment(seminar),
            starts_at=START + DAY,
            ends_at=START + DAY + HOUR,
            hours_known=False,
            timezone="Europe/Warsaw",
            place=place(town, library),
            standing=Standing.POSTPONED,
        ),
        town_code="bialystok",
        venue=library,
        opens=NOW,
        closes=NOW + DAY,
        agenda=(SessionText(id=seminar.sessions[0].id, starts=time(9), ends=time(9, 30), title=texts("Greeting")),),
    )
    with write_unit():
        write_plan(_stored(), planned, now=NOW)
        db.session.commit()
    assert public_plan(_stored(), version=None) == planned
    assert (_stored().status, _stored().postponed_at) == (SeminarStatus.PUBLISHED, NOW)
    assert planned.hours == [(time(9), time(9, 30))]


def test_a_hall_that_stays_is_the_same_row_and_another_one_is_new():
    seminar = make_seminar(starts_at=START)
    hall = seminar.venue_id
    act(changes.move, seminar, starts_at=START + DAY, venue=venue_of(seminar), now=NOW)
    assert (_stored().venue_id, db.session.query(Venue).count()) == (hall, 1)
    act(changes.move, seminar, venue=VenueText(name=texts("Library")), now=NOW)
    assert (db.session.get_one(Venue, hall).name, _stored().venue.name) == (texts("Hall 3"), texts("Library"))


def test_where_a_postponed_seminar_is_corrected_it_stays_postponed_since_then():
    seminar = make_seminar(starts_at=START)
    act(changes.postpone, seminar, now=NOW)
    act(changes.correct_venue, seminar, venue=VenueText(name=texts("Hall 3a")), now=NOW + DAY)
    assert _stored().postponed_at == NOW
