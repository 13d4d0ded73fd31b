"""Names across alphabets: an address made of a Cyrillic name, and search that finds Вишневская as Wiśniewska."""

import re
import unicodedata

from seminars.domain.people.folding import fold

_LATIN = {
    "а": "a", "б": "b", "в": "v", "г": "g", "ґ": "g", "д": "d", "е": "e", "ж": "zh", "з": "z", "и": "i", "і": "i",
    "й": "i", "к": "k", "л": "l", "м": "m", "н": "n", "о": "o", "п": "p", "р": "r", "с": "s", "т": "t", "у": "u",
    "ф": "f", "х": "kh", "ц": "ts", "ч": "ch", "ш": "sh", "щ": "shch", "ъ": "", "ы": "y", "ь": "", "э": "e",
    "ю": "iu", "я": "ia",
}  # fmt: skip
# Spellings of one sound, longest first; what is left over is alike for both alphabets.
_SAME_SOUNDS = (
    ("shch|szcz|sch|sh|sz", "s"),
    ("zh|rz|dz", "z"),
    ("cz|tch|ch|ts|tz", "c"),
    ("kh|g", "h"),
    ("w", "v"),
    ("x", "ks"),
    ("[jy]", "i"),
    ("i+(?=[aeou])", ""),
    ("(?<=[aeio])u(?![aeiou])", "v"),
    (r"([^\W\d_])\1+", r"\1"),
)


def latin(text: str) -> str:
    """The words of the text in plain lower-case Latin letters: folded, Cyrillic written out, accents dropped."""
    written = "".join(_LATIN.get(letter, letter) for letter in fold(text))
    plain = unicodedata.normalize("NFKD", written)
    return "".join(_LATIN.get(letter, letter) for letter in plain if not unicodedata.combining(letter))


def slug(*texts: str) -> str:
    """What an address may hold of these texts: [a-z0-9-], at most 80 characters; "" when nothing is left."""
    return re.sub("[^a-z0-9]+", "-", latin("-".join(texts))).strip("-")[:80].strip("-")


def sound(text: str) -> str:
    """How the text sounds, roughly: alike for a name in Belarusian, Russian, Polish and English spelling."""
    heard = latin(text)
    for spelling, letter in _SAME_SOUNDS:
        heard = re.sub(spelling, letter, heard)
    return heard


def sounds(text: str) -> set[str]:
    """How the beginning of a searched word may sound: in Polish "ch" is the Cyrillic х, in English ч.

    An "i" at its end may belong to a following vowel that was not typed, so it does not count.
    """
    heard = {sound(text), sound(re.sub("ch", "kh", text, flags=re.IGNORECASE))}
    return {each.rstrip("i") or each for each in heard} - {""}
