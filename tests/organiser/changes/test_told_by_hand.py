"""The list of people who are still to be told of a change, with its ticks, on the organisers' pages."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from acts import act, sign_up, write
from factories import make_seminar
from sqlalchemy import select, update
from visitors import Counted

from seminars.domain.seminars import changes
from seminars.extensions import db
from seminars.models import Registration, Seminar

STARTS = datetime(2029, 3, 7, 8, 30, tzinfo=UTC)
LIST, SEMINARS = "/organiser/seminars/klichev/registrations", "/organiser/seminars"
CHANGES = "/organiser/seminars/klichev/changes"
HOURS = '<span class="untorn">11:30–16:30</span> (Minsk time, UTC+3)'


@pytest.fixture
def klichev(app):
    """Ada, with Adam, and Bela gave no address."""
    with app.app_context():
        seminar = make_seminar(starts_at=STARTS)
        for names in (("Ada", "Adam"), ("Bela",)):
            sign_up(seminar, *names)
        give_no_address()


def give_no_address() -> None:
    values = {"email": "", "email_key": "", "phone": "+375 29 765-43-21", "organisation": "Agro"}
    write(lambda: db.session.execute(update(Registration).values(values)))


def move(app, days: int, slug: str = "klichev") -> int:
    """The number of the change."""
    with app.app_context():
        seminar = db.session.scalars(select(Seminar).filter_by(slug=slug)).one()
        return act(changes.move, seminar, starts_at=STARTS + timedelta(days=days)).id


def section(page: str) -> str:
    found = re.search(r'<section class="section" id="by-hand".*?</section>', page, re.DOTALL)
    return " ".join(found[0].split()) if found else ""


def ticks(page: str) -> dict[str, bool]:
    """Surnames of those who can be ticked, and whether they are."""
    rows = re.findall(r'name="told" value="\w+"( checked)?>\s*<label[^>]*>\w+ (\w+)', section(page))
    return {surname: bool(checked) for checked, surname in rows}


def save(organiser, page: str, *names: str):
    """Send the form of this page with these people ticked."""
    codes = dict(re.findall(r'id="told-(\w+)".*?<label[^>]*>\w+ (\w+)', section(page)))
    were_told = re.findall(r'name="were_told" value="(\w+)"', page)
    told = [code for code, surname in codes.items() if surname in names]
    action = re.search(r'class="by-hand" method="post" action="([^"]+)"', page)[1]
    return organiser.post(action, {"told": told, "were_told": were_told})


def test_who_is_to_be_told_stands_there_with_what_is_new_until_all_are_ticked(app, olive, klichev):
    assert section(olive.get(LIST).text) == ""
    move(app, 2)
    page = olive.get(LIST).text
    assert "2 people are still to be told of the last change" in section(page)
    assert f"<s>Wednesday 7 March 2029, {HOURS}</s>" in section(page)
    assert f"<strong>Friday 9 March 2029, {HOURS}</strong>" in section(page)
    assert '<a href="tel:+375297654321">+375 29 765-43-21</a>&nbsp;· Agro</p>' in section(page)
    assert "A Ada <small>with B Adam</small>" in section(page)
    assert ticks(page) == {"Ada": False, "Bela": False}
    answer = save(olive, page, "Ada")
    assert (answer.status_code, answer.location) == (303, LIST)
    page = olive.get(LIST).text
    assert "Noted: 1 person was told." in page
    assert "1 person is still to be told of the last change" in section(page)
    assert ticks(page) == {"Bela": False, "Ada": True}
    save(olive, page, "Ada", "Bela")
    page = olive.get(LIST).text
    assert "Everybody was told of the last change" in section(page)
    assert section(page).count("olive@example.org") == 2


def test_a_wrong_tick_is_taken_away(app, olive, klichev):
    move(app, 2)
    save(olive, olive.get(LIST).text, "Ada")
    save(olive, olive.get(LIST).text)
    assert ticks(olive.get(LIST).text) == {"Ada": False, "Bela": False}


def test_saving_an_older_page_keeps_the_other_organisers_ticks(app, olive, klichev):
    move(app, 2)
    seen = olive.get(LIST).text
    save(olive, seen, "Ada")
    save(olive, seen, "Bela")
    assert ticks(olive.get(LIST).text) == {"Ada": True, "Bela": True}


def test_saving_an_older_page_ticks_nobody_again_whose_tick_was_taken_away(app, olive, klichev):
    move(app, 2)
    save(olive, olive.get(LIST).text, "Ada")
    seen = olive.get(LIST).text
    save(olive, seen)
    save(olive, seen, "Ada", "Bela")
    assert ticks(olive.get(LIST).text) == {"Ada": False, "Bela": True}


def test_a_tick_on_a_page_from_before_the_next_change_tells_nothing_of_that(app, olive, klichev):
    move(app, 2)
    seen = olive.get(LIST).text
    move(app, 5)
    save(olive, seen, "Ada")
    page = olive.get(LIST).text
    assert ticks(page) == {"Ada": False, "Bela": False}
    assert f"<s>Friday 9 March 2029, {HOURS}</s>" in section(page)


def test_the_list_of_seminars_says_how_many_and_leads_there(app, olive, klichev):
    assert "to be told by phone" not in olive.get(SEMINARS).text
    move(app, 2)
    assert f'<a href="{LIST}#by-hand">2 people to be told by phone</a>' in olive.get(SEMINARS).text


def test_the_report_of_a_change_leads_to_the_list(olive, klichev):
    form = {"kind": "postpone", "version": "1", "confirmed": "y"}
    page = olive.get(olive.post(CHANGES, form).location).text
    assert f'<a href="{LIST}#by-hand">2 people are still to be told of the last change</a>' in page
    assert "<dt>To be told by phone</dt><dd>2</dd>" in page
    assert f"<s>Wednesday 7 March 2029, {HOURS}</s>" in section(olive.get(LIST).text)


def test_nobody_else_can_tick(app, olive, mallory, klichev):
    number = move(app, 2)
    with app.app_context():
        code = db.session.scalars(select(Registration.code).filter_by(surname="Ada")).one()
    address = f"{CHANGES}/{number}/told-by-hand"
    assert mallory.post(address, {"told": code}).status_code == 404
    assert olive.client.post(address, data={"told": code}).status_code != 303  # without the form's own secret
    assert ticks(olive.get(LIST).text) == {"Ada": False, "Bela": False}


def test_only_a_change_of_this_seminar_can_be_told(app, olive, klichev):
    with app.app_context():
        sign_up(make_seminar(slug="other", starts_at=STARTS), "Cyd")
    number = move(app, 2, slug="other")
    for each in (number, number + 1):
        assert olive.post(f"{CHANGES}/{each}/told-by-hand", {"told": "ABC"}).status_code == 404


def queries(app, organiser, page: str) -> int:
    with Counted(app) as statements:
        assert organiser.get(page).status_code == 200
    return len(statements)


def test_one_and_three_people_cost_equally_many_queries(app, olive, klichev):
    with app.app_context():
        for name in ("Cyd", "Dana"):
            sign_up(db.session.scalars(select(Seminar)).one(), name)
        give_no_address()
    move(app, 2)
    counts = []
    for names in (("Ada",), ("Ada", "Bela", "Cyd")):
        save(olive, olive.get(LIST).text, *names)
        counts.append(queries(app, olive, LIST))
    assert list(ticks(olive.get(LIST).text).values()) == [False, True, True, True]
    assert counts[0] == counts[1]


def test_one_and_three_seminars_with_people_to_be_told_cost_equally_many_queries(app, olive, klichev):
    with app.app_context():
        for slug, name in (("first", "Cyd"), ("second", "Dana")):
            sign_up(make_seminar(slug=slug, starts_at=STARTS), name)
        give_no_address()
    counts = []
    for moved in (("klichev",), ("first", "second")):
        for slug in moved:
            move(app, 2, slug)
        counts.append(queries(app, olive, SEMINARS))
    assert counts[0] == counts[1]
    assert olive.get(SEMINARS).text.count("to be told by phone") == 3
