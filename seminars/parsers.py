"""From what was typed to a value; each raises ValueError for anything else."""

import re
from collections.abc import Callable
from datetime import date, datetime, time
from typing import TypeVar

from seminars.local_times import FIRST_YEAR, LAST_YEAR

Day = TypeVar("Day", bound=date)


def whole_number(least: int, most: int) -> Callable[[str], int]:
    def parse(text: str) -> int:
        if not re.fullmatch("[0-9]{1,9}", text) or not least <= int(text) <= most:
            raise ValueError(text)
        return int(text)

    return parse


def degrees(most: int) -> Callable[[str], float]:
    def parse(text: str) -> float:
        if not re.fullmatch(r"-?[0-9]{1,3}([.,][0-9]{1,12})?", text) or abs(float(text.replace(",", "."))) > most:
            raise ValueError(text)
        return float(text.replace(",", "."))

    return parse


def day(text: str) -> date:
    return _in_years(date.fromisoformat(text))


def clock_time(text: str) -> time:
    if not re.fullmatch(r"[0-9]{1,2}:[0-9]{2}(:00)?", text):
        raise ValueError(text)
    return time.fromisoformat(text.zfill(5))


def local_moment(text: str) -> datetime:
    """A day and time on the clocks of some town; it has no zone of its own."""
    if not re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}[T ][0-9]{2}:[0-9]{2}(:00)?", text):
        raise ValueError(text)
    return _in_years(datetime.fromisoformat(text))


def _in_years(found: Day) -> Day:
    if not FIRST_YEAR <= found.year <= LAST_YEAR:
        raise ValueError(found)
    return found
