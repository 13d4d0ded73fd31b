"""What a value in a series file may be. Each function returns the value as it is stored or raises ValueError
with the rest of the sentence that begins with its key."""

import re
from collections.abc import Callable
from datetime import time
from typing import Any

from seminars.domain.people.addresses import reading
from seminars.domain.seminars.content import LONGEST_LINE, LONGEST_PARAGRAPHS
from seminars.text import (
    LONGEST_PHONE,
    clean_line,
    clean_paragraphs,
    clean_phone,
    complaint,
    is_phone_number,
    is_web_address,
)
from seminars.toml.values import quoted, text, texts


def line(value: Any, longest: int = LONGEST_LINE) -> str:
    return _text(value, clean_line, longest)


def paragraphs(value: Any) -> str:
    return _text(value, clean_paragraphs, LONGEST_PARAGRAPHS)


def _text(value: Any, clean: Callable[[str], str], longest: int) -> str:
    written = text(value)
    if too_much := complaint(written, longest):
        raise ValueError(too_much)
    return clean(written)


def speaker_name(value: Any) -> str:
    return line(value, longest=200)


def slug(value: Any) -> str:
    written = line(value)
    if not re.fullmatch("[a-z0-9-]{1,80}", written):
        raise ValueError(f"{quoted(written)} takes 1 to 80 of the characters a to z, 0 to 9 and the hyphen")
    return written


def clock_time(value: Any) -> time:
    match = re.fullmatch(r"([01]?\d|2[0-3]):([0-5]\d)", value.strip()) if isinstance(value, str) else None
    if match:
        return time(int(match[1]), int(match[2]))
    if type(value) is not time:
        raise ValueError("takes a time of day such as 10:00:00")
    return value.replace(second=0, microsecond=0)


def email(value: Any) -> str:
    written = line(value, longest=reading.LONGEST)
    if not written:
        return ""
    address = reading.well_formed(written)
    if address is None:
        raise ValueError(f"{quoted(written)} is not an e-mail address")
    return address


def phone(value: Any) -> str:
    written = _text(value, clean_phone, LONGEST_PHONE)
    if written and not is_phone_number(written):
        raise ValueError(f'{quoted(written)} is not a telephone number such as "+375 29 000-00-01"')
    return written


def web_address(value: Any) -> str:
    written = line(value, longest=500)
    if written and not is_web_address(written):
        raise ValueError(f"{quoted(written)} is not an address such as https://example.org/conference")
    return written


def words(value: Any) -> list[str]:
    return [line(each) for each in texts(value)]
