"""One spelling for what is typed in many: the words by which duplicates are found and lists are searched.

What keyboards and programs disagree about does not count: case, blanks, hyphens and other punctuation, apostrophes,
accents of Latin letters, ё/е, і/и, ў/у, and a letter of the other alphabet that looks like one of its word's. Letters
that make another name stay: й is not и, ґ not г, ї not і, and no alphabet is written in another.
"""

import unicodedata
from functools import lru_cache

# All that people and programs write for it. Some are letters to Unicode (category Lm), so punctuation alone is not all.
APOSTROPHES = frozenset(
    "'`\u00b4\u2018\u2019\u201b\u2032\u2035\uff07\uff40"  # signs
    "\u02b9\u02bb\u02bc\u02bd\u02be\u02bf\u02c8\u02ca\u02cb\u02ee\ua78b\ua78c"  # letters
    "\u0374\u0384\u0559\u055a\u05f3\u07f4\u07f5\u1fbd\u1fbf\u1fef\u1ffd"  # of other writing systems
)
# Latin letters of which Unicode does not say that they are others with a stroke, or two in one.
_NOT_DECOMPOSED = {
    "ł": "l", "ø": "o", "đ": "d", "ð": "d", "ħ": "h", "ŧ": "t", "ı": "i", "æ": "ae", "œ": "oe", "þ": "th",
}  # fmt: skip
# Alike as small letters or as capitals; here all are small already.
_LATIN, _CYRILLIC = "abcehijkmopstxy", "авсеніјкморѕтху"
_INTO_CYRILLIC = str.maketrans(_LATIN, _CYRILLIC)
_INTO_LATIN = str.maketrans(_CYRILLIC + "ёїў", _LATIN + "eiy")
_SAME_LETTERS = str.maketrans({"ё": "е", "і": "и", "ў": "у"})


def fold(text: str, *, longest: int | None = None) -> str:
    """The words of the text as they are compared, with single blanks between them; "" if there are none. Folding twice
    is folding once (also for `longest` characters: what is beyond is cut). The text has passed `text.is_within`."""
    small = unicodedata.normalize("NFKC", text).casefold()
    plain = "".join(map(_plain, unicodedata.normalize("NFKC", small)))
    words = " ".join(plain.split())[:longest].split()
    return " ".join(map(_in_one_alphabet, words)).translate(_SAME_LETTERS)


@lru_cache(maxsize=4096)
def _plain(character: str) -> str:
    """What is left of a small letter in NFKC; a blank for what parts words."""
    kind, name = unicodedata.category(character), unicodedata.name(character, "")
    if kind.startswith("M"):
        # What could be composed has been; signs of other writing systems are parts of their words.
        return "" if name.startswith("COMBINING ") else character
    if character in APOSTROPHES or not character.isalnum():
        return " "
    if name.startswith("LATIN "):
        letters = [each for each in unicodedata.normalize("NFD", character) if not unicodedata.combining(each)]
        return "".join(_NOT_DECOMPOSED.get(each, each) for each in letters)
    return character


def _in_one_alphabet(word: str) -> str:
    """The word in the alphabet of most of its letters, as far as those of the other one look alike."""
    if word.isascii():
        return word
    alphabets = [_alphabet(letter) for letter in word]
    latin, cyrillic = alphabets.count("LATIN"), alphabets.count("CYRILLIC")
    return word.translate(_INTO_LATIN if latin > cyrillic else _INTO_CYRILLIC) if latin and cyrillic else word


@lru_cache(maxsize=4096)
def _alphabet(letter: str) -> str:
    return unicodedata.name(letter, "").partition(" ")[0]
