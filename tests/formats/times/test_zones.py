"""Hours with their zone, also where the clocks change between them."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from flask import Flask

from seminars import i18n
from seminars.formats.times import zones
from seminars.i18n import LANGUAGES, force_locale

WARSAW, MINSK = "Europe/Warsaw", "Europe/Minsk"


@pytest.fixture(autouse=True)
def in_english(app: Flask):
    with app.test_request_context(), force_locale("en"):
        yield


def local(*when: int, zone: str = WARSAW, fold: int = 0) -> datetime:
    return datetime(*when, tzinfo=ZoneInfo(zone), fold=fold).astimezone(UTC)


def when(starts_at: datetime, ends_at: datetime, zone: str = WARSAW) -> str:
    return zones.when(starts_at, ends_at, zone, hours_known=True, language="en")


def test_an_ordinary_day_has_one_distance():
    assert [
        when(local(2027, 3, 5, 10, 0, zone=MINSK), local(2027, 3, 5, 15, 30, zone=MINSK), MINSK),
        when(local(2027, 3, 27, 10), local(2027, 3, 27, 15, 30)),
        when(local(2027, 3, 28, 10), local(2027, 3, 28, 15, 30)),
    ] == [
        "Friday 5 March 2027, 10:00–15:30 (Minsk time, UTC+3)",
        "Saturday 27 March 2027, 10:00–15:30 (Warsaw time, UTC+1)",
        "Sunday 28 March 2027, 10:00–15:30 (Warsaw time, UTC+2)",
    ]


def test_a_day_on_which_the_clocks_go_forward_says_both_and_from_when():
    assert [
        when(local(2027, 3, 28, 1), local(2027, 3, 28, 9)),
        when(local(2027, 3, 28, 1), local(2027, 3, 28, 3)),
        when(local(2027, 3, 27, 10), local(2027, 3, 28, 15)),
    ] == [
        "Sunday 28 March 2027, 01:00–09:00 (Warsaw time, UTC+1, from 03:00 UTC+2)",
        "Sunday 28 March 2027, 01:00–03:00 (Warsaw time, UTC+1, from 03:00 UTC+2)",
        "Saturday 27 March 2027, 10:00 – Sunday 28 March 2027, 15:00"
        " (Warsaw time, UTC+1, from 28 March 2027, 03:00 UTC+2)",
    ]


def test_an_hour_that_comes_twice_says_which_it_is():
    assert [
        when(local(2027, 10, 31, 1), local(2027, 10, 31, 9)),
        when(local(2027, 10, 31, 1), local(2027, 10, 31, 2, 30)),
        when(local(2027, 10, 31, 2, 15), local(2027, 10, 31, 2, 45, fold=1)),
    ] == [
        "Sunday 31 October 2027, 01:00–09:00 (Warsaw time, UTC+2, from 02:00 the second time UTC+1)",
        "Sunday 31 October 2027, 01:00–02:30 UTC+2 (Warsaw time, UTC+2)",
        "Sunday 31 October 2027, 02:15 UTC+2–02:45 UTC+1 (Warsaw time, UTC+2, from 02:00 the second time UTC+1)",
    ]


def test_a_moment_in_an_hour_that_comes_twice_says_which_it_is_even_where_no_zone_is_named():
    first, second = local(2027, 10, 31, 2, 30), local(2027, 10, 31, 2, 30, fold=1)
    assert [i18n.moment(each, WARSAW, "en") for each in (first, second, local(2027, 10, 31, 3))] == [
        "Sunday 31 October 2027, 02:30 UTC+2",
        "Sunday 31 October 2027, 02:30 UTC+1",
        "Sunday 31 October 2027, 03:00",
    ]


def test_a_moment_names_the_distance_of_its_own_hour():
    before, after = local(2027, 3, 28, 1, 59), local(2027, 3, 28, 3)
    assert [zones.moment(each, WARSAW, "en") for each in (before, after)] == [
        "Sunday 28 March 2027, 01:59 (Warsaw time, UTC+1)",
        "Sunday 28 March 2027, 03:00 (Warsaw time, UTC+2)",
    ]


def test_days_without_hours_have_no_zone():
    starts_at, ends_at = local(2027, 3, 28), local(2027, 3, 29)
    assert zones.when(starts_at, ends_at, WARSAW, hours_known=False, language="en") == "Sunday 28 March 2027"


def test_quarters_of_an_hour_are_told():
    noon = datetime(2027, 3, 5, 12, tzinfo=UTC)
    assert zones.zone_name(noon, noon, "Asia/Kathmandu", "en") == "Asia/Kathmandu, UTC+5:45"


def test_every_language_says_both():
    said = {}
    for language in LANGUAGES:
        with force_locale(language):
            spans = (local(2027, 3, 28, 1), local(2027, 3, 28, 9)), (local(2027, 10, 31, 1), local(2027, 10, 31, 9))
            said[language] = [zones.zone_name(*span, WARSAW, language) for span in spans]
    assert said == {
        "be": [
            "варшаўскі час, UTC+1, з 03:00 UTC+2",
            "варшаўскі час, UTC+2, з 02:00 у другі раз UTC+1",
        ],
        "ru": [
            "варшавское время, UTC+1, с 03:00 UTC+2",
            "варшавское время, UTC+2, с 02:00 во второй раз UTC+1",
        ],
        "pl": ["czas warszawski, UTC+1, od 03:00 UTC+2", "czas warszawski, UTC+2, od 02:00 po raz drugi UTC+1"],
        "en": ["Warsaw time, UTC+1, from 03:00 UTC+2", "Warsaw time, UTC+2, from 02:00 the second time UTC+1"],
    }
