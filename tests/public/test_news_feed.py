"""The news as an Atom feed: what is told, in which words, and how it is fetched."""

import gzip
import re
from datetime import timedelta
from xml.etree import ElementTree

import pytest
from factories import make_registration, make_seminar, make_series, texts
from flask import Flask
from visitors import Counted

from seminars import clock
from seminars.database.units import write_unit
from seminars.domain.programme import announcements
from seminars.domain.seminars import changes
from seminars.domain.seminars.content import VenueText
from seminars.extensions import db
from seminars.i18n import Texts
from seminars.models import Seminar, SeminarStatus, Venue

ATOM = "{http://www.w3.org/2005/Atom}"
LANGUAGE = "{http://www.w3.org/XML/1998/namespace}lang"
NEWS = "/en/news.atom"
SITE = "https://seminars.example.org"
DAY = timedelta(days=1)


def entries(client, address: str = NEWS) -> list[ElementTree.Element]:
    return ElementTree.fromstring(client.get(address).get_data()).findall(f"{ATOM}entry")  # noqa: S314 our own bytes


def told(client, part: str, address: str = NEWS) -> list[str]:
    return [entry.findtext(f"{ATOM}{part}") for entry in entries(client, address)]


def change(app: Flask, verb, slug: str = "klichev", **values) -> None:
    """One change of the seminar, as its organisers make it."""
    with app.app_context(), write_unit():
        verb(_stored(slug), actor="olive", **values)
        db.session.commit()


def rewrite(app: Flask, slug: str = "klichev", **values) -> None:
    with app.app_context(), write_unit():
        for name, value in values.items():
            setattr(_stored(slug), name, value)
        db.session.commit()


def _stored(slug: str) -> Seminar:
    return db.session.query(Seminar).filter_by(slug=slug).one()


@pytest.fixture
def story(app: Flask) -> None:
    """A seminar on 5 March 2037 to which about everything happens, and one that is over."""
    now = clock.now()
    start = now.replace(year=2037, month=3, day=5, hour=7, minute=0, second=0, microsecond=0)
    with app.app_context():
        past = {"starts_at": now - 9 * DAY, "published_at": now - 30 * DAY, "title": texts("Over")}
        make_seminar(slug="over", recap=Texts(en="It was good.\n\nAnd more."), recap_at=now - 2 * DAY, **past)
        make_registration(make_seminar(starts_at=start, published_at=now - 3 * DAY))
    change(app, changes.move, starts_at=start + DAY, reason=texts("Burst pipe"))
    change(app, changes.move, venue=VenueText(name=texts("Library")))
    change(app, changes.extend, ends_at=start + DAY + timedelta(hours=6))
    change(app, changes.postpone, reason=texts("Ice"))
    change(app, changes.move, starts_at=start + DAY)
    change(app, changes.cancel, reason=texts("No money"))


@pytest.mark.usefixtures("story")
def test_everything_that_happened_is_told_the_newest_first(client):
    seminar, over = "Small towns and clusters (en), Klichev", "Over (en), Klichev"
    assert list(zip(told(client, "id"), told(client, "title"), strict=True)) == [
        (f"{SITE}/en/seminars/klichev#change-6", f"Cancelled: {seminar}"),
        (f"{SITE}/en/seminars/klichev#change-5", f"New date: {seminar}"),
        (f"{SITE}/en/seminars/klichev#change-4", f"Postponed: {seminar}"),
        (f"{SITE}/en/seminars/klichev#change-3", f"Extended: {seminar}"),
        (f"{SITE}/en/seminars/klichev#change-2", f"New place: {seminar}"),
        (f"{SITE}/en/seminars/klichev#change-1", f"Moved: {seminar}"),
        (f"{SITE}/en/seminars/over#recap", f"What happened: {over}"),
        (f"{SITE}/en/seminars/klichev", f"New seminar: {seminar}"),
        (f"{SITE}/en/seminars/over", f"New seminar: {over}"),
    ]


