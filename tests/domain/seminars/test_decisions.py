"""What a change makes of a plan: another town needs a hall of its own."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from factories import make_seminar, texts

from seminars.domain.errors import NeedsHall
from seminars.domain.seminars import decisions
from seminars.domain.seminars.content import VenueText
from seminars.domain.seminars.plan import Plan, public_plan
from seminars.i18n import Texts

NOW = datetime(2026, 12, 1, 12, 0, tzinfo=UTC)
START = datetime(2027, 3, 12, 7, 0, tzinfo=UTC)
HALL = VenueText(name=texts("Hall 3"), address=texts("Lenin Street 1"), latitude=53.49, longitude=29.34)


@pytest.fixture
def plan(app):
    """In Klichev, in HALL."""
    with app.app_context():
        yield public_plan(make_seminar(starts_at=START), version=None)


def test_the_hall_of_the_old_town_does_not_come_along(plan: Plan):
    assert plan.venue == HALL
    whole = replace(HALL, directions=texts("Bus 5"), latitude=52.1)
    for said in (None, HALL, whole, replace(HALL, name=Texts()), VenueText(address=Texts(be="Rynek 1"))):
        with pytest.raises(NeedsHall):
            decisions.move(plan, town_code="pinsk", venue=said, now=NOW)


@pytest.mark.parametrize(
    ("hall", "place"),
    [
        (VenueText(), "Pinsk"),
        (VenueText(directions=texts("Meet at the station"), latitude=52.1, longitude=26.1), "Pinsk"),
        (VenueText(name=Texts(en="Palace")), "Palace, Pinsk"),
        # Many towns have a house of culture.
        (replace(HALL, address=Texts(en="Rynek 1")), "Hall 3 (en), Rynek 1, Pinsk"),
        (replace(HALL, address=Texts()), "Hall 3 (en), Pinsk"),
    ],
)
def test_another_town_takes_its_own_hall_or_the_word_that_there_is_none_yet(plan: Plan, hall, place):
    moved = decisions.move(plan, town_code="pinsk", venue=hall, now=NOW)
    assert (moved.town_code, moved.venue, moved.appointment.place["en"]) == ("pinsk", hall, place)
    assert moved.appointment.time == plan.appointment.time


def test_in_the_same_town_the_hall_stays_unless_another_is_said(plan: Plan):
    for town in (None, "klichev"):
        for said in (None, HALL):
            moved = decisions.move(plan, town_code=town, venue=said, starts_at=START.replace(day=13), now=NOW)
            assert moved.venue == HALL


def test_a_seminar_without_a_hall_says_so_again_in_another_town(plan: Plan):
    homeless = replace(plan, venue=VenueText())
    with pytest.raises(NeedsHall):
        decisions.move(homeless, town_code="pinsk", now=NOW)
    assert decisions.move(homeless, town_code="pinsk", venue=VenueText(), now=NOW).town_code == "pinsk"
