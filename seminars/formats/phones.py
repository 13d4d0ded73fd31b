"""Telephone numbers as links."""

import re

from seminars.text import FEWEST_DIGITS

_ONE_NUMBER = re.compile(r"\+?\d[\d\s()./-]*")


def dialled(phone: str) -> str:
    """The first number that stands there as `tel:` takes it (RFC 3966, section 3): digits, and a "+" before them; ""
    if none does. A "/" after an area code parts nothing."""
    for written in _ONE_NUMBER.findall(phone):
        number = ""
        for part in written.split("/"):
            number += "".join(str(int(each)) for each in part if each.isdecimal())
            if len(number) >= FEWEST_DIGITS:
                return "+" * written.startswith("+") + number
    return ""