@pytest.mark.usefixtures("story")
def test_each_entry_says_what_was_what_is_and_why(client):
    day, hall = "Friday 6 March 2037, 10:00–15:00 (Minsk time, UTC+3)", "Hall 3 (en), Lenin Street 1 (en), Klichev"
    longer = "Friday 6 March 2037, 10:00–16:00 (Minsk time, UTC+3)"
    assert told(client, "summary")[:8] == [
        f"It was to be: {longer}, Library (en), Klichev. Reason: No money (en)",
        f"When: {longer}, postponed → {longer}.",
        f"It was to be: {longer}, Library (en), Klichev. Reason: Ice (en)",
        f"When: {day} → {longer}.",
        f"Where: {hall} → Library (en), Klichev.",
        f"When: Thursday 5 March 2037, 10:00–15:00 (Minsk time, UTC+3) → {day}. Reason: Burst pipe (en)",
        "It was good.",
        f"Cancelled: {longer}, Library (en), Klichev",
    ]


def test_a_postponement_without_a_reason_says_what_will_not_be(app, client):
    start = clock.now().replace(year=2037, month=3, day=5, hour=7, minute=0, second=0, microsecond=0)
    with app.app_context():
        make_seminar(starts_at=start, published_at=clock.now() - DAY, venue=Venue(name=Texts(pl="Sala 3")))
    planned = "czwartek, 5 marca 2037, 10:00–15:00 (czas miński, UTC+3), Sala 3, Kliczew"
    assert told(client, "summary", "/pl/news.atom") == [f"C{planned[1:]}"]
    change(app, changes.postpone)
    assert told(client, "summary", "/pl/news.atom") == [f"Miało się odbyć: {planned}.", f"Odłożone: {planned}"]


@pytest.mark.usefixtures("story")
def test_entries_lead_to_the_page_and_name_who_invites(client):
    for entry in entries(client):
        link = entry.find(f"{ATOM}link")
        assert (link.get("rel"), link.get("href")) == ("alternate", entry.findtext(f"{ATOM}id"))
        assert client.get(link.get("href").removeprefix(SITE).partition("#")[0]).status_code == 200
        assert entry.findtext(f"{ATOM}author/{ATOM}name") == "Foundation; Podlasie, Białystok (en)"


@pytest.mark.usefixtures("story")
def test_stamps_fall_and_the_feed_bears_the_newest(client):
    stamps = told(client, "updated")
    assert stamps == sorted(stamps, reverse=True) == told(client, "published")
    feed = ElementTree.fromstring(client.get(NEWS).get_data())  # noqa: S314 our own bytes
    assert feed.findtext(f"{ATOM}updated") == stamps[0]


@pytest.mark.usefixtures("seminar")
def test_each_language_has_its_own_feed(client):
    for language in ("be", "ru", "pl", "en"):
        answer = client.get(f"/{language}/news.atom")
        feed = ElementTree.fromstring(answer.get_data())  # noqa: S314 our own bytes
        assert feed.get(LANGUAGE) == language
        links = {link.get("rel"): link.get("href") for link in feed.findall(f"{ATOM}link")}
        assert links == {"self": f"{SITE}/{language}/news.atom", "alternate": f"{SITE}/{language}/"}
        assert feed.findtext(f"{ATOM}id") == links["self"]
        assert f"({language})" in feed.findtext(f"{ATOM}entry/{ATOM}title")
    assert told(client, "title", "/pl/news.atom") == ["Nowe seminarium: Small towns and clusters (pl), Kliczew"]


def test_what_exists_only_in_another_language_says_so(app, client):
    only_russian = {name: Texts(ru="Чай") for name in ("title", "recap")}
    with app.app_context():
        series = make_series(organisation=Texts(be="Фонд"))
        now = clock.now()
        ended = {"starts_at": now - DAY, "published_at": now - 2 * DAY}
        make_seminar(series_id=series.id, recap_at=now, **ended, **only_russian)
        make_seminar(slug="ice", series_id=series.id, published_at=now - DAY)
    change(app, changes.postpone, "ice", reason=Texts(pl="Lód"))
    marked = [
        {part: entry.find(f"{ATOM}{part}").get(LANGUAGE) for part in ("title", "summary", "author")}
        for entry in sorted(entries(client), key=lambda entry: entry.findtext(f"{ATOM}id"))
    ]
    assert marked == [
        {"title": None, "summary": None, "author": "be"},  # the publication of what is postponed
        {"title": None, "summary": None, "author": "be"},  # its postponement
        {"title": "ru", "summary": None, "author": "be"},
        {"title": "ru", "summary": "ru", "author": "be"},  # the recap
    ]


