"""How texts, names and addresses are written in calendars, so that every program reads them alike."""

from itertools import cycle
from urllib.parse import quote

from icalendar import vCalAddress
from icalendar.prop import vInline

from seminars import hosts
from seminars.text import clean_line

# Looks like a backslash, and is the one sign that NFKC turns into it (UAX #15): whoever needs the real one has it.
_BACKSLASH = str.maketrans("\\", "\uff3c")
_QUOTES = {"be": ("«", "»"), "ru": ("«", "»"), "pl": ("„", "”")}
_OTHER_QUOTES = ("“", "”")


def text(cleaned: str, **params: str) -> vInline:
    """A TEXT value of text that was cleaned before."""
    return vInline(escaped(cleaned), params=params)


def escaped(cleaned: str) -> str:
    """TEXT of RFC 5545 section 3.3.11. Not by vText: it turns a typed backslash with N into a line break."""
    written = cleaned.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,")
    return written.replace("\n", "\\n")


def wording(cleaned: str, language: str = "") -> str:
    """What people typed, in signs that all programs show. Of "firms\\NGOs" several make two lines, whatever is escaped,
    and one takes the quotes off a text that begins and ends with them: such a text has those of its language."""
    written = cleaned.translate(_BACKSLASH)
    if len(written) == 1 or written[:1] + written[-1:] != '""':
        return written
    opening, closing = _QUOTES.get(language, _OTHER_QUOTES)
    signs = cycle((closing, opening))
    return opening + "".join(next(signs) if each == '"' else each for each in written[1:-1]) + closing


def ascii_uri(url: str) -> str:
    """The address with all but ASCII percent-encoded; the library would write it as it is."""
    return quote(clean_line(url), safe=":/?#[]@!$&'()*+,;=%-._~")


def mailbox(name: str, email: str, **params: str) -> vCalAddress:
    """A mailto address (RFC 6068), its domain as in the headers of a mail. What would need an escape (RFC 6868) in CN
    is replaced: few read those. Raises ValueError for a domain that nobody can have."""
    local, _, domain = clean_line(email).rpartition("@")
    if common_name := clean_line(name.translate(str.maketrans('"\\^', "'/ "))):
        params["CN"] = common_name
    mailbox_name = quote(local, safe="!$'*+-._~")
    return vCalAddress(f"mailto:{mailbox_name}@{hosts.a_labels(domain)}", params=params)
