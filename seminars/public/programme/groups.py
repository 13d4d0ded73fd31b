"""Stops under words for their time: a month, a year, or that the date is to be announced."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from typing import Any

from seminars.domain.programme.listings import Listed
from seminars.formats.times import parts_of_days
from seminars.i18n import chosen_language, gettext


@dataclass(frozen=True)
class Group:
    """Stops below a headline."""

    headline: str
    entries: list[Listed]


def by_month(entries: Sequence[Listed]) -> list[Group]:
    """Seminars in their order below "December 2026", "January 2027", "February"; those without a date come last."""
    dated = [entry for entry in entries if not entry.seminar.is_postponed]
    put_off = [entry for entry in entries if entry.seminar.is_postponed]
    groups, shown_year = [], 0
    for (year, _month), found in _grouped(dated, lambda day: (day.year, day.month)):
        headline = parts_of_days.month(_day(found[0]), chosen_language(), with_year=year != shown_year)
        groups.append(Group(headline, found))
        shown_year = year
    return groups + ([Group(gettext("Date to be announced"), put_off)] if put_off else [])


def by_year(entries: Sequence[Listed]) -> list[Group]:
    """Seminars in their order below "2026", "2025"."""
    return [Group(str(year), found) for year, found in _grouped(entries, lambda day: day.year)]


def _grouped(entries: Sequence[Listed], key: Callable[[datetime], Any]) -> list[tuple[Any, list[Listed]]]:
    return [(value, list(found)) for value, found in groupby(entries, lambda entry: key(_day(entry)))]


def _day(entry: Listed) -> datetime:
    return entry.seminar.in_zone(entry.seminar.starts_at)