def test_drafts_are_never_told(app, client):
    now = clock.now()
    with app.app_context():
        draft = {"status": SeminarStatus.DRAFT, "published_at": now, "recap": texts("Told"), "recap_at": now}
        make_seminar(slug="draft", starts_at=now - DAY, **draft)
        make_seminar(slug="shown")
    assert told(client, "id") == [f"{SITE}/en/seminars/shown"]


def test_a_recap_is_told_when_the_seminar_is_over_and_as_long_as_it_stands(app, client):
    now = clock.now().replace(microsecond=0)
    with app.app_context():
        make_seminar(starts_at=now + DAY, published_at=now - 9 * DAY, recap=texts("Early"), recap_at=now - 8 * DAY)
    assert told(client, "title") == ["New seminar: Small towns and clusters (en), Klichev"]
    rewrite(app, starts_at=now - DAY, ends_at=now - DAY / 2)
    assert told(client, "summary")[0] == "Early (en)"
    assert told(client, "updated")[0] == f"{now - DAY / 2:%Y-%m-%dT%H:%M:%SZ}"
    rewrite(app, postponed_at=now)
    assert len(entries(client)) == 1
    rewrite(app, postponed_at=None, recap=Texts())
    assert len(entries(client)) == 1


def test_what_was_over_when_it_was_published_is_told_of_by_its_recap_alone(app, client):
    with app.app_context():
        now = clock.now()
        make_seminar(starts_at=now - 2 * DAY, published_at=now, recap=texts("Told"), recap_at=now)
    assert told(client, "id") == [f"{SITE}/en/seminars/klichev#recap"]


def test_a_long_recap_ends_after_a_whole_word(app, client):
    now = clock.now()
    with app.app_context():
        make_seminar(starts_at=now - DAY, recap=Texts(en="Oh! " + "Tea, again. " * 40), recap_at=now)
        make_seminar(slug="one-word", starts_at=now - DAY, recap=Texts(en="ж" * 400), recap_at=now)
        make_seminar(slug="fits", starts_at=now - DAY, recap=Texts(en="ж" * 300), recap_at=now)
    summaries = {each.findtext(f"{ATOM}id"): each.findtext(f"{ATOM}summary") for each in entries(client)}
    assert {address: text for address, text in summaries.items() if address.endswith("#recap")} == {
        f"{SITE}/en/seminars/klichev#recap": "Oh! " + "Tea, again. " * 24 + "Tea…",
        f"{SITE}/en/seminars/one-word#recap": "ж" * 299 + "…",
        f"{SITE}/en/seminars/fits#recap": "ж" * 300,
    }


@pytest.mark.usefixtures("story")
def test_of_many_changes_the_latest_are_told(client, monkeypatch):
    monkeypatch.setattr(announcements, "MOST", 2)
    assert told(client, "id") == [f"{SITE}/en/seminars/klichev#change-6", f"{SITE}/en/seminars/klichev#change-5"]


def test_the_feed_holds_the_latest_fifty(app, client, monkeypatch):
    monkeypatch.setattr(announcements, "MOST", 3)
    now = clock.now()
    with app.app_context():
        for days in (1, 2, 3, 4):
            past = {
                "starts_at": now - days * DAY - DAY / 4,
                "recap": texts("Told"),
                "recap_at": now - days * DAY - DAY / 2,
            }
            make_seminar(slug=f"ago-{days}", published_at=now - days * DAY - DAY / 4, **past)
    assert [each.removeprefix(f"{SITE}/en/seminars/") for each in told(client, "id")] == [
        "ago-1#recap", "ago-1", "ago-2#recap",
    ]  # fmt: skip


