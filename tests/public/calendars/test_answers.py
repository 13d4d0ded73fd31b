"""Calendar addresses over HTTP: what programs that fetch them again and again need."""

import gzip
import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from factories import make_seminar, texts
from icalendar import Calendar
from sqlalchemy import insert
from visitors import set_all
from werkzeug.http import http_date, parse_date

from seminars import clock
from seminars.database.units import write_unit
from seminars.domain.programme import feeds
from seminars.domain.seminars import content, editing
from seminars.extensions import db
from seminars.formats.calendars import ical
from seminars.models import Seminar, SeminarStatus, Session, Speaker

FEED = "/be/calendar/all.ics"
ONE = "/be/seminars/klichev.ics"
PARTS = ("region/mogilev", "region/brest", "town/klichev", "series/clusters", "speaker/bogna-lipa")
GARBAGE = ("garbage", "Mon, 99 Foo 2026", "2026-01-01", "\xff", "0", "")
LONG_AGO = datetime(2026, 3, 29, 8, 30, 5, tzinfo=UTC)
OLIVE = "olive@example.org"
HOUR = timedelta(hours=1)


def uids(answer) -> int:
    return answer.get_data().count(b"BEGIN:VEVENT")


@pytest.mark.usefixtures("seminar")
def test_a_feed_has_equal_bytes_for_everyone_and_each_time(client):
    for address in (FEED, ONE):
        first = client.get(address)
        second = client.get(address, headers={"Accept": "text/html", "User-Agent": "Googlebot", "Accept-Language": "pl",
                                              "Cookie": "__Host-seminars=x"})  # fmt: skip
        assert (first.status_code, first.content_type) == (200, "text/calendar; charset=utf-8")
        assert first.get_data() == second.get_data()
        assert first.headers["ETag"] == second.headers["ETag"]


@pytest.mark.usefixtures("seminar")
def test_the_feed_is_shown_and_one_seminar_is_saved(client):
    assert client.get(FEED).headers["Content-Disposition"] == 'inline; filename="seminars.ics"'
    assert client.get(ONE).headers["Content-Disposition"] == 'attachment; filename="klichev.ics"'


@pytest.mark.usefixtures("seminar")
def test_head_tells_what_get_would_and_sends_nothing(client):
    for address in (FEED, ONE):
        get, head = client.get(address), client.head(address)
        assert (head.status_code, head.get_data()) == (200, b"")
        kept = (
            "Content-Type",
            "ETag",
            "Last-Modified",
            "Content-Disposition",
            "Cache-Control",
            "Content-Length",
            "Vary",
        )
        assert [head.headers[name] for name in kept] == [get.headers[name] for name in kept]


@pytest.mark.usefixtures("seminar")
def test_unchanged_bytes_are_answered_304_until_they_change(app, client):
    for address in (FEED, ONE, "/be/", "/be/past", "/be/seminars/klichev", "/be/calendar", "/be/privacy"):
        first = client.get(address)
        etag = first.headers["ETag"]
        for sent in (etag, f"W/{etag}", f'"other", {etag}', "*"):
            again = client.get(address, headers={"If-None-Match": sent})
            assert (address, sent, again.status_code, again.get_data()) == (address, sent, 304, b"")
            assert again.headers["ETag"] == etag
        for since in GARBAGE:
            assert client.get(address, headers={"If-Modified-Since": since}).status_code == 200
        both = {"If-None-Match": '"other"', "If-Modified-Since": "Fri, 01 Jan 2038 00:00:00 GMT"}
        assert client.get(address, headers=both).status_code == 200
    etag = client.get(FEED).headers["ETag"]
    set_all(app, Seminar, ical_sequence=1)
    assert client.get(FEED, headers={"If-None-Match": etag}).status_code == 200


