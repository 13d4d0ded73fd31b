"""Text that people type: cleaned before it is stored or written anywhere, and what it may look like."""

import re
import unicodedata
from urllib.parse import urlsplit

# Controls (C0 but tab and newline, C1), line separators, bidi marks, zero-width characters, soft hyphen, BOM and
# surrogates: each of them breaks some reader of calendars, mail or tables, and none means anything in a name.
_HARMFUL = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\xad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\ufffe\uffff\ud800-\udfff]"
)


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