def test_three_of_each_take_as_many_queries_as_one(app, client):
    needed = []
    for slug in ("first", "second", "third"):
        with app.app_context():
            series = make_series(slug=slug)
            now = clock.now()
            make_seminar(
                slug=f"{slug}-past",
                starts_at=now - DAY,
                published_at=now - DAY,
                recap=texts("Told"),
                recap_at=now,
                series_id=series.id,
            )
            make_seminar(slug=slug, venue=Venue(name=texts(slug)), series_id=series.id)
        change(app, changes.postpone, slug)
        with Counted(app) as statements:
            number = len(entries(client))
        needed.append((number, len(statements)))
    assert [number for number, _ in needed] == [4, 8, 12]
    assert len({count for _, count in needed}) == 1


@pytest.mark.usefixtures("story")
def test_the_feed_has_equal_bytes_for_everyone_and_each_time(client):
    first = client.get(NEWS)
    again = client.get(NEWS, headers={"Accept-Language": "pl", "Cookie": "__Host-seminars=x", "User-Agent": "curl"})
    assert (first.status_code, first.content_type) == (200, "application/atom+xml; charset=utf-8")
    assert (first.get_data(), first.headers["ETag"]) == (again.get_data(), again.headers["ETag"])
    assert (first.cache_control.public, first.cache_control.max_age) == (True, 300)
    assert first.headers["Access-Control-Allow-Origin"] == "*"
    assert first.headers["Vary"] == "Accept-Encoding"
    assert [name for name in ("Set-Cookie", "Last-Modified") if name in first.headers] == []


@pytest.mark.usefixtures("story")
def test_head_tells_what_get_would_and_sends_nothing(client):
    get, head = client.get(NEWS), client.head(NEWS)
    assert (head.status_code, head.get_data()) == (200, b"")
    kept = ("Content-Type", "ETag", "Cache-Control", "Content-Length", "Vary")
    assert [head.headers[name] for name in kept] == [get.headers[name] for name in kept]


@pytest.mark.usefixtures("story")
def test_gzip_carries_the_same_news_under_its_own_etag(client):
    plain, packed = client.get(NEWS), client.get(NEWS, headers={"Accept-Encoding": "gzip"})
    assert gzip.decompress(packed.get_data()) == plain.get_data()
    assert packed.headers["ETag"] != plain.headers["ETag"]
    again = client.get(NEWS, headers={"Accept-Encoding": "gzip", "If-None-Match": packed.headers["ETag"]})
    assert (again.status_code, again.get_data()) == (304, b"")


@pytest.mark.usefixtures("seminar")
def test_unchanged_news_are_answered_304_until_a_word_changes(app, client):
    known = {"If-None-Match": client.get(NEWS).headers["ETag"]}
    assert client.get(NEWS, headers=known).status_code == 304
    assert client.get(NEWS, headers={"If-Modified-Since": "Fri, 01 Jan 2038 00:00:00 GMT"}).status_code == 200
    rewrite(app, title=texts("Larger towns"))
    assert client.get(NEWS, headers=known).status_code == 200
    assert told(client, "title") == ["New seminar: Larger towns (en), Klichev"]


def test_no_news_are_a_feed_too(client):
    feed = ElementTree.fromstring(client.get(NEWS).get_data())  # noqa: S314 our own bytes
    assert (feed.tag, feed.findall(f"{ATOM}entry")) == (f"{ATOM}feed", [])
    assert feed.findtext(f"{ATOM}updated") == "1970-01-01T00:00:00Z"


@pytest.mark.usefixtures("seminar")
def test_programs_find_the_news_on_the_lists_and_people_in_the_archive(client):
    for page in ("/pl/", "/pl/past", "/pl/calendar"):
        found = re.findall(r'<link rel="alternate" type="application/atom\+xml"[^>]*>', client.get(page).text)
        assert [re.findall('href="([^"]*)"', link) for link in found] == [[f"{SITE}/pl/news.atom"]]
    assert client.get("/pl/past").text.count('<a href="/pl/news.atom" type="application/atom+xml">') == 1
