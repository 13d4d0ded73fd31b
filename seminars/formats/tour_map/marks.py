"""What stands on the map: each town once, whatever number of stops it has."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Protocol

from babel.dates import format_skeleton

from seminars.i18n import BY_CODE
from seminars.places import Town


class Stop(Protocol):
    """What the map wants to know of a seminar; domain/programme/tours.py has it."""

    @property
    def slug(self) -> str: ...
    @property
    def town(self) -> Town: ...
    @property
    def starts_there(self) -> datetime: ...
    @property
    def is_postponed(self) -> bool: ...
    @property
    def is_over(self) -> bool: ...


class Look(StrEnum):
    """How a town's diamond is drawn: filled, hollow, or hollow and quiet."""

    HERE = "here"
    COMING = "coming"
    OVER = "over"


@dataclass(frozen=True)
class Mark:
    """A town with its name and its days ("23 Dec", "" without a date) in the reader's language."""

    town: Town
    name: str
    days: str
    look: Look


def marks_of(stops: Sequence[Stop], *, here: str | None, language: str) -> list[Mark]:
    """The towns in the order of their first stops."""
    by_town: dict[str, list[Stop]] = {}
    for stop in stops:
        by_town.setdefault(stop.town.code, []).append(stop)
    return [_mark(visits, here, language) for visits in by_town.values()]


def _mark(visits: list[Stop], here: str | None, language: str) -> Mark:
    town = visits[0].town
    return Mark(town, town.name.in_language(language)[0], _days(visits, language), _look(visits, here))


def _days(visits: list[Stop], language: str) -> str:
    """Of a town that is visited again, the days to come: none where that visit is postponed."""
    to_come = [stop for stop in visits if not stop.is_over]
    shown = [stop for stop in to_come or visits[-1:] if not stop.is_postponed]
    locale = BY_CODE[language].locale
    return ", ".join(format_skeleton("MMMd", stop.starts_there, locale=locale) for stop in shown)


def _look(visits: list[Stop], here: str | None) -> Look:
    if any(stop.slug == here for stop in visits):
        return Look.HERE
    return Look.OVER if all(stop.is_over for stop in visits) else Look.COMING
