"""Names in the order of a reader's alphabet. Databases and `sorted` go by numbers of characters: "Łuniniec" would
stand after "Żabinka", and "Іванава" after every other town."""

import unicodedata
from collections.abc import Callable, Iterable
from functools import cache, lru_cache, partial
from typing import TypeVar

from seminars.i18n import Texts

# The letters of Belarusian, Russian and Ukrainian. Where two of these languages have the same letters, they have them
# in the same order; so one row serves all, and a Russian name among Belarusian ones has its place, too.
_CYRILLIC = "абвгґдеёєжзиіїйклмнопрстуўфхцчшщъыьэюя"
_LATIN = "abcdefghijklmnopqrstuvwxyz"
_POLISH = "aąbcćdeęfghijklłmnńoópqrsśtuvwxyzźż"
# The reader's own letters, then those that also occur. With other accents than these a letter is a variant of its own.
_OF_LANGUAGE = {"be": (_CYRILLIC, _LATIN), "ru": (_CYRILLIC, _LATIN), "pl": (_POLISH, _CYRILLIC)}
_OF_OTHERS = (_LATIN, _CYRILLIC)
# Letters of which Unicode does not say that they are others with a stroke.
_PLAIN = str.maketrans({"ł": "l", "ø": "o", "đ": "d"})
_BETWEEN_WORDS = "-\u2010\u2011\u2012\u2013\u2014"

T = TypeVar("T")
Key = tuple[tuple[int, ...], str]


def in_order(things: Iterable[T], language: str, *, name: Callable[[T], Texts]) -> list[T]:
    """The things by what a reader of the language sees them called, as they are looked for in a list."""
    return sorted(things, key=lambda thing: sort_key(name(thing).in_language(language)[0], language))


def sort_key(text: str, language: str) -> Key:
    """Blanks and hyphens part words, "Буда-Кашалёва" as "Буда Кашалёва", and a shorter word comes first; digits come
    before letters; apostrophes, quotation marks and capitals make no difference unless nothing else does."""
    composed = unicodedata.normalize("NFC", text).casefold()
    ranks = map(partial(_rank, language=language), composed)
    return tuple(rank for rank in ranks if rank is not None), text


@lru_cache(maxsize=4096)
def _rank(character: str, language: str) -> int | None:
    """Where a character stands; None if it does not count."""
    letters = _letters(language)
    plain = next((each for each in (character, _without_accents(character)) if each in letters), character)
    if plain in letters:
        return letters[plain]
    if character.isspace() or character in _BETWEEN_WORDS:
        return 0
    return len(letters) + ord(character) if character.isalnum() else None


def _without_accents(character: str) -> str:
    return unicodedata.normalize("NFD", character.translate(_PLAIN))[0]


@cache
def _letters(language: str) -> dict[str, int]:
    alphabets = _OF_LANGUAGE.get(language, _OF_OTHERS)
    return {letter: place for place, letter in enumerate(dict.fromkeys("0123456789" + "".join(alphabets)), start=1)}