@pytest.mark.usefixtures("seminar")
def test_gzip_carries_the_same_calendar_under_its_own_etag(client):
    plain, packed = client.get(FEED), client.get(FEED, headers={"Accept-Encoding": "gzip"})
    assert packed.headers["Content-Encoding"] == "gzip"
    assert gzip.decompress(packed.get_data()) == plain.get_data()
    assert client.get(FEED, headers={"Accept-Encoding": "gzip"}).get_data() == packed.get_data()
    assert packed.headers["ETag"] != plain.headers["ETag"]
    assert {answer.headers["Vary"] for answer in (plain, packed)} == {"Accept-Encoding"}
    again = client.get(FEED, headers={"Accept-Encoding": "gzip", "If-None-Match": packed.headers["ETag"]})
    assert (again.status_code, again.headers["Vary"]) == (304, "Accept-Encoding")
    for refused in ("gzip;q=0", "identity", "br"):
        assert client.get(FEED, headers={"Accept-Encoding": refused}).headers.get("Content-Encoding") is None


@pytest.mark.usefixtures("seminar")
def test_other_sites_may_read_feeds_and_nothing_else(client):
    shared = {
        address: client.get(address).headers.get("Access-Control-Allow-Origin")
        for address in (FEED, ONE, "/be/", "/be/calendar", "/be/seminars/klichev", "/be/registrations/find")
    }
    assert {address for address, allowed in shared.items() if allowed} == {FEED, ONE}
    assert (shared[FEED], shared[ONE]) == ("*", "*")


@pytest.fixture
def klichev(app) -> Seminar:
    """A seminar in Klichev with a speaker, which nobody has changed for long."""
    with app.app_context():
        talk = Session(position=0, title=texts("Talk"), speakers=[Speaker(slug="bogna-lipa", name="Bogna Lipa")])
        return make_seminar(sessions=[talk], changed_at=LONG_AGO)


def ask(client, address: str, since: str | datetime, **headers: str):
    since = since if isinstance(since, str) else http_date(since)
    return client.get(address, headers={"If-Modified-Since": since, **headers})


def edit(app, seminar: Seminar, **values) -> None:
    with app.app_context(), write_unit():
        stored = db.session.get_one(Seminar, seminar.id)
        changes = replace(content.as_written(stored), **values)
        editing.edit_seminar(stored, version=stored.version, changes=changes, actor=OLIVE)
        db.session.commit()


def test_whoever_knows_only_the_time_is_answered_304_exactly_when_nothing_changed(app, client, klichev):
    addresses = [FEED, ONE, *(f"/be/calendar/{part}.ics" for part in PARTS)]
    for address in addresses:
        settled = LONG_AGO if address == ONE else LONG_AGO + feeds.SETTLED_AFTER
        assert (address, client.get(address).headers["Last-Modified"]) == (address, http_date(settled))
        for since, status in ((0, 304), (60, 304), (-1, 200)):
            answer = ask(client, address, settled + timedelta(seconds=since))
            assert (address, since, answer.status_code) == (address, since, status)
        assert client.head(address, headers={"If-Modified-Since": http_date(settled)}).status_code == 304
        assert [ask(client, address, since).status_code for since in GARBAGE] == [200] * len(GARBAGE)
        etag = client.get(address).headers["ETag"]
        assert ask(client, address, LONG_AGO, **{"If-None-Match": '"other"'}).status_code == 200
        assert ask(client, address, LONG_AGO - timedelta(days=1), **{"If-None-Match": etag}).status_code == 304
    edit(app, klichev, town_code="gomel")
    assert uids(client.get("/be/calendar/region/mogilev.ics")) == 0
    for address in addresses:
        answer = ask(client, address, LONG_AGO + feeds.SETTLED_AFTER)
        assert (address, answer.status_code) == (address, 200)
        assert parse_date(answer.headers["Last-Modified"]) > LONG_AGO + feeds.SETTLED_AFTER


def test_an_unchanged_feed_is_answered_without_rendering_an_event(client, klichev):
    first = client.get(FEED)
    before = ical._rendered.cache_info()
    for since in ({"If-None-Match": first.headers["ETag"]}, {"If-Modified-Since": first.headers["Last-Modified"]}):
        assert client.get(FEED, headers=since).status_code == 304
    assert ical._rendered.cache_info() == before


def test_no_time_is_given_while_there_is_nothing_to_give_it_for(client):
    assert "Last-Modified" not in client.get(FEED).headers


