"""The way of a series through its towns."""

from datetime import timedelta

from factories import make_seminar, make_series
from visitors import Counted

from seminars import clock
from seminars.domain.programme import tours
from seminars.models import SeminarStatus

DAY = timedelta(days=1)


def slugs(stops) -> list[str]:
    return [stop.slug for stop in stops]


def test_the_tour_holds_what_takes_place_in_order_and_what_is_postponed_last(app):
    now = clock.now()
    with app.app_context():
        series, other = make_series().id, make_series(slug="villages").id
        make_seminar(slug="put-off", town_code="grodno", starts_at=now + DAY, postponed_at=now)
        make_seminar(slug="later", town_code="pinsk", starts_at=now + 9 * DAY)
        make_seminar(slug="over", town_code="gomel", starts_at=now - 9 * DAY)
        make_seminar(slug="called-off", status=SeminarStatus.CANCELLED)
        make_seminar(slug="draft", status=SeminarStatus.DRAFT)
        make_seminar(slug="elsewhere", starts_at=now + 2 * DAY, series_id=other)
        found = tours.tour_of([series], now=now)
        assert [(stop.slug, stop.town.code, stop.is_over, stop.is_postponed) for stop in found] == [
            ("over", "gomel", True, False),
            ("later", "pinsk", False, False),
            ("put-off", "grodno", False, True),
        ]
        assert slugs(tours.tour_of([series, other], now=now)) == ["over", "elsewhere", "later", "put-off"]
        assert tours.tour_of([], now=now) == []


def test_a_tour_costs_one_query(app):
    with app.app_context():
        series = make_series().id
        for number in range(3):
            make_seminar(slug=f"seminar-{number}")
        with Counted(app) as statements:
            tours.tour_of([series], now=clock.now())
        assert len(statements) == 1


def test_towns_are_counted_once_in_the_order_of_their_first_dates(app):
    now = clock.now()
    with app.app_context():
        for number, town in enumerate(("pinsk", "gomel", "pinsk", "klichev")):
            series = make_seminar(slug=f"{town}-{number}", town_code=town, starts_at=now + number * DAY).series_id
        make_seminar(slug="put-off", town_code="grodno", postponed_at=now)
        stops = tours.tour_of([series], now=now)
        told = {stop.slug: tours.which_of_towns(stops, stop.slug) for stop in stops}
        assert told == {
            "pinsk-0": (1, 4),
            "gomel-1": (2, 4),
            "pinsk-2": (1, 4),
            "klichev-3": (3, 4),
            "put-off": None,
        }
        assert tours.which_of_towns(stops, "unknown") is None
        assert tours.which_of_towns([stop for stop in stops if stop.town.code == "pinsk"], "pinsk-0") is None
