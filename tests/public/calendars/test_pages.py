"""How to subscribe: the page offers the calendar of what was chosen, in every way into a calendar program."""

import re
from html import unescape
from urllib.parse import parse_qs, urlsplit

import pytest
from factories import make_seminar, make_series, texts
from flask import Flask

from seminars.formats import qr_code
from seminars.models import Session, Speaker

SITE = "https://seminars.example.org"
FEEDS = {
    "": "all",
    "?region=mogilev": "region/mogilev",
    "?town=klichev": "town/klichev",
    "?series=other": "series/other",
    "?speaker=bogna-lipa": "speaker/bogna-lipa",
}


@pytest.fixture
def tour(app: Flask) -> None:
    """Klichev in one region; Gomel in another, of another series and with a speaker of its own."""
    with app.app_context():
        other = make_series(slug="other", name=texts("Other"))
        talk = Session(position=0, title=texts("Talk"), speakers=[Speaker(slug="bogna-lipa", name="Bogna Lipa")])
        make_seminar(slug="klichev")
        make_seminar(slug="gomel", town_code="gomel", series_id=other.id, sessions=[talk])


def links(html: str) -> list[tuple[str, str]]:
    """(address, words) of each link."""
    found = re.findall(r'<a [^>]*?href="([^"]+)"[^>]*>(.*?)</a>', html, re.S)
    return [(unescape(address), re.sub("<[^>]+>", "", words)) for address, words in found]


def chips(html: str) -> dict[str, list[tuple[str, str]]]:
    """Per row of choices, each as (address, words); words of the chosen one are marked by a star."""
    rows = re.findall(r'<nav aria-labelledby="([\w-]+)">(.*?)</nav>', html, re.S)
    starred = re.compile(r'(<a [^>]*aria-current="true"[^>]*>)')
    return {name: links(starred.sub(r"\1*", row)) for name, row in rows}


def heading(html: str) -> str:
    return re.sub("<[^>]+>", "", re.search(r"<h1[^>]*>(.*?)</h1>", html, re.S)[1])


@pytest.mark.usefixtures("tour")
@pytest.mark.parametrize("language", ["be", "ru", "pl", "en"])
def test_every_way_leads_to_the_feed_of_what_was_chosen(client, language):
    for query, feed in FEEDS.items():
        _check_the_ways(client, query, feed, language)


def _check_the_ways(client, query: str, feed: str, language: str) -> None:
    page = client.get(f"/{language}/calendar{query}").text
    address = f"{SITE}/{language}/calendar/{feed}.ics"
    webcal = address.replace("https:", "webcal:")
    assert client.get(urlsplit(address).path).status_code == 200
    assert re.findall(r'<code class="address" id="address">([^<]+)</code>', page) == [address]
    assert re.findall(r'<link rel="alternate" type="text/calendar" href="([^"]+)">', page) == [address]
    subscribe = re.search(r'<div class="subscribe">.*?</section>', page, re.S)[0]
    first, *others = [way for way, _words in links(subscribe)]
    assert first == webcal
    assert [(way.partition("?")[0], parse_qs(urlsplit(way).query)) for way in others] == [
        ("https://calendar.google.com/calendar/r", {"cid": [webcal]}),
        *(
            (
                f"https://outlook.{host}.com/calendar/0/addfromweb",
                {"url": [address], "name": [name_of_feed(client, feed, language)]},
            )
            for host in ("live", "office")
        ),
    ]


def name_of_feed(client, feed: str, language: str) -> str:
    """What the feed itself says it is called."""
    calendar = client.get(f"/{language}/calendar/{feed}.ics").text.replace("\r\n ", "")
    return re.search(r"^X-WR-CALNAME:(.*)\r$", calendar, re.M)[1].replace("\\", "")


@pytest.mark.usefixtures("tour")
@pytest.mark.parametrize("query", FEEDS)
def test_the_qr_code_opens_the_same_page_on_a_phone(client, query):
    for language in ("be", "en"):
        page = client.get(f"/{language}/calendar{query}", headers={"Host": "localhost"}).text
        picture = re.search(r'<div role="img" aria-label="[^"]+">(<svg.*?</svg>)</div>', page)[1]
        assert picture == qr_code.as_svg(f"{SITE}/{language}/calendar{query}")


@pytest.mark.usefixtures("tour")
def test_the_heading_says_what_the_calendar_is_of(client):
    headings = {query: heading(client.get(f"/en/calendar{query}").text) for query in FEEDS}
    assert headings == {
        "": "All seminars in your calendar",
        "?region=mogilev": "Seminars in your calendar: Mogilev region",
        "?town=klichev": "Seminars in your calendar: Klichev",
        "?series=other": "Seminars in your calendar: Other (en)",
        "?speaker=bogna-lipa": "Seminars in your calendar: Bogna Lipa",
    }


