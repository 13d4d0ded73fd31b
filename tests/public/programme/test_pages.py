"""The lists of seminars: what they hold, in which order, and at what cost."""

import re
from datetime import timedelta

import pytest
from factories import make_registration, make_seminar, make_series, texts
from visitors import Counted, set_all

from seminars import clock
from seminars.domain.people.sign_up import Person
from seminars.extensions import db
from seminars.i18n import Texts
from seminars.models import Seminar, SeminarStatus


def listed(page) -> list[str]:
    """What stands on the line, and before it the next seminar that it begins with."""
    return re.findall(r'class="(?:stop|next)-name"[^>]*><a href="/\w\w/seminars/([\w-]+)"', page.text)


def states(page) -> list[str]:
    found = re.findall(r'class="stop-state[^>]*>(.*?)</p>', page.text, re.S)
    return [" ".join(re.sub("<[^>]+>", "", each).split()) for each in found]


@pytest.fixture
def tour(app):
    """Seminars in every state, their addresses telling which, made in an order that no list has."""
    now = clock.now().replace(microsecond=0)
    day = timedelta(days=1)
    with app.app_context():
        other = make_series(slug="villages").id
        make_seminar(slug="draft", status=SeminarStatus.DRAFT)
        make_seminar(slug="later", starts_at=now + 40 * day, town_code="pinsk", series_id=other)
        make_seminar(slug="soon", starts_at=now + 2 * day, capacity=3)
        make_seminar(slug="cancelled", starts_at=now + 3 * day, status=SeminarStatus.CANCELLED)
        make_seminar(slug="postponed", starts_at=now - 3 * day, postponed_at=now)
        make_seminar(slug="full", starts_at=now + 5 * day, capacity=0)
        make_seminar(slug="closed", starts_at=now + 6 * day, registration_closes_at=now)
        make_seminar(slug="not-open", starts_at=now + 7 * day, registration_opens_at=now + day)
        make_seminar(slug="elsewhere", starts_at=now + 8 * day, capacity=None)
        make_seminar(slug="running", starts_at=now - timedelta(hours=1))
        make_seminar(slug="last-year", starts_at=now - 400 * day)
        make_seminar(slug="last-week", starts_at=now - 7 * day, town_code="pinsk")
        make_registration(db.session.query(Seminar).filter_by(slug="soon").one())


@pytest.mark.usefixtures("tour")
def test_upcoming_seminars_stand_soonest_first_each_with_its_state(client):
    page = client.get("/en/")
    begins, *line = listed(page)
    assert begins == "soon"
    assert dict(zip(line, states(page), strict=True)) == {
        "running": "It has begun",
        "soon": "The last 3 places or fewer",
        "cancelled": "Cancelled",
        "full": "No places left",
        "closed": "Registration closed",
        "not-open": "Registration not open yet",
        "elsewhere": "Registration with the host",
        "later": "More than 10 places left",
        "postponed": "Postponed",
    }
    assert line == [
        "running", "soon", "cancelled", "full", "closed", "not-open", "elsewhere", "postponed", "later",
    ]  # fmt: skip


@pytest.mark.usefixtures("tour")
def test_what_is_postponed_stands_apart_with_its_old_date_struck(client):
    page = client.get("/en/?series=clusters").text
    dated, put_off = page.split(">Date to be announced</h2>")
    assert re.findall(r"<s>|</s>", dated) == []
    (struck,) = re.findall(r"<s>(.*?)</s>", put_off, re.S)
    assert struck.startswith('<span class="unseen">until now:</span> <time')
    assert re.findall(r"<(h\d) class=\"stop-name\"", put_off) == ["h3"]


def test_where_no_seminar_has_a_date_no_empty_list_stands_above_them(app, client):
    with app.app_context():
        make_seminar(slug="postponed", postponed_at=clock.now())
    page = client.get("/en/")
    assert (listed(page), page.text.count("<ol")) == (["postponed"], 1)
    assert "Date to be announced" not in client.get("/en/past").text


