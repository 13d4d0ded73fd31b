"""How addresses end: which endings exist, and which of them a mistyped one was meant to be.

`data/tlds-alpha-by-domain.txt` is IANA's list of the root zone as it came from
https://data.iana.org/TLD/tlds-alpha-by-domain.txt; its first line tells of which day it is. A newer one can take its
place at any time. Endings are added, so one that is missing there is asked about and never refused.
"""

from collections.abc import Iterator, Sequence
from functools import cache
from pathlib import Path

import idna

from seminars.domain.people.addresses.lookalikes import in_latin
from seminars.domain.people.transliteration import latin

LIST = Path(__file__).parents[3] / "data" / "tlds-alpha-by-domain.txt"
# Those that people of the region write most, the likeliest first; after names in Latin letters, and in Cyrillic ones.
USUAL = ("com", "ru", "by", "pl", "org", "net", "eu", "info", "edu", "ua", "kz", "lt", "lv", "ee", "de", "uk", "me")
USUAL_CYRILLIC = ("бел", "рф", "укр", "орг", "ком")
# The row of each key, and where in it the key lies, in widths of one.
_KEYS = {
    key: (row, indent + place)
    for row, (indent, keys) in enumerate(
        ((0, "1234567890"), (0.5, "qwertyuiop"), (0.75, "asdfghjkl"), (1.25, "zxcvbnm"))
    )
    for place, key in enumerate(keys)
}
_SAME_KEY = str.maketrans("йцукенгшщзфывапролдячсмитьіў", "qwertyuiopasdfghjklzxcvbnmbo")


def exists(ending: str) -> bool:
    """Whether the root zone has this ending, written in whichever letters."""
    try:
        return idna.encode(ending, uts46=True).decode() in _existing()
    except idna.IDNAError:
        return False


@cache
def _existing() -> frozenset[str]:
    return frozenset(LIST.read_text(encoding="ascii").lower().splitlines()[1:])


def meant(ending: str, among: Sequence[str]) -> str | None:
    """Which of these endings this one is in other letters or, else, by one slip of a finger; the first, or None."""
    written = list(spellings(ending))
    same = [usual for each in written for usual in among if each == usual]
    near = [usual for each in written for usual in among if _is_slip(each, usual)]
    return next(iter(same + near), None)


def spellings(word: str) -> Iterator[str]:
    """A small word as typed and, if its letters are others, as it sounds, looks and lies on the keyboard in Latin."""
    yield word
    if not word.isascii():
        yield from (latin(word), in_latin(word), word.translate(_SAME_KEY))


def _is_slip(typed: str, meant: str) -> bool:
    """Whether one letter is missing, too much or that of a key beside it, or two have changed places."""
    if len(typed) != len(meant):
        shorter, longer = sorted((typed, meant), key=len)
        return any(longer[:place] + longer[place + 1 :] == shorter for place in range(len(longer)))
    wrong = [pair for pair in zip(typed, meant, strict=True) if pair[0] != pair[1]]
    have_changed_places = len(wrong) == 2 and wrong[0] == wrong[1][::-1]  # noqa: PLR2004
    return have_changed_places or (len(wrong) == 1 and _are_neighbours(*wrong[0]))


def _are_neighbours(one: str, other: str) -> bool:
    """Whether two keys of a QWERTY keyboard touch."""
    if one not in _KEYS or other not in _KEYS:
        return False
    (row, place), (other_row, other_place) = _KEYS[one], _KEYS[other]
    return abs(row - other_row) <= 1 and abs(place - other_place) <= 1