@pytest.mark.usefixtures("tour")
def test_what_was_chosen_is_a_chip_with_a_way_back_to_all(client):
    def seminars(query: str) -> list[tuple[str, str]]:
        return chips(client.get(f"/en/calendar{query}").text)["which-seminars"]

    everything, gomel, mogilev = (
        ("/en/calendar", "All seminars"),
        ("/en/calendar?region=gomel", "Gomel"),
        ("/en/calendar?region=mogilev", "Mogilev"),
    )
    assert seminars("") == [("/en/calendar", "*All seminars"), gomel, mogilev]
    assert seminars("?region=mogilev") == [everything, gomel, ("/en/calendar?region=mogilev", "*Mogilev")]
    for query, name in (
        ("?town=klichev", "*Klichev"),
        ("?series=other", "*Other (en)"),
        ("?speaker=bogna-lipa", "*Bogna Lipa"),
        ("?region=brest", "*Brest region"),  # where nothing is planned
    ):
        assert seminars(query) == [everything, gomel, mogilev, (f"/en/calendar{query}", name)]


@pytest.mark.usefixtures("tour")
@pytest.mark.parametrize("query", FEEDS)
def test_the_same_calendar_is_there_in_each_language(client, query):
    names = {"be": "Беларуская", "ru": "Русский", "pl": "*Polski", "en": "English"}
    wanted = [(f"/{code}/calendar{query}", name) for code, name in names.items()]
    assert chips(client.get(f"/pl/calendar{query}").text)["which-language"] == wanted


@pytest.mark.usefixtures("tour")
def test_of_several_choices_the_narrowest_counts(client):
    for query, feed in (
        ("?region=mogilev&town=klichev", "town/klichev"),
        ("?series=other&region=gomel", "region/gomel"),
        ("?town=gomel&speaker=bogna-lipa", "speaker/bogna-lipa"),
        ("?region=&town=", "all"),
        ("?unknown=1", "all"),
    ):
        page = client.get(f"/en/calendar{query}").text
        assert re.findall(r'id="address">([^<]+)<', page) == [f"{SITE}/en/calendar/{feed}.ics"]


@pytest.mark.usefixtures("tour")
@pytest.mark.parametrize("kind", ["region", "town", "series", "speaker"])
def test_what_is_not_there_has_no_page(client, kind):
    for code in ("atlantis", "a%00b", "%D0%BF", "x" * 500, "klichev%20"):
        assert client.get(f"/en/calendar?{kind}={code}").status_code == 404
    assert client.get("/en/calendar?town=klichev&region=atlantis").status_code == 404


@pytest.mark.usefixtures("tour")
def test_the_page_tells_where_ones_own_calendar_comes_from_and_shows_no_button_that_needs_a_script(client):
    page = client.get("/en/calendar").text
    own = re.search(r'<section class="section prose" aria-labelledby="only-mine">.*?</section>', page, re.S)[0]
    assert links(own) == [("/en/registrations/find", "Get the link by mail")]
    assert [" hidden>" in button for button in re.findall(r"<button[^>]*>", page)] == [True]
    assert re.findall(r"<script ([^>]*)>", page) == [re.search(r'src="/static/copy\.js\?v=\w{12}" defer', page)[0]]


@pytest.mark.usefixtures("tour")
@pytest.mark.parametrize("language", ["be", "ru", "pl", "en"])
def test_the_page_with_stylesheet_and_script_fits_the_first_packets(client, language):
    address = f"/{language}/calendar?speaker=bogna-lipa"
    page = client.get(address).text
    files = re.findall(r'<link rel="stylesheet" href="([^"]+)">', page) + re.findall(r'<script src="([^"]+)"', page)
    answers = [client.get(each, headers={"Accept-Encoding": "gzip"}) for each in (address, *files)]
    assert [answer.headers["Content-Encoding"] for answer in answers] == ["gzip"] * 3
    assert sum(len(answer.data) for answer in answers) <= 14 * 1024


@pytest.mark.usefixtures("tour")
def test_lists_lead_to_the_calendar_of_what_they_show(client):
    for query, wanted in {
        "": ("/en/calendar", "Subscribe to the calendar"),
        "?region=mogilev": ("/en/calendar?region=mogilev", "Subscribe to these seminars"),
        "?region=mogilev&town=klichev": ("/en/calendar?town=klichev", "Subscribe to these seminars"),
        "?series=other": ("/en/calendar?series=other", "Subscribe to these seminars"),
        "?series=other&region=gomel": ("/en/calendar?region=gomel", "Subscribe to all seminars of this region"),
        "?series=other&town=gomel": ("/en/calendar?town=gomel", "Subscribe to all seminars of this town"),
    }.items():
        main = client.get(f"/en/{query}").text.partition("<main")[2]
        assert [link for link in links(main) if link[0].startswith("/en/calendar")] == [wanted]
    archive = client.get("/en/past").text.partition("<main")[2]
    assert [address for address, _words in links(archive) if address.startswith("/en/calendar")] == []


@pytest.mark.usefixtures("tour")
def test_a_speaker_on_a_seminars_page_leads_to_the_calendar_of_their_tour(client):
    page = client.get("/en/seminars/gomel").text
    speakers = re.search(r'<ul class="people">.*?</ul>', page, re.S)[0]
    assert links(speakers) == [("/en/calendar?speaker=bogna-lipa", "Calendar of their seminars")]
    assert 'aria-labelledby="tour-1 speaker-1"' in speakers
    assert re.findall(r'id="([^"]+)"', speakers) == ["speaker-1", "tour-1"]