@pytest.mark.usefixtures("tour")
def test_the_archive_stands_latest_first(client):
    page = client.get("/en/past")
    assert (listed(page), states(page)) == (["last-week", "last-year"], [])
    years = {(clock.now() - timedelta(days=days)).year for days in (7, 400)}
    assert re.findall(r">(\d{4})</h2>", page.text) == sorted(map(str, years), reverse=True)


def test_the_archive_says_what_came_of_it_in_the_readers_language_or_nothing(app, client):
    recap = Texts(be="У г. Магілёве падпісалі мемарандум. Потым абедалі.", en="Two memoranda were signed. Then lunch.")
    with app.app_context():
        long_ago = clock.now() - timedelta(days=40)
        make_seminar(slug="told", starts_at=long_ago, recap=recap)
        make_seminar(slug="untold", starts_at=long_ago)
        make_seminar(slug="called-off", starts_at=long_ago, recap=recap, status=SeminarStatus.CANCELLED)
    told = {code: re.findall(r'"stop-recap">(.*?)</p>', client.get(f"/{code}/past").text) for code in ("be", "pl")}
    assert told == {
        "be": ["У г. Магілёве падпісалі мемарандум."],
        "pl": ['<span lang="en">Two memoranda were signed.</span>'],
    }
    page = client.get("/en/past")
    assert (states(page), page.text.count("<svg")) == (["Cancelled"], 0)


def test_one_series_lends_the_page_its_name_its_first_words_and_its_map(app, client):
    day = timedelta(days=1)
    with app.app_context():
        name, told = texts("Clusters <1>"), texts("How neighbours work together.\n\nThe second paragraph")
        series = make_series(name=name, description=told).id
        for number, town in enumerate(("klichev", "pinsk")):
            make_seminar(slug=town, town_code=town, series_id=series, starts_at=clock.now() + (9 + number) * day)
    page = client.get("/pl/").text
    assert re.search(r"<title>(.*?) ·", page)[1] == "Clusters &lt;1&gt; (pl)"
    assert re.findall(r"<h1>(.*?)</h1>", page) == ["Clusters &lt;1&gt; (pl)"]
    assert re.findall(r'<p class="lead">(.*?)</p>', page) == ["How neighbours work together."]
    assert re.findall(r'role="img" aria-label="Mapa trasy: (\S+), [^"]*; (\S+), [^"]*"', page) == [("Kliczew", "Pińsk")]
    assert page.count("button--main") == 1


@pytest.mark.usefixtures("tour")
def test_several_series_at_once_stand_each_below_its_own_name(client):
    page = client.get("/en/").text
    assert re.findall(r"<h1>(.*?)</h1>", page) == ["Seminars in your town"]
    assert re.findall(r'<h2 id="tour-(\w+)">', page) == ["clusters", "villages"]
    assert set(re.findall(r"<(h\d) class=\"stop-name\"", page)) == {"h4"}
    one = client.get("/en/?series=villages").text
    assert (re.findall(r"<h1>(.*?)</h1>", one), one.count('<h2 id="tour-')) == (["Clusters (en)"], 0)


def test_where_there_are_many_regions_they_are_chosen_from_a_field(app, client):
    regions = ("pinsk", "gomel", "grodno", "minsk", "klichev", "vitebsk", "borisov", "bialystok", "lublin")
    with app.app_context():
        for town in regions[:-1]:
            make_seminar(slug=town, town_code=town)
        assert "<select" not in client.get("/en/").text
        make_seminar(slug=regions[-1], town_code=regions[-1])
    page = client.get("/en/?region=lubelskie&series=clusters").text
    (form,) = re.findall(r'<form class="filter-field" method="get" action="/en/">.*?</form>', page, re.S)
    assert form.count("<option") == 1 + len(regions)
    assert re.findall(r'<option value="(\w+)" selected', form) == ["lubelskie"]
    assert re.findall(r'type="hidden" name="(\w+)" value="(\w+)"', form) == [("series", "clusters")]
    assert listed(client.get("/en/?region=lubelskie&series=clusters")) == ["lublin"]
    assert listed(client.get("/en/?series=&region="))[0] == "pinsk"


