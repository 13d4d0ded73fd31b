"""Calendar addresses over HTTP: what programs that fetch them again and again need."""

import gzip
from datetime import timedelta

import pytest
from factories import make_seminar
from sqlalchemy import update

from seminars import clock
from seminars.extensions import db
from seminars.models import Seminar, SeminarStatus
from seminars.units import write_unit

FEED = "/be/calendar/all.ics"
ONE = "/be/seminars/klichev.ics"


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
        kept = ("Content-Type", "ETag", "Content-Disposition", "Cache-Control", "Content-Length", "Vary")
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
        for since in ("garbage", "Mon, 99 Foo 2026", "Fri, 01 Jan 2038 00:00:00 GMT", ""):
            assert client.get(address, headers={"If-Modified-Since": since}).status_code == 200
        both = {"If-None-Match": '"other"', "If-Modified-Since": "Fri, 01 Jan 2038 00:00:00 GMT"}
        assert client.get(address, headers=both).status_code == 200
        assert "Last-Modified" not in first.headers
    etag = client.get(FEED).headers["ETag"]
    with app.app_context(), write_unit():
        db.session.execute(update(Seminar).values(ical_sequence=1))
        db.session.commit()
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


@pytest.mark.usefixtures("seminar")
def test_the_page_of_the_calendar_gives_both_links(client):
    page = client.get("/be/calendar")
    assert 'href="webcal://seminars.example.org/be/calendar/all.ics"' in page.text
    assert ">https://seminars.example.org/be/calendar/all.ics<" in page.text
