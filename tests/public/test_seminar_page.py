"""What a seminar's page shows in which state: one button, one next seminar, the recap first, links to pass it on."""

import re
from datetime import datetime, time, timedelta
from html import unescape
from urllib.parse import parse_qs, urlsplit

import pytest
from acts import set_all
from factories import make_seminar, make_series, texts

from seminars import clock
from seminars.i18n import Texts
from seminars.models import RegistrationMode, Seminar, SeminarStatus, Session, Speaker

PATH = "/en/seminars/klichev"
ADDRESS = "https://seminars.example.org/en/seminars/klichev"
DAY = timedelta(days=1)


def buttons(page: str) -> list[str]:
    return re.findall(r'class="button button--main" href="[^"]+">(.*?)</a>', page)


def section(page: str, name: str) -> str:
    return re.search(rf'<section class="section" aria-labelledby="{name}">(.*?)</section>', page, re.S)[1]


def eyebrow(page: str) -> str:
    return re.search(r'<p class="eyebrow">(.*?)</p>', page)[1]


def at(**values: object) -> dict[str, object]:
    """Values that count from now, once the test runs."""
    return {name: clock.now() + value if isinstance(value, timedelta) else value for name, value in values.items()}


@pytest.mark.parametrize(
    ("values", "pressed", "words"),
    [
        ({}, ["Sign up"], "10 places left"),
        ({"capacity": 4}, ["Sign up"], "The last 4 places or fewer"),
        ({"capacity": 0}, [], "No places left"),
        ({"needs_approval": True, "capacity": 1}, ["Sign up"], "The organisers decide who takes part."),
        ({"registration_opens_at": DAY}, [], "Registration not open yet"),
        ({"registration_closes_at": -DAY}, [], "Registration closed"),
        ({"registration_mode": RegistrationMode.THEIRS}, [], "Registration with the host"),
        (
            {"registration_mode": RegistrationMode.THEIRS, "host_event_url": "https://example.org/"},
            ["To the host event"],
            "Registration with the host",
        ),
        ({"starts_at": -9 * DAY}, [], "It has taken place"),
        ({"postponed_at": -DAY}, [], "This seminar is postponed."),
        ({"status": SeminarStatus.CANCELLED}, [], "This seminar is cancelled."),
    ],
)
def test_each_state_has_at_most_one_button_and_says_what_it_is(app, client, values, pressed, words):
    with app.app_context():
        make_seminar(**at(**values))
    page = client.get(PATH).text
    assert buttons(page) == pressed
    assert words in page


@pytest.mark.parametrize("state", ["over", "closed", "postponed", "cancelled"])
def test_the_next_in_the_region_is_named_once(app, client, state):
    values = {
        "over": at(starts_at=-9 * DAY),
        "closed": at(registration_closes_at=-DAY),
        "postponed": at(postponed_at=-DAY),
        "cancelled": {"status": SeminarStatus.CANCELLED},
    }
    with app.app_context():
        make_seminar(**values[state])
        make_seminar(slug="next", town_code="mogilev", starts_at=clock.now() + 40 * DAY)
    page = client.get(PATH).text
    assert page.count("Next in this region:") == page.count('href="/en/seminars/next"') == 1


def test_when_it_is_over_the_recap_comes_first_and_nobody_is_shown_the_way(app, client):
    with app.app_context():
        make_seminar(recap=texts("Forty people came"), **at(starts_at=-9 * DAY))
    page = client.get(PATH).text
    assert re.search(r"<title>(.*?)</title>", page, re.S)[1].startswith("What happened: Small towns and clusters (en)")
    assert page.index("Forty people came (en)") < page.index('<p lang="en">What a small town can do (en)</p>')
    assert [each for each in ("add to calendar", "how to get in", "+375 29 000-00-01") if each in page] == []


@pytest.mark.parametrize(
    ("language", "line"),
    [
        ("be", "Клічаў&nbsp;· горад 2 з 3"),
        ("ru", "Кличев&nbsp;· город 2 из 3"),
        ("pl", "Kliczew&nbsp;· miasto 2 z 3"),
        ("en", "Klichev&nbsp;· stop 2 of 3"),
    ],
)
def test_the_line_above_the_title_counts_the_public_stops_of_the_series(app, client, language, line):
    with app.app_context():
        make_seminar()
        other = make_series(slug="other")
        for slug, town, days, values in (
            ("a", "pinsk", 1, {}),
            ("b", "gomel", 50, {}),
            ("c", "grodno", 2, {"status": SeminarStatus.CANCELLED}),
            ("d", "brest", 3, {"status": SeminarStatus.DRAFT}),
            ("e", "minsk", 4, {"series_id": other.id}),
        ):
            make_seminar(slug=slug, town_code=town, starts_at=clock.now() + days * DAY, **values)
    assert eyebrow(client.get(f"/{language}/seminars/klichev").text) == line


