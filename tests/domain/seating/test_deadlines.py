"""Until when an offer holds, by the clocks of the seminar."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from seminars.domain.seating.deadlines import deadline, waking_time
from seminars.models import Seminar

MINSK = ZoneInfo("Europe/Minsk")


def at(text: str) -> datetime:
    return datetime.strptime(f"2027-03-{text}", "%Y-%m-%d %H:%M").replace(tzinfo=MINSK).astimezone(UTC)


@pytest.mark.parametrize(
    ("now", "start", "end"),
    [
        ("01 12:00", "20 10:00", "03 12:00"),  # 48 hours
        ("01 23:00", "20 10:00", "04 08:00"),  # the night waits for the morning
        ("01 03:30", "20 10:00", "03 08:00"),
        ("01 22:00", "20 10:00", "03 22:00"),
        ("01 08:00", "20 10:00", "03 08:00"),
        ("17 11:00", "20 10:00", "18 08:00"),  # within 72 hours: 12 hours
        ("17 09:59", "20 10:00", "19 09:59"),  # a minute more than 72 hours
        ("19 10:00", "20 10:00", "19 22:00"),  # 04:00 is the last moment, so the evening before
        ("19 19:59", "20 10:00", "19 22:00"),  # 2 waking hours remain
        ("19 20:01", "20 10:00", None),
        ("19 23:00", "20 10:00", None),  # within 12 hours
        ("19 22:00", "20 18:00", "20 10:00"),
        ("20 05:30", "20 18:00", "20 12:00"),
        ("21 10:00", "20 10:00", None),
    ],
)
def test_the_deadline_of_an_offer(now: str, start: str, end: str | None):
    seminar = Seminar(starts_at=at(start), timezone="Europe/Minsk")
    assert deadline(seminar, now=at(now)) == (at(end) if end else None)


def test_waking_time_counts_hours_between_eight_and_ten_in_the_evening():
    assert waking_time(at("01 21:00"), at("02 09:00"), MINSK).total_seconds() == 2 * 3600
    assert waking_time(at("01 23:00"), at("02 07:00"), MINSK).total_seconds() == 0
    assert waking_time(at("02 07:00"), at("01 07:00"), MINSK).total_seconds() == 0
