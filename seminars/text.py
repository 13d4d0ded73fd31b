"""Text that people type: cleaned before it is stored or written anywhere, and what it may look like."""

import re
import unicodedata
from collections.abc import Callable
from urllib.parse import urlsplit

# Controls (C0 but tab and newline, C1), line separators, bidi marks, zero-width characters, soft hyphen, BOM and
# surrogates: each of them breaks some reader of calendars, mail or tables, and none means anything in a name.
_HARMFUL = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\xad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\ufffe\uffff\ud800-\udfff]"
)

MOST_MARKS = 30  # accents in a row; no language has more on one letter (UAX #15, Stream-Safe Text Format)


def is_within(text: str, longest: int) -> bool:
    """Whether the text has at most that many characters and no endless row of accents, which NFC would sort in
    quadratic time. Takes linear time for any text."""
    text = text.replace("\r\n", "\n").strip()
    return len(text) <= longest and not _has_endless_marks(text)


def _has_endless_marks(text: str) -> bool:
    # What cleaning drops from between them would not part them.
    marks = 0
    for character in _HARMFUL.sub("", text):
        marks = marks + 1 if unicodedata.combining(character) else 0
        if marks > MOST_MARKS:
            return True
    return False


def cleaned_if_within(clean: Callable[[str], str], longest: int) -> Callable[[str | None], str]:
    """A filter for typed text: it cleans what is within its limits, and leaves anything else as it is for the
    validator that refuses it."""
    return lambda typed: clean(typed or "") if is_within(typed or "", longest) else typed or ""


def clean_paragraphs(text: str) -> str:
    """The text in NFC without harmful characters; line breaks become "\\n", never more than two in a row."""
    text = re.sub("\r\n?|[\u0085\u2028\u2029]", "\n", text)
    text = unicodedata.normalize("NFC", _HARMFUL.sub("", text))
    text = re.sub(r"[^\S\n]+", " ", text)
    return re.sub(r"\n{3,}", "\n\n", re.sub(r" ?\n ?", "\n", text)).strip()


def clean_line(text: str) -> str:
    """The text as one line: as `clean_paragraphs`, with every run of white space one blank."""
    return " ".join(clean_paragraphs(text).split())


def is_phone_number(text: str) -> bool:
    """Whether the line looks like "+375 29 123-45-67" or "(017) 200-00-00"."""
    return re.fullmatch(r"[+(\d][\d\s()./-]{4,38}\d", text) is not None


def is_web_address(text: str) -> bool:
    """Whether the line is a whole http or https address."""
    try:
        parts = urlsplit(text)
    except ValueError:
        return False
    return parts.scheme in ("http", "https") and bool(parts.hostname) and " " not in text