def test_a_series_of_one_town_counts_nothing(app, client):
    with app.app_context():
        make_seminar()
    page = client.get(PATH).text
    assert eyebrow(page) == "Klichev"
    assert "Cannot make it?" not in page


def test_it_is_passed_on_by_plain_links_that_carry_any_title(app, client):
    title = 'Clusters: "good" & <bad> +1 100 % 🐢'
    with app.app_context():
        make_seminar(title=Texts(en=title))
    page = client.get(PATH).text
    row = re.search(r'<ul class="ways".*?</ul>', page, re.S)[0]
    links = [unescape(each) for each in re.findall(r'href="([^"]+)"', row)]
    told = [parse_qs(urlsplit(each).query, strict_parsing=True) for each in links]
    words = f"{title}, Klichev"
    assert told == [
        {"url": [ADDRESS], "text": [words]},
        {"text": [f"{words} {ADDRESS}"]},
        {"subject": [words], "body": [ADDRESS]},
    ]
    assert re.findall(r'<(?:img|iframe|script|link)[^>]* (?:src|href)="(?!/|https://seminars.example.org/)', page) == []


def test_what_nobody_speaks_at_is_a_break_where_others_speak(app, client):
    talk = Session(position=0, title=texts("Talk"), speakers=[Speaker(slug="ada", name="Ada Byron")])
    lunch, workshop = (
        Session(position=1, title=texts("Lunch"), starts=time(12)),
        Session(position=2, title=texts("Workshop"), description=texts("In groups")),
    )
    with app.app_context():
        make_seminar(sessions=[talk, lunch, workshop])
        make_seminar(slug="bare", town_code="pinsk", sessions=[Session(position=0, title=texts("Talk"))])
    agenda = section(client.get(PATH).text, "agenda")
    assert re.findall(r'<li class="agenda-break">.*?<strong>(.*?)</strong>', agenda) == ["Lunch (en)"]
    assert "agenda-break" not in client.get("/en/seminars/bare").text


def test_the_language_of_foreign_texts_is_named_once_in_each_section(app, client):
    only = Texts(ru="Обед")
    sessions = [Session(position=number, title=only, description=only) for number in range(3)]
    sessions[0].speakers = [Speaker(slug=f"s{number}", name="Ada Byron", role=only) for number in range(3)]
    with app.app_context():
        make_seminar(title=only, description=only, sessions=sessions, language_note=only, host=only)
    page = client.get(PATH).text
    note = '<p class="only-in">Only available in Russian</p>'
    assert [section(page, name).count(note) for name in ("agenda", "speakers", "on-the-spot")] == [1, 1, 1]
    assert page.count(note) == 4  # and once for title and description together
    with app.app_context():
        set_all(Seminar, description=Texts(en="Lunch"))
    assert client.get(PATH).text.partition("<h1>")[2].count(note) == 4


def test_copies_for_calendars_on_the_web_stand_on_the_calendar_page(app, client):
    with app.app_context():
        make_seminar()
    page = client.get(PATH).text
    (way,) = {unescape(each) for each in re.findall(r'href="([^"]*seminar=klichev[^"]*)"', page)}
    assert way == "/en/calendar?region=mogilev&seminar=klichev#this-seminar"
    assert "calendar.google.com" not in page
    alone = client.get(way).text.partition('id="this-seminar"')[2].partition("</section>")[0]
    hosts = [urlsplit(unescape(each)).netloc for each in re.findall(r'href="([^"]+)"', alone)]
    assert hosts == ["", "", "calendar.google.com", "outlook.live.com"]
    assert "These are copies, which do not follow changes." in alone


@pytest.mark.parametrize("slug", ["nowhere", "draft", "over", "cancelled", "'\"<b>"])
def test_the_calendar_page_offers_nothing_that_does_not_come(app, client, slug):
    past: datetime = clock.now() - 9 * DAY
    with app.app_context():
        make_seminar(slug="draft", status=SeminarStatus.DRAFT)
        make_seminar(slug="over", starts_at=past)
        make_seminar(slug="cancelled", status=SeminarStatus.CANCELLED)
    page = client.get("/en/calendar", query_string={"seminar": slug})
    assert (page.status_code, "this-seminar" in page.text) == (200, False)
