"""News as an Atom feed (RFC 4287): the same values give the same bytes, and any text gives well-formed XML."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from xml.etree import ElementTree

from seminars.text import clean_line

NAMESPACE = "http://www.w3.org/2005/Atom"
# A feed without entries needs a time too (RFC 4287 section 4.1.1), and the clock would change its bytes.
BEFORE_EVERYTHING = datetime(1970, 1, 1, tzinfo=UTC)

_LANGUAGE = "{http://www.w3.org/XML/1998/namespace}lang"

Worded = tuple[str, str]


@dataclass(frozen=True, kw_only=True)
class Entry:
    """One piece of news. `address` is where it is read, and its id for ever (RFC 4287 section 4.2.6).

    Texts come with the language they are in. Without an author's name the feed's author stands for it.
    """

    address: str
    at: datetime
    title: Worded
    summary: Worded
    author: Worded


def feed(entries: Sequence[Entry], *, language: str, title: str, author: str, address: str, page: str) -> bytes:
    """The feed in UTF-8, its entries in the given order. `address` is its own and its id, `page` the page it is of."""
    root = ElementTree.Element("feed", {"xmlns": NAMESPACE, _LANGUAGE: language})
    _add(root, "id", address)
    _add(root, "title", title)
    _add(root, "updated", _stamp(max((entry.at for entry in entries), default=BEFORE_EVERYTHING)))
    _add(_add(root, "author"), "name", author)
    _add(root, "link", rel="self", type="application/atom+xml", href=address)
    _add(root, "link", rel="alternate", type="text/html", hreflang=language, href=page)
    for entry in entries:
        _add_entry(root, entry, language)
    return ElementTree.tostring(root, encoding="utf-8", xml_declaration=True)


def _add_entry(root: ElementTree.Element, entry: Entry, language: str) -> None:
    element = _add(root, "entry")
    _add(element, "id", entry.address)
    _add_worded(element, "title", entry.title, language)
    _add(element, "published", _stamp(entry.at))
    _add(element, "updated", _stamp(entry.at))
    author, author_language = entry.author
    if clean_line(author):
        # The grammar of section 3.2 allows xml:lang on the person, and nothing on the name.
        _add(_add(element, "author", **_unless(language, author_language)), "name", author)
    _add(element, "link", rel="alternate", type="text/html", hreflang=language, href=entry.address)
    _add_worded(element, "summary", entry.summary, language)


def _add_worded(parent: ElementTree.Element, name: str, worded: Worded, language: str) -> None:
    text, found = worded
    _add(parent, name, text, type="text", **_unless(language, found))


def _unless(language: str, found: str) -> dict[str, str]:
    """A mark for what is not in the feed's own language, which the feed itself names."""
    return {} if found == language else {_LANGUAGE: found}


def _add(parent: ElementTree.Element, name: str, text: str = "", **attributes: str) -> ElementTree.Element:
    element = ElementTree.SubElement(parent, name, attributes)
    element.text = clean_line(text) or None
    return element


def _stamp(instant: datetime) -> str:
    return f"{instant.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"