def many(app, number: int, **values) -> None:
    """That many seminars, one an hour from tomorrow on, besides one of yesterday."""
    now = clock.now().replace(microsecond=0)
    with app.app_context():
        model = make_seminar(slug="yesterday", starts_at=now - timedelta(days=1), changed_at=LONG_AGO, **values)
        same = {each.key: getattr(model, each.key) for each in Seminar.__table__.columns if each.key != "id"}
        rows = []
        for each in range(number):
            at = now + timedelta(days=1, hours=each)
            unlike = {"slug": f"s{each}", "uid": f"s{each}-{model.uid}", "starts_at": at, "ends_at": at + HOUR}
            rows.append({**same, **unlike})
        with write_unit():
            db.session.execute(insert(Seminar), rows)
            db.session.commit()


def held(answer) -> set[str]:
    return set(re.findall(r"^UID:(s\d+)-", answer.text, re.MULTILINE))


def test_a_feed_of_too_many_events_keeps_the_nearest_and_says_so_once(app, client, caplog):
    many(app, 1005)
    answer = client.get(FEED)
    assert held(answer) == {f"s{number}" for number in range(1000)}
    assert client.get(FEED, headers={"Accept-Encoding": "gzip"}).status_code == 200
    assert [record.getMessage() for record in caplog.records if record.levelname == "WARNING"] == [
        f"calendar https://seminars.example.org{FEED} is cut: it holds 1000 events in {len(answer.data)} bytes, "
        "and at least 1 more were left out"
    ]
    assert len(answer.data) < 1_000_000
    ended_at = parse_date(answer.headers["Last-Modified"])
    assert timedelta(hours=18) < clock.now() - ended_at < timedelta(hours=20)


def test_a_feed_of_too_many_bytes_keeps_the_nearest_and_says_so_once(app, client, caplog):
    many(app, 60, description=texts("Ж" * 10_000))
    answer = client.get(FEED)
    kept = len(held(answer))
    assert held(answer) == {f"s{number}" for number in range(kept)}
    assert 1_000_000 - 40_000 < len(answer.data) < 1_000_000
    assert [record.getMessage() for record in caplog.records if record.levelname == "WARNING"] == [
        f"calendar https://seminars.example.org{FEED} is cut: it holds {kept} events in {len(answer.data)} bytes, "
        f"and at least {61 - kept} more were left out"
    ]
    assert Calendar.from_ical(answer.data).events[0]["SUMMARY"]


def test_a_feed_just_within_the_limits_is_whole(app, client, caplog):
    many(app, 999)
    answer = client.get(FEED)
    assert (uids(answer), answer.headers["Last-Modified"]) == (1000, http_date(LONG_AGO + feeds.SETTLED_AFTER))
    assert [record for record in caplog.records if record.levelname == "WARNING"] == []


def test_the_feed_holds_sixty_days_back_and_cancelled_ones_for_thirty(app, client):
    now = clock.now()
    ages = {"coming": 10, "just-over": -59, "long-over": -61}
    with app.app_context():
        for slug, age in ages.items():
            make_seminar(slug=slug, starts_at=now + timedelta(days=age), title={"en": slug})
            make_seminar(slug=f"{slug}-cancelled", status=SeminarStatus.CANCELLED, starts_at=now + timedelta(days=age))
        make_seminar(slug="cancelled-29", status=SeminarStatus.CANCELLED, starts_at=now - timedelta(days=29))
        make_seminar(slug="cancelled-31", status=SeminarStatus.CANCELLED, starts_at=now - timedelta(days=31))
        make_seminar(slug="postponed", starts_at=now - timedelta(days=90), postponed_at=now)
        make_seminar(slug="draft", status=SeminarStatus.DRAFT)
    feed = client.get("/en/calendar/all.ics").text.replace("\r\n ", "")
    shown = {line.rpartition("/")[2].strip() for line in feed.splitlines() if line.startswith("URL")} - {"calendar"}
    assert shown == {"coming", "coming-cancelled", "just-over", "cancelled-29", "postponed"}


def test_an_empty_feed_is_a_calendar(client):
    answer = client.get(FEED)
    assert (answer.status_code, uids(answer)) == (200, 0)
    assert answer.get_data().startswith(b"BEGIN:VCALENDAR\r\n")
