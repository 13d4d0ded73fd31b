"""Atom as bytes: RFC 4287, whatever people type."""

from datetime import UTC, datetime, timedelta, timezone
from xml.etree import ElementTree

from hypothesis import example, given, settings
from hypothesis import strategies as st

from seminars.formats.news import atom
from seminars.text import clean_line

ATOM = "{http://www.w3.org/2005/Atom}"
LANGUAGE = "{http://www.w3.org/XML/1998/namespace}lang"
PAGE = "https://seminars.example.org/pl/seminars/pinsk"
PINSK = {
    "address": PAGE,
    "at": datetime(2027, 3, 5, 7, 0, 9, 987654, tzinfo=UTC),
    "title": ("Nowe seminarium: Klastry, Pińsk", "pl"),
    "summary": ("Dom kultury", "pl"),
    "author": ("Podlaska Fundacja", "pl"),
}
ABOUT = {
    "language": "pl",
    "title": "Seminaria: aktualności",
    "author": "Seminaria",
    "address": "https://seminars.example.org/pl/news.atom",
    "page": "https://seminars.example.org/pl/",
}
HOSTILE = st.lists(
    st.sampled_from(
        ["]]>", "<!--", "&amp;", "&#0;", "<x y='", '"', "\x00", "\ufffe", "\uffff", "\ud800", "\r\n", "\x85"]
    )
    | st.text(st.characters(), max_size=20)
).map("".join)


def written(*entries: atom.Entry, **about: str) -> bytes:
    return atom.feed(entries, **(ABOUT | about))


def entry(**values) -> atom.Entry:
    return atom.Entry(**(PINSK | values))


def parsed(*entries: atom.Entry, **about: str) -> ElementTree.Element:
    return ElementTree.fromstring(written(*entries, **about))  # noqa: S314 our own bytes


def test_a_feed_with_an_entry_is_these_bytes():
    assert written(entry(author=("Фонд", "ru"))).decode() == (
        "<?xml version='1.0' encoding='utf-8'?>\n"
        '<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="pl">'
        "<id>https://seminars.example.org/pl/news.atom</id>"
        "<title>Seminaria: aktualności</title>"
        "<updated>2027-03-05T07:00:09Z</updated>"
        "<author><name>Seminaria</name></author>"
        '<link rel="self" type="application/atom+xml" href="https://seminars.example.org/pl/news.atom" />'
        '<link rel="alternate" type="text/html" hreflang="pl" href="https://seminars.example.org/pl/" />'
        f"<entry><id>{PAGE}</id>"
        '<title type="text">Nowe seminarium: Klastry, Pińsk</title>'
        "<published>2027-03-05T07:00:09Z</published>"
        "<updated>2027-03-05T07:00:09Z</updated>"
        '<author xml:lang="ru"><name>Фонд</name></author>'
        f'<link rel="alternate" type="text/html" hreflang="pl" href="{PAGE}" />'
        '<summary type="text">Dom kultury</summary>'
        "</entry></feed>"
    )


def test_a_feed_without_entries_is_as_old_as_can_be():
    assert parsed().findtext(f"{ATOM}updated") == "1970-01-01T00:00:00Z"
    assert parsed().findall(f"{ATOM}entry") == []


def test_a_feed_is_as_new_as_its_newest_entry_and_tells_it_in_utc():
    minsk = timezone(timedelta(hours=3))
    newest = entry(address=f"{PAGE}#recap", at=datetime(2027, 4, 1, 1, 30, tzinfo=minsk))
    feed = parsed(entry(), newest)
    assert feed.findtext(f"{ATOM}updated") == "2027-03-31T22:30:00Z"
    assert [each.findtext(f"{ATOM}id") for each in feed.iter(f"{ATOM}entry")] == [PAGE, f"{PAGE}#recap"]


def test_only_what_is_in_another_language_says_which():
    feed = parsed(entry(title=("Ночь", "ru"), summary=("Вечар", "be")))
    marked = {each.tag.removeprefix(ATOM): each.get(LANGUAGE) for each in feed.iter() if each.get(LANGUAGE)}
    assert marked == {"feed": "pl", "title": "ru", "summary": "be"}


def test_an_entry_without_an_author_leaves_it_to_the_feed():
    assert [name.text for name in parsed(entry(author=(" \x00", "pl"))).iter(f"{ATOM}name")] == ["Seminaria"]


@settings(deadline=None, max_examples=150)
@example("<&;\"'>")
@example("a\ufffeb\uffffc\ud83dd\x00e\x1bf")
@given(HOSTILE)
def test_whatever_people_type_is_read_back_as_cleaned(typed):
    worded = (typed, "be")
    feed = parsed(entry(title=worded, summary=worded, author=worded), title=typed, author=typed)
    line = clean_line(typed)
    told = [feed.findtext(f"{ATOM}title"), feed.findtext(f"{ATOM}author/{ATOM}name")]
    told += [feed.findtext(f"{ATOM}entry/{ATOM}{name}") for name in ("title", "summary")]
    assert told == [line] * 4
    assert feed.findtext(f"{ATOM}entry/{ATOM}author/{ATOM}name", "") == line
