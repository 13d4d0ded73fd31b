"""Stops below months and years."""

from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from flask import g

from seminars.public.programme.groups import by_month, by_year


@dataclass(frozen=True)
class Stop:
    starts_at: datetime
    is_postponed: bool = False

    @property
    def seminar(self) -> "Stop":
        return self

    def in_zone(self, instant: datetime) -> datetime:
        return instant.astimezone(ZoneInfo("Europe/Minsk"))


def stops(*days: str, **facts) -> list[Stop]:
    return [Stop(datetime.fromisoformat(f"{day}+00:00"), **facts) for day in days]


def headlines(groups) -> list[tuple[str, int]]:
    return [(group.headline, len(group.entries)) for group in groups]


@pytest.mark.usefixtures("inside")
@pytest.mark.parametrize(
    ("language", "months"),
    [
        ("be", ["Лістапад 2026", "Снежань", "Студзень 2027", "Люты", "Люты 2028"]),
        ("ru", ["Ноябрь 2026", "Декабрь", "Январь 2027", "Февраль", "Февраль 2028"]),
        ("pl", ["Listopad 2026", "Grudzień", "Styczeń 2027", "Luty", "Luty 2028"]),
        ("en", ["November 2026", "December", "January 2027", "February", "February 2028"]),
    ],
)
def test_the_year_stands_once_where_it_changes(language, months):
    g.language = language
    # On the last evening of the year by UTC it is the new year in Minsk.
    days = ("2026-11-30T07:00", "2026-12-01T07:00", "2026-12-02T07:00", "2026-12-31T22:00", "2027-02-01", "2028-02-01")
    found = headlines(by_month(stops(*days)))
    assert found == list(zip(months, (1, 2, 1, 1, 1), strict=True))


@pytest.mark.usefixtures("inside")
def test_what_has_no_date_comes_last_whatever_its_old_date_was():
    entries = stops("2026-12-01") + stops("2026-11-01", "2027-01-01", is_postponed=True)
    assert headlines(by_month(entries)) == [("December 2026", 1), ("Date to be announced", 2)]
    assert headlines(by_month(entries[1:])) == [("Date to be announced", 2)]
    assert by_month([]) == []


def test_years_go_back():
    entries = stops("2027-01-05", "2026-12-31T22:00", "2026-12-31T20:00", "2024-06-01")
    assert headlines(by_year(entries)) == [("2027", 2), ("2026", 1), ("2024", 1)]
