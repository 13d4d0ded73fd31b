"""Passwords that are guessed first, however long: common ones, the own address, numbers, rows of keys, repetitions."""

import re
from collections.abc import Iterator
from enum import Enum, auto
from functools import cache
from itertools import pairwise
from pathlib import Path

_COMMON = Path(__file__).parents[2] / "data" / "common-passwords.txt"
_ROWS = (
    *("1234567890", "qwertyuiop", "asdfghjkl", "zxcvbnm", "abcdefghijklmnopqrstuvwxyz"),
    *("йцукенгшщзхъ", "йцукенгшўзхʼ", "фывапролджэ", "ячсмитьбю", "абвгдеёжзийклмнопрстуфхцчшщъыьэюя"),
)
SHORTEST_OWN = 3  # characters of a part of an address that is looked for
MUST_BE_LEFT = 6  # characters besides the own address
FEWEST_RUNS = 4  # of characters that stand beside one another on a keyboard or in the alphabet
LONGEST_REPEATED = 9  # characters; what is longer is long enough alone


class Weakness(Enum):
    COMMON = auto()
    OWN_ADDRESS = auto()
    NUMBER = auto()
    ROW = auto()
    REPETITION = auto()


def weakness(password: str, *, address: str) -> Weakness | None:
    """Why a password of this account would be guessed soon, or None. It is long enough and not endless already."""
    plain = password.casefold()
    if plain in _common_ones():
        return Weakness.COMMON
    if _besides(plain, address) < MUST_BE_LEFT:
        return Weakness.OWN_ADDRESS
    if re.sub(r"[\s.,:;/()+_-]", "", plain).isdecimal():
        return Weakness.NUMBER
    if _is_repeated(plain):
        return Weakness.REPETITION
    return Weakness.ROW if _runs(plain) < FEWEST_RUNS else None


@cache
def _common_ones() -> frozenset[str]:
    lines = _COMMON.read_text(encoding="utf-8").splitlines()
    return frozenset(line for line in lines if not line.startswith("#"))


def _besides(plain: str, address: str) -> int:
    """How many characters are left without the address and its parts."""
    for part in _parts(address.casefold()):
        plain = plain.replace(part, "")
    return len(plain)


def _parts(address: str) -> Iterator[str]:
    """The longest first."""
    local, _at, domain = address.rpartition("@")
    found = {address, local, domain, *re.split(r"[^\w]|_", address)}
    yield from sorted((part for part in found if len(part) >= SHORTEST_OWN), key=len, reverse=True)


def _is_repeated(plain: str) -> bool:
    """Whether it is a few characters again and again."""
    spans = range(1, min(LONGEST_REPEATED, len(plain) // 2) + 1)
    return any(plain == (plain[:span] * len(plain))[: len(plain)] for span in spans)


def _runs(plain: str) -> int:
    """How many pieces it has in each of which every character is the last one or its neighbour."""
    return 1 + sum(before != after and after not in _neighbours(before) for before, after in pairwise(plain))


@cache
def _neighbours(character: str) -> str:
    around = (re.findall(f"(.?){re.escape(character)}(.?)", row) for row in _ROWS)
    return "".join(each for found in around for pair in found for each in pair)
