"""Telephone numbers as links."""

import re

from seminars.text import FEWEST_DIGITS

_ONE_NUMBER = re.compile(r"[+＋]?\s*\d[\d\s()./-]*")
# In "+48 (0)22 …" it is dialled only without the code of the country.
_NOT_FROM_ABROAD = re.compile(r"(?<=\d)\s*\(0\)")
_MOST_DIGITS = 17  # 15 (E.164, section 6), and "00" before them


def dialled(phone: str) -> str:
    """The first number that stands there as `tel:` takes it (RFC 3966, section 3): digits, and a "+" before them; ""
    if none does, or if two stand there as one. A "/" after an area code parts nothing."""
    for written in _ONE_NUMBER.findall(phone):
        plus, number = "+" * written.startswith(("+", "＋")), ""
        for part in (_NOT_FROM_ABROAD.sub("", written) if plus else written).split("/"):
            number += "".join(str(int(each)) for each in part if each.isdecimal())
            if len(number) >= FEWEST_DIGITS:
                return plus + number if len(number) <= _MOST_DIGITS else ""
    return ""
