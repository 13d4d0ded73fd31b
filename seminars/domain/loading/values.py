"""What a value in a series file may be. Each function returns the value as it is stored or raises ValueError
with the rest of the sentence that begins with its key."""

import re
from collections.abc import Callable, Collection
from datetime import time
from difflib import get_close_matches
from typing import Any

from email_validator import EmailNotValidError, validate_email

from seminars.domain.seminars.content import LONGEST_LINE, LONGEST_PARAGRAPHS
from seminars.text import clean_line, clean_paragraphs, is_phone_number, is_web_address

LONGEST_QUOTE = 40
FEW_ENOUGH_TO_LIST = 12


def quoted(word: object) -> str:
    """The word in double quotes, cut when it is long."""
    text = clean_line(str(word))
    return f'"{text[:LONGEST_QUOTE]}…"' if len(text) > LONGEST_QUOTE else f'"{text}"'


def unknown(word: object, known: Collection[str]) -> str:
    """That `word` is unknown, with the known words that look like it, or all of them when they are few."""
    found = get_close_matches(str(word), known, n=2)
    if found:
        return f"{quoted(word)} is unknown; did you mean {' or '.join(quoted(each) for each in found)}?"
    right = f"; right are {', '.join(sorted(known))}" if 0 < len(known) <= FEW_ENOUGH_TO_LIST else ""
    return f"{quoted(word)} is unknown{right}"


def line(value: Any, longest: int = LONGEST_LINE) -> str:
    return _text(value, clean_line, longest)


def paragraphs(value: Any) -> str:
    return _text(value, clean_paragraphs, LONGEST_PARAGRAPHS)


def _text(value: Any, clean: Callable[[str], str], longest: int) -> str:
    if not isinstance(value, str):
        raise ValueError("takes a text in quotes")
    text = clean(value)
    if len(text) > longest:
        raise ValueError(f"has {len(text)} characters; at most {longest} fit")
    return text


def speaker_name(value: Any) -> str:
    return line(value, longest=200)


def slug(value: Any) -> str:
    text = line(value)
    if not re.fullmatch("[a-z0-9-]{1,80}", text):
        raise ValueError(f"{quoted(text)} takes 1 to 80 of the signs a to z, 0 to 9 and the hyphen")
    return text


def one_of(known: Collection[str]) -> Callable[[Any], str]:
    def word(value: Any) -> str:
        text = line(value)
        if text not in known:
            raise ValueError(unknown(text, known))
        return text

    return word


def yes(value: Any) -> bool:
    if not isinstance(value, bool):
        raise ValueError("takes true or false, without quotes")
    return value


def number(least: int, most: int) -> Callable[[Any], int]:
    def whole_number(value: Any) -> int:
        if type(value) is not int or not least <= value <= most:
            raise ValueError(f"takes a whole number from {least} to {most}, without quotes")
        return value

    return whole_number


def degrees(most: int) -> Callable[[Any], float]:
    def coordinate(value: Any) -> float:
        if type(value) not in (int, float) or not -most <= value <= most:
            raise ValueError(f"takes a number of degrees from -{most} to {most}, without quotes")
        return float(value)

    return coordinate


def clock_time(value: Any) -> time:
    match = re.fullmatch(r"([01]?\d|2[0-3]):([0-5]\d)", value.strip()) if isinstance(value, str) else None
    if match:
        return time(int(match[1]), int(match[2]))
    if type(value) is not time:
        raise ValueError("takes a time of day such as 10:00:00")
    return value.replace(second=0, microsecond=0)


def email(value: Any) -> str:
    text = line(value, longest=254)
    if not text:
        return ""
    try:
        return validate_email(text, strict=True, allow_smtputf8=False, check_deliverability=False).normalized
    except EmailNotValidError:
        raise ValueError(f"{quoted(text)} is no e-mail address") from None


def phone(value: Any) -> str:
    text = line(value, longest=40)
    if text and not is_phone_number(text):
        raise ValueError(f'{quoted(text)} is no telephone number such as "+375 29 000-00-01"')
    return text


def web_address(value: Any) -> str:
    text = line(value, longest=500)
    if text and not is_web_address(text):
        raise ValueError(f"{quoted(text)} is no address such as https://example.org/conference")
    return text


def words(value: Any) -> list[str]:
    if not isinstance(value, list) or not all(isinstance(each, str) for each in value):
        raise ValueError('takes a list of texts such as ["one", "two"]')
    return [clean_line(each) for each in value]
