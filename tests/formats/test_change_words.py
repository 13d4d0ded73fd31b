"""What a change is called and what it says, from two appointments."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from factories import texts
from flask import Flask

from seminars.formats.change_words import headline, time_and_place, what_changed
from seminars.i18n import force_locale
from seminars.models import Appointment, Standing

# Friday, 10:00 to 15:30 in Minsk.
PLANNED = Appointment(
    starts_at=datetime(2027, 3, 5, 7, tzinfo=UTC),
    ends_at=datetime(2027, 3, 5, 12, 30, tzinfo=UTC),
    hours_known=True,
    timezone="Europe/Minsk",
    place=texts("Hall 3"),
    standing=Standing.TAKES_PLACE,
)
MIDNIGHT = datetime(2027, 3, 4, 21, tzinfo=UTC)
WHOLE_DAY = replace(PLANNED, starts_at=MIDNIGHT, ends_at=MIDNIGHT + timedelta(days=1), hours_known=False)
TWO_DAYS = replace(WHOLE_DAY, ends_at=MIDNIGHT + timedelta(days=2))
HOUR, WEEK = timedelta(hours=1), timedelta(days=7)
LATER = replace(PLANNED, starts_at=PLANNED.starts_at + WEEK, ends_at=PLANNED.ends_at + WEEK)
LONGER = replace(PLANNED, ends_at=PLANNED.ends_at + HOUR)
POSTPONED = replace(PLANNED, standing=Standing.POSTPONED)
CANCELLED = replace(PLANNED, standing=Standing.CANCELLED)
ELSEWHERE = replace(PLANNED, place=texts("Library"))


@pytest.fixture
def in_english(app: Flask):
    with app.test_request_context(), force_locale("en"):
        yield


@pytest.mark.usefixtures("in_english")
def test_a_change_is_called_what_it_is():
    called = {
        "later": headline(PLANNED, LATER),
        "later and elsewhere": headline(PLANNED, replace(LATER, place=texts("Library"))),
        "longer": headline(PLANNED, LONGER),
        "longer and elsewhere": headline(PLANNED, replace(LONGER, place=texts("Library"))),
        "shorter": headline(LONGER, PLANNED),
        "elsewhere": headline(PLANNED, ELSEWHERE),
        "elsewhere while postponed": headline(POSTPONED, replace(ELSEWHERE, standing=Standing.POSTPONED)),
        "postponed": headline(PLANNED, POSTPONED),
        "comes back": headline(POSTPONED, LATER),
        "comes back at the same time": headline(POSTPONED, PLANNED),
        "comes back elsewhere": headline(POSTPONED, ELSEWHERE),
        "cancelled": headline(PLANNED, CANCELLED),
        "cancelled after a postponement": headline(POSTPONED, CANCELLED),
        "hours of the day": headline(WHOLE_DAY, PLANNED),
        "one day of two": headline(TWO_DAYS, PLANNED),
        "one day more": headline(WHOLE_DAY, TWO_DAYS),
        "hours taken back": headline(PLANNED, WHOLE_DAY),
    }
    assert called == {
        "later": "Moved",
        "later and elsewhere": "Moved",
        "longer": "Extended",
        "longer and elsewhere": "Moved",
        "shorter": "Ends earlier",
        "elsewhere": "New place",
        "elsewhere while postponed": "New place",
        "postponed": "Postponed",
        "comes back": "New date",
        "comes back at the same time": "New date",
        "comes back elsewhere": "New date",
        "cancelled": "Cancelled",
        "cancelled after a postponement": "Cancelled",
        "hours of the day": "Hours set",
        "one day of two": "Moved",
        "one day more": "Extended",
        "hours taken back": "Moved",
    }


@pytest.mark.usefixtures("in_english")
def test_old_and_new_stand_side_by_side_in_the_language_asked_for():
    assert what_changed(PLANNED, replace(LATER, place=texts("Library")), "en") == [
        (
            "When",
            "Friday 5 March 2027, 10:00–15:30 (Minsk time, UTC+3)",
            "Friday 12 March 2027, 10:00–15:30 (Minsk time, UTC+3)",
        ),
        ("Where", "Hall 3 (en)", "Library (en)"),
    ]
    assert what_changed(PLANNED, ELSEWHERE, "pl") == [("Where", "Hall 3 (pl)", "Library (pl)")]
    assert [each.new for each in what_changed(PLANNED, LONGER, "pl")] == [
        "piątek, 5 marca 2027, 10:00–16:30 (Minsk time, UTC+3)"
    ]


@pytest.mark.usefixtures("in_english")
def test_only_a_date_that_comes_back_is_news_beside_a_standing():
    assert what_changed(PLANNED, POSTPONED, "en") == []
    assert what_changed(POSTPONED, CANCELLED, "en") == []
    day = "Friday 5 March 2027, 10:00–15:30 (Minsk time, UTC+3)"
    assert what_changed(POSTPONED, PLANNED, "en") == [("When", f"{day}, postponed", day)]


@pytest.mark.usefixtures("in_english")
def test_the_same_clock_time_in_another_zone_is_another_time():
    in_warsaw = replace(
        PLANNED, timezone="Europe/Warsaw", starts_at=PLANNED.starts_at + 2 * HOUR, ends_at=PLANNED.ends_at + 2 * HOUR
    )
    day = "Friday 5 March 2027, 10:00–15:30"
    assert what_changed(PLANNED, in_warsaw, "en") == [
        ("When", f"{day} (Minsk time, UTC+3)", f"{day} (Warsaw time, UTC+1)")
    ]
    in_vilnius = replace(WHOLE_DAY, timezone="Europe/Vilnius", starts_at=MIDNIGHT + HOUR, place=texts("Library"))
    assert [each.label for each in what_changed(WHOLE_DAY, in_vilnius, "en")] == ["Where"]


@pytest.mark.usefixtures("in_english")
def test_time_and_place_are_one_line():
    assert time_and_place(PLANNED, "en") == "Friday 5 March 2027, 10:00–15:30 (Minsk time, UTC+3), Hall 3 (en)"
