"""What a value in a file may be. Each function returns the value as it is used or raises ValueError with the rest of
the sentence that begins with its key."""

import re
from collections.abc import Callable, Collection
from datetime import date, timedelta
from difflib import get_close_matches
from typing import Any
from zoneinfo import ZoneInfo

from seminars.text import beginning, clean_line

LONGEST_QUOTE = 40
FEW_ENOUGH_TO_LIST = 20
_UNITS = {"m": timedelta(minutes=1), "h": timedelta(hours=1), "d": timedelta(days=1), "w": timedelta(weeks=1)}


def quoted(word: object) -> str:
    """The word in double quotes, cut when it is long."""
    text = clean_line(beginning(str(word), 4 * LONGEST_QUOTE))
    return f'"{text[:LONGEST_QUOTE]}…"' if len(text) > LONGEST_QUOTE else f'"{text}"'


def unknown(word: object, known: Collection[str], *, what: str = "values") -> str:
    """That `word` is unknown, with the known words that look like it, or all of them when they are few."""
    found = get_close_matches(str(word), known, n=2)
    if found:
        return f"{quoted(word)} is unknown; did you mean {' or '.join(quoted(each) for each in found)}?"
    return f"{quoted(word)} is unknown{_valid(known, what)}"


def _valid(known: Collection[str], what: str) -> str:
    return f"; valid {what} are {', '.join(sorted(known))}" if 0 < len(known) <= FEW_ENOUGH_TO_LIST else ""


def text(value: Any) -> str:
    """As it is written. A wrong one is not repeated, because it may be a password."""
    if not isinstance(value, str):
        raise ValueError("takes a text in quotes")
    return value


def texts(value: Any) -> list[str]:
    """As they are written."""
    if not isinstance(value, list) or not all(isinstance(each, str) for each in value):
        raise ValueError('takes a list of texts such as ["one", "two"]')
    return value


def one_of(known: Collection[str]) -> Callable[[Any], str]:
    def word(value: Any) -> str:
        if not isinstance(value, str):
            raise ValueError(f"takes a text in quotes{_valid(known, 'values')}")
        if clean_line(value) not in known:
            raise ValueError(unknown(clean_line(value), known))
        return clean_line(value)

    return word


def truth(value: Any) -> bool:
    if not isinstance(value, bool):
        raise ValueError(f"takes true or false, {_not(value)}")
    return value


def whole_number(value: Any) -> int:
    if type(value) is not int:
        raise ValueError(f"takes a whole number, {_not(value)}")
    return value


def number(least: int, most: int) -> Callable[[Any], int]:
    def within(value: Any) -> int:
        if type(value) is not int or not least <= value <= most:
            raise ValueError(f"takes a whole number from {least} to {most}, {_not(value)}")
        return value

    return within


def degrees(most: int) -> Callable[[Any], float]:
    def coordinate(value: Any) -> float:
        if type(value) not in (int, float) or not -most <= value <= most:
            raise ValueError(f"takes a number of degrees from -{most} to {most}, {_not(value)}")
        return float(value)

    return coordinate


def span(value: str) -> timedelta | None:
    """A number of minutes, hours, days or weeks, such as 26h; None for whatever is none."""
    found = re.fullmatch("([1-9][0-9]{0,4})([mhdw])", value)
    return int(found[1]) * _UNITS[found[2]] if found else None


def day(value: Any) -> date:
    if type(value) is not date:
        raise ValueError(f"takes a date such as 2026-11-01, {_not(value)}")
    return value


def timezone(value: Any) -> str:
    try:
        return ZoneInfo(value).key
    # Odd names fail in many ways: not a text, an absolute path, a folder of zones, or simply unknown.
    except (KeyError, ValueError, TypeError, AttributeError, OSError):
        raise ValueError(f'takes a name such as "Europe/Minsk", not {quoted(value)}') from None


def _not(value: Any) -> str:
    """What is wrong about a value that is written without quotes."""
    if isinstance(value, str):
        return "without quotes"
    if isinstance(value, list | dict):
        return f"not a {'list' if isinstance(value, list) else 'table'}"
    return f"not {str(value).lower()[:LONGEST_QUOTE]}"
