"""The page with which an organiser's day begins: its words, for whom they are, and what they cost."""

import re
from datetime import timedelta
from time import monotonic

import pytest
from factories import make_registration, make_seminar, make_series
from sqlalchemy import insert
from visitors import Counted, headline

from seminars import clock
from seminars.database.units import write_unit
from seminars.domain.today.need import Kind
from seminars.extensions import db
from seminars.models import (
    Activity,
    Membership,
    Message,
    MessageKind,
    MessageState,
    Organiser,
    Party,
    Registration,
    Role,
    Seminar,
    SeminarStatus,
    Status,
)
from seminars.organiser.today.headlines import IN_WORDS
from seminars.organiser.today.words import WORDS

TODAY = "/organiser/"
MOST_QUERIES = 20


@pytest.fixture
def tour(app):
    """One sign-up awaits approval, one seminar has no date, one place is offered to nobody yet."""
    with app.app_context():
        make_registration(make_seminar(needs_approval=True))
        make_seminar(slug="grodno", town_code="grodno", postponed_at=clock.now())
        make_seminar(slug="brest", town_code="brest", status=SeminarStatus.CANCELLED, cancelled_at=clock.now())


def sentences(page: str) -> list[str]:
    """What needs somebody, with the deed and where it leads."""
    found = re.findall(r'<li class="need .*?</li>', page, re.S)
    return [" ".join(re.sub("<[^>]+>", " ", each).split()) for each in found]


def deeds(page: str) -> list[str]:
    return re.findall(r'<li class="need .*?<a class="button" href="([^"]+)"', page, re.S)


def give(app, **values) -> None:
    """Mallory a role."""
    with app.app_context(), write_unit():
        account = db.session.query(Organiser).filter_by(email="mallory@example.org").one()
        db.session.add(Membership(organiser_id=account.id, **values))
        db.session.commit()


def test_every_kind_is_in_words():
    assert set(WORDS) == set(Kind)
    assert len(IN_WORDS) == 10


def test_what_needs_olive_with_its_deeds_and_the_tour_below(olive, tour):
    page = olive.get(TODAY).text
    assert headline(page) == "Two things need you."
    first, second = sentences(page)
    assert re.fullmatch(
        r"1 sign-up for Klichev awaits your decision\. Since .*, \d\d:\d\d\. 20 places are left\. Decide : Klichev",
        first,
    )
    assert re.fullmatch(
        r"Grodno has no new date\. Nobody has signed up\. Postponed on .*; nobody is reminded .* Set a date : Grodno",
        second,
    )
    assert deeds(page) == [
        "/organiser/seminars/klichev/registrations?status=pending",
        "/organiser/seminars/grodno/changes/new?kind=move",
    ]
    assert page.count("button--main") == 1
    assert "1 person signed up." in page
    assert [olive.get(each).status_code for each in deeds(page)] == [200, 200]


def test_past_seminars_are_folded_and_counted(app, olive):
    with app.app_context():
        for number in range(3):
            make_seminar(slug=f"over-{number}", starts_at=clock.now() - timedelta(days=200 + number))
    page = olive.get(TODAY).text
    assert headline(page) == "Nothing needs you today."
    assert page.count("No seminar is coming.") == 1
    folded = page[page.index("<details") : page.index("</details>")]
    assert "Past seminars (3)" in folded
    assert re.findall(r'href="/organiser/seminars/(over-\d)"', folded) == ["over-0", "over-1", "over-2"]


def test_nothing_to_do_says_what_comes_next(app, olive):
    with app.app_context():
        make_registration(make_seminar(town_code="pinsk"))
    page = olive.get(TODAY).text
    assert headline(page) == "Nothing needs you today."
    assert re.search(r"Next: Pinsk, \w+ \d+ \w+ \d{4}; 1 of 20 places taken\.", page)
    assert 'href="/organiser/seminars/klichev/registrations.xlsx"' in page
    for way in ("/en/seminars/klichev", "/en/seminars/klichev/poster.pdf"):
        assert f'href="{way}"' in page


def test_a_first_day_leads_to_the_first_seminar_and_a_guest_to_whoever_invited_them(olive, mallory):
    page = olive.get(TODAY).text
    assert headline(page) == "Begin with the first seminar."
    assert 'href="/organiser/seminars/new"' in page
    page = mallory.get(TODAY).text
    assert headline(page) == "No seminar is yours to look after yet."
    assert "button--main" not in page
    assert "/organiser/messages" not in page


