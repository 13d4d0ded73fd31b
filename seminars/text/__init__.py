"""Text that people type: measured, then cleaned before it is stored or written anywhere, and what it may look like."""

import re
import unicodedata
from collections.abc import Callable
from enum import Enum
from urllib.parse import urlsplit

# Controls (C0 but tab and newline, C1), line separators, bidi marks, zero-width characters, soft hyphen, BOM and
# surrogates: each of them breaks some reader of calendars, mail or tables, and none means anything in a name. The
# joiner of an emoji stays (UTS #51, section 2.3): without it a family would be three people, and a woman who climbs a
# climber and a sign for a woman.
_JOINER = "\u200d"
_EMOJI = "[\u2190-\u21ff\u2300-\u2328\u232b-\u23ff\u2600-\u27bf\u2b00-\u2bff\U0001f000-\U0001faff]"
_HARMFUL = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\xad\u061c\u180e\u200b\u200c\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\ufffe\uffff\ud800-\udfff]"
    f"|{_JOINER}(?!(?:(?<={_EMOJI}.)|(?<={_EMOJI}\ufe0f.)){_EMOJI})"
)

LONGEST_PHONE, FEWEST_DIGITS = 60, 5
MOST_MARKS = 30  # accents in a row; no language has more on one letter (UAX #15, Stream-Safe Text Format)
MOST_MARKS_IN_NAME = 4
MOST_COMPOSED = 3  # characters, accents apart, of which NFKC makes one: the parts of a Hangul syllable
SHOWN_AGAIN = 4  # times what fits: so much of a text that is too long comes back to whoever typed it


class Excess(Enum):
    """What is too much about a text."""

    LENGTH = "length"
    MARKS = "marks"


def is_within(text: str, longest: int, most_marks: int = MOST_MARKS) -> bool:
    """Whether nothing is too much about the text, see `excess`."""
    return excess(text, longest, most_marks) is None


def excess(text: str, longest: int, most_marks: int = MOST_MARKS) -> Excess | None:
    """What is too much: more than `longest` characters, as typed or in NFC and NFKC (UAX #15), which make up to 18 of
    one, or more than `most_marks` accents in a row, which they would sort in quadratic time. Takes linear time for any
    text, and normalizes none before it is known to be short."""
    text = text.replace("\r\n", "\n").strip()
    if len(text) > longest:
        return Excess.LENGTH
    shape = _shape(text)
    if "m" * (most_marks + 1) in shape:
        return Excess.MARKS
    if len(shape) + text.count(_JOINER) <= longest:  # no form is longer than NFKD
        return None
    if shape.count(".") > MOST_COMPOSED * longest:
        return Excess.LENGTH
    normal = (unicodedata.normalize(form, text) for form in ("NFC", "NFKC"))
    return Excess.LENGTH if any(len(each) > longest for each in normal) else None


def complaint(text: str, longest: int) -> str:
    """What operators are told of a text that is too much, as the end of a sentence; "" of one that is within."""
    length = len(text.replace("\r\n", "\n").strip())
    match excess(text, longest):
        case Excess.MARKS:
            return f"has more than {MOST_MARKS} accents on one letter"
        case Excess.LENGTH if length > longest:
            return f"has {length} characters; at most {longest} fit"
        case Excess.LENGTH:
            return f"has more than {longest} characters when its ligatures are written out; at most {longest} fit"
    return ""


def cleaned_if_within(
    clean: Callable[[str], str], longest: int, most_marks: int = MOST_MARKS
) -> Callable[[str | None], str]:
    """A filter for typed text: it cleans what is within its limits, and leaves anything else to be `shown_again`."""

    def cleaned(typed: str | None) -> str:
        text = typed or ""
        return clean(text) if is_within(text, longest, most_marks) else shown_again(text, longest, most_marks)

    return cleaned


def shown_again(text: str, longest: int, most_marks: int = MOST_MARKS) -> str:
    """What a page that refuses a text shows of it: people shorten what is a few times too long, and not more."""
    return beginning(text, SHOWN_AGAIN * longest, most_marks)


def beginning(text: str, longest: int, most_marks: int = MOST_MARKS) -> str:
    """The first `longest` characters, and of endless accents no more than `most_marks` each time."""
    text = text[:longest]
    return _without_more_marks(text, most_marks) if _has_more_marks(text, most_marks) else text


class _Shapes(dict[int, str]):
    """By the code of a character, what NFKD makes of it: "m" for each accent and "." for each other character.
    Nothing is left of a harmful one, since what cleaning drops does not part accents."""

    def __missing__(self, code: int) -> str:
        character = chr(code)
        parts = "" if _HARMFUL.match(character) else unicodedata.normalize("NFKD", character)
        shape = "".join("m" if unicodedata.category(part).startswith("M") else "." for part in parts)
        if code < _USUAL or len(self) < _MOST_KEPT:
            self[code] = shape
        return shape


_USUAL = 0x2100  # codes below are kept, our alphabets among them; of the million others only so many
_MOST_KEPT = 50_000
_SHAPES = _Shapes()


def _shape(text: str) -> str:
    return "." * len(text) if text.isascii() else text.translate(_SHAPES)


def _has_more_marks(text: str, most: int) -> bool:
    return "m" * (most + 1) in _shape(text)


def _without_more_marks(text: str, most: int) -> str:
    kept, marks = [], 0
    for character in text:
        first, *others = _SHAPES[ord(character)].split(".")
        if marks + len(first) > most:
            continue
        marks = len(others[-1]) if others else marks + len(first)
        kept.append(character)
    return "".join(kept)


def clean_paragraphs(text: str) -> str:
    """The text in NFC without harmful characters; line breaks become "\\n", never more than two in a row."""
    text = re.sub("\r\n?|[\u0085\u2028\u2029]", "\n", text)
    text = unicodedata.normalize("NFC", _HARMFUL.sub("", text))
    text = re.sub(r"[^\S\n]+", " ", text)
    return re.sub(r"\n{3,}", "\n\n", re.sub(r" ?\n ?", "\n", text)).strip()


def clean_line(text: str) -> str:
    """The text as one line: as `clean_paragraphs`, with every run of white space one blank."""
    return " ".join(clean_paragraphs(text).split())


def clean_phone(text: str) -> str:
    """The text as one line whose dashes are all "-", as telephones and tables understand them."""
    return re.sub("[\u2010-\u2015\u2212\ufe58\ufe63\uff0d]", "-", clean_line(text))


def is_phone_number(text: str) -> bool:
    """Whether the line has as many digits as the shortest number. What else stands there is for those who dial it:
    a second number, "доб. 12", "(Viber)"."""
    return sum(character.isdecimal() for character in text) >= FEWEST_DIGITS


def is_web_address(text: str) -> bool:
    """Whether the line is a whole http or https address."""
    try:
        parts = urlsplit(text)
    except ValueError:
        return False
    return parts.scheme in ("http", "https") and bool(parts.hostname) and " " not in text
