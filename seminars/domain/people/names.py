"""What may be a name: everything that people are called by, and nothing that a program could read as an address."""

import unicodedata
from dataclasses import dataclass
from enum import StrEnum

from seminars.domain.people.folding import APOSTROPHES
from seminars.text import MOST_MARKS_IN_NAME

_SIGNS = APOSTROPHES | set(" .。,()!·・−")
# Letters without a shape of their own (Hangul fillers), as NFKC and NFKD leave them.
_UNSEEN = "\u115f\u1160"


class Flaw(StrEnum):
    CHARACTER = "a character that cannot stand in a name"
    MARKS = "too many marks on one letter"
    LETTERS = "no letter that can be seen"


@dataclass(frozen=True)
class Flawed:
    """What is wrong with a name; `character` as it was typed."""

    flaw: Flaw
    character: str = ""


def find_flaw(name: str) -> Flawed | None:
    """Why this line cannot be a name, None if it can be. It is judged in NFKC, as programs that follow links read it:
    letters, marks, blanks, apostrophes, hyphens and dashes, middle dots, commas, round brackets, "!" and dots."""
    unfit = next((each for each in name if not _may_stand(each)), "")
    if unfit:
        return Flawed(Flaw.CHARACTER, unfit)
    # Apart, for an accent counts also where one character holds it together with its letter; and without apostrophes,
    # of some of which NFKD makes a blank and an accent.
    parts = unicodedata.normalize("NFKD", "".join("'" if each in APOSTROPHES else each for each in name))
    if _most_marks_in_a_row(parts) > MOST_MARKS_IN_NAME:
        return Flawed(Flaw.MARKS)
    return None if any(map(_is_seen, parts)) else Flawed(Flaw.LETTERS)


def full_name(given_name: str, surname: str) -> str:
    """Both in the order in which people say them; one is enough."""
    return f"{given_name} {surname}".strip()


def _may_stand(character: str) -> bool:
    if character in _SIGNS:
        return True
    read = unicodedata.normalize("NFKC", character)
    return all(each in _SIGNS or unicodedata.category(each)[0] in "LM" or _is_dash(each) for each in read)


def _is_dash(character: str) -> bool:
    return unicodedata.category(character) == "Pd"


def _most_marks_in_a_row(text: str) -> int:
    most = marks = 0
    for character in text:
        marks = marks + 1 if unicodedata.category(character)[0] == "M" else 0
        most = max(most, marks)
    return most


def _is_seen(character: str) -> bool:
    return unicodedata.category(character) in ("Lu", "Ll", "Lt", "Lo") and character not in _UNSEEN