def test_where_all_is_invented_the_page_says_so(app, olive):
    with app.app_context():
        make_seminar(series=make_series(slug="sample", is_sample=True))
        invented = "All of this is invented"
        assert invented in olive.get(TODAY).text
        make_seminar(slug="real")
        assert invented not in olive.get(TODAY).text


def test_whoever_only_sees_reads_of_no_decision_and_finds_no_deed(app, mallory, tour):
    give(app, role=Role.VIEWER)
    page = mallory.get(TODAY).text
    assert (headline(page), sentences(page)) == ("Nothing needs you today.", [])
    assert "await" not in page
    assert not re.search('href="[^"]*(/edit|/changes|/new)"', page)
    assert page.count("/klichev/registrations") == 2


def test_a_host_reads_how_their_own_seminar_stands_and_opens_nothing(app, mallory, tour):
    with app.app_context():
        seminar = make_seminar(slug="own", capacity=1)
        make_registration(seminar)
        own = seminar.id
    give(app, role=Role.HOST, seminar_id=own)
    page = mallory.get(TODAY).text
    assert headline(page) == "Nothing needs you today."
    assert sentences(page) == ["Klichev is full. 1 place is taken."]
    assert "Grodno" not in page
    assert re.findall('href="(/organiser/[^"]*)"', page) == [
        "/organiser/", "/organiser/", "/organiser/seminars", "/organiser/account",
        "/organiser/seminars/own", "/organiser/seminars/own/host-list",
    ]  # fmt: skip


def test_forty_seminars_take_as_many_queries_as_one(app, olive):
    fill(app, seminars=1, people=1)
    one = queries(app, olive)
    fill(app, seminars=39, people=10)
    assert (queries(app, olive), one <= MOST_QUERIES) == (one, True), one


@pytest.mark.long
def test_ten_thousand_people_take_no_more_and_not_long(app, olive):
    fill(app, seminars=40, people=250)
    began = monotonic()
    assert queries(app, olive) <= MOST_QUERIES
    assert monotonic() - began < 4  # two pages


def queries(app, visitor) -> int:
    visitor.get(TODAY)  # what is wrong with the site is asked every few seconds, see web/watching
    with Counted(app) as statements:
        assert visitor.get(TODAY).status_code == 200
    return len(statements)


def fill(app, *, seminars: int, people: int) -> None:
    """Seminars with people in every state and with companions, each with two mails, past all rules."""
    with app.app_context():
        first = db.session.query(Seminar).count()
        values = {"town_code": "pinsk", "capacity": people, "needs_approval": True}
        made = [make_seminar(slug=f"s{first + number}", **values).id for number in range(seminars)]
    rows = [person(seminar_id, number) for seminar_id in made for number in range(people)]
    with app.app_context(), write_unit():
        db.session.execute(insert(Party), [party(each) for each in rows if each["is_contact"]])
        db.session.execute(insert(Registration), rows)
        db.session.execute(insert(Activity), [signed_up(each) for each in rows])
        for state in (MessageState.SENT, MessageState.FAILED):
            db.session.execute(insert(Message), [mail(each, state) for each in rows])
        db.session.commit()


def person(seminar_id: int, number: int) -> dict:
    """Two of a party are in one state."""
    number_of_party = seminar_id * 1000 + number // 2
    address, states, now = f"{number_of_party}@example.org", list(Status), clock.now()
    return {
        "id": seminar_id * 1000 + number, "seminar_id": seminar_id, "party_id": number_of_party,
        "is_contact": number % 2 == 0, "code": f"{seminar_id * 1000 + number:06d}", "language": "en",
        "status": states[number // 2 % len(states)], "surname": f"S{number}", "given_name": "A",
        "name_key": str(number), "email": address, "email_key": address, "registered_at": now, "changed_at": now,
    }  # fmt: skip


def party(row: dict) -> dict:
    number = row["party_id"]
    return {"id": number, "seminar_id": row["seminar_id"], "queue_no": number, "offer_ends_at": row["registered_at"]}


def about(row: dict) -> dict:
    return {"seminar_id": row["seminar_id"], "registration_id": row["id"]}


def signed_up(row: dict) -> dict:
    return {"at": row["registered_at"], "actor": "person", "kind": "registered", "details": {}, **about(row)}


def mail(row: dict, state: MessageState) -> dict:
    now, dedup = row["registered_at"], f"{row['id']}-{state}"
    times = {"created_at": now, "due_at": now, "sent_at": now}
    what = {"dedup": dedup, "kind": MessageKind.CONFIRMED, "state": state, "to": row["email"], "language": "en"}
    return {**what, **times, **about(row), "facts": {}, "urgency": "now"}