@pytest.mark.usefixtures("tour")
def test_filters_choose_and_are_plain_links(client):
    brest = client.get("/en/?region=brest")
    assert brest.status_code == 200
    assert listed(brest) == ["later"]
    assert listed(client.get("/en/?town=pinsk")) == listed(client.get("/en/?series=villages")) == ["later"]
    assert listed(client.get("/en/past?town=klichev")) == ["last-year"]
    assert listed(client.get("/en/?region=brest&town=klichev")) == []
    regions = re.search(r'<nav aria-label="Region">.*?</nav>', client.get("/en/").text, re.S)[0]
    chips = re.findall(r'href="([^"]*)"', regions)
    assert chips == ["/en/", "/en/?region=brest", "/en/?region=mogilev"]
    assert {client.get(address).status_code for address in chips} == {200}


def test_filters_stand_in_the_order_of_the_readers_alphabet(app, client):
    with app.app_context():
        for town in ("pruzhany", "vitebsk", "pinsk", "klichev", "luninets", "ivanovo"):
            make_seminar(slug=town, town_code=town)
    regions = {language: chips(client.get(f"/{language}/").text, "region") for language in ("be", "pl")}
    assert regions == {"be": ["Брэсцкая", "Віцебская", "Магілёўская"], "pl": ["Brzeski", "Mohylewski", "Witebski"]}
    towns = {language: chips(client.get(f"/{language}/?region=brest").text, "town") for language in ("be", "pl")}
    assert towns == {
        "be": ["Іванава", "Лунінец", "Пінск", "Пружаны"],
        "pl": ["Janów Poleski", "Łuniniec", "Pińsk", "Prużana"],
    }


def chips(page: str, what: str) -> list[str]:
    """What the filters of a kind say, but the one that chooses everything."""
    links = re.findall(
        r'<a href="([^"]*)"[^>]*>([^<]*)</a>', "".join(re.findall(r'<ul class="chips[^>]*>.*?</ul>', page, re.S))
    )
    return [words for address, words in links if f"{what}=" in address]


@pytest.mark.usefixtures("tour")
def test_an_empty_list_says_what_to_do(app, client):
    filtered = client.get("/en/?town=gomel")
    assert (filtered.status_code, listed(filtered)) == (200, [])
    assert re.findall(r'<section class="nothing".*?</section>', filtered.text, re.S)
    assert [
        link for link in ('href="/en/"', 'href="/en/calendar"', 'href="/en/past"') if link not in filtered.text
    ] == []
    archive = client.get("/en/past?town=gomel")
    assert (archive.status_code, listed(archive)) == (200, [])
    set_all(app, Seminar, starts_at=clock.now(), ends_at=clock.now() + timedelta(days=1))
    assert client.get("/en/past").status_code == 200


def test_lists_and_feed_cost_the_same_for_one_seminar_and_for_three(app, client):
    now = clock.now()
    addresses = ("/en/", "/en/past", "/en/calendar/all.ics", "/en/?region=mogilev")
    spent = []
    for count in (1, 3):
        with app.app_context():
            while db.session.query(Seminar).count() < 2 * count:
                number = db.session.query(Seminar).count()
                start = now + timedelta(days=number + 1) * (-1) ** number
                seminar = make_seminar(slug=f"seminar-{number}", starts_at=start)
                if start > now:
                    make_registration(seminar, Person(surname=f"No{number}", given_name="Ada", email="ada@example.org"))
        spent.append({})
        for address in addresses:
            with Counted(app) as statements:
                assert client.get(address).status_code == 200
            spent[-1][address] = len(statements)
    assert spent[0] == spent[1]
    assert max(spent[1].values()) <= 7


@pytest.mark.usefixtures("tour")
def test_switching_the_language_keeps_page_and_filter(client):
    for address in ("/?region=brest", "/past?town=klichev&region=mogilev", "/seminars/soon", "/calendar", "/privacy",
                    "/seminars/soon/registrations/new", "/registrations/find"):  # fmt: skip
        page = client.get(f"/en{address}")
        switch = re.search(r'<nav class="languages".*?</nav>', page.text, re.S)[0]
        wanted = [f"/{language}{address}" for language in ("be", "ru", "pl", "en")]
        assert [link.replace("&amp;", "&") for link in re.findall(r'href="([^"]+)"', switch)] == wanted
        assert '<html lang="pl">' in client.get(wanted[2]).text
