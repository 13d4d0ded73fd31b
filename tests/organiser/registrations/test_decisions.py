"""Olive decides who takes part, offers a place out of turn, closes the queue, and sees who came together."""

import re
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from factories import ADA, make_registration, make_seminar
from sqlalchemy import update
from visitors import set_all

from seminars import clock
from seminars.database.units import write_unit
from seminars.domain.people.sign_up import Person
from seminars.domain.registrations import leaving
from seminars.extensions import db
from seminars.models import Activity, Message, MessageKind, Party, Registration, Seminar, SeminarStatus, Status

pytestmark = pytest.mark.usefixtures("sound")

LIST = "/organiser/seminars/klichev/registrations"
SUNDAY = 6
BELA = Person(given_name="Bela", surname="Klichevskaya")


def people(app, *names: str, **values) -> list[str]:
    """The codes of contacts of these names at one seminar."""
    with app.app_context():
        seminar = make_seminar(**values)
        persons = [replace(ADA, given_name=name, email=f"{name.lower()}@example.org") for name in names]
        return [make_registration(seminar, person).code for person in persons]


def states(app) -> list[tuple[str, Status]]:
    with app.app_context():
        found = db.session.query(Registration).order_by(Registration.id)
        return [(each.given_name, each.status) for each in found]


def kinds(app) -> list[MessageKind]:
    with app.app_context():
        return [each.kind for each in db.session.query(Message).order_by(Message.id)]


def test_who_awaits_approval_is_approved_or_declined_with_a_reason(app, olive):
    ada, bela = people(app, "Ada", "Bela", needs_approval=True)
    assert "2 await your decision" in olive.get(LIST).text
    page = olive.post(f"{LIST}/{ada}/approval")
    assert (page.status_code, page.location) == (303, f"{LIST}/{ada}")
    assert "the person is told that they have a place" in olive.get(page.location).text
    assert olive.post(f"{LIST}/{bela}/refusal", {"reason": ""}).status_code == 422
    assert olive.post(f"{LIST}/{bela}/refusal", {"reason": "Only for mayors"}).status_code == 303
    assert states(app) == [("Ada", Status.CONFIRMED), ("Bela", Status.DECLINED)]
    assert kinds(app)[2:] == [MessageKind.CONFIRMED, MessageKind.DECLINED]
    for act in ("approval", "refusal"):
        again = olive.post(f"{LIST}/{ada}/{act}", {"reason": "too late"})
        assert "this is decided already" in olive.get(again.location).text
    assert states(app) == [("Ada", Status.CONFIRMED), ("Bela", Status.DECLINED)]


def test_approving_into_a_full_seminar_waits_unless_olive_exceeds_on_purpose(app, olive):
    ada, bela, cyd = people(app, "Ada", "Bela", "Cyd", needs_approval=True, capacity=1)
    olive.post(f"{LIST}/{ada}/approval")
    page = olive.get(f"{LIST}/{bela}").text
    assert "There are not enough free places: approving puts this registration on the waiting list." in page
    assert "this makes 2 of 1" in page
    olive.post(f"{LIST}/{cyd}/approval")
    olive.post(f"{LIST}/{bela}/approval", {"exceed": "y"})
    assert states(app) == [("Ada", Status.CONFIRMED), ("Bela", Status.CONFIRMED), ("Cyd", Status.WAITING)]
    assert "Over by 1" in olive.get(LIST).text
    with app.app_context():
        assert [each.details for each in db.session.query(Activity).filter_by(kind="approved")][2] == {"forced": True}


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"status": SeminarStatus.CANCELLED, "cancelled_at": clock.now()}, "the seminar is cancelled"),
        ({"postponed_at": clock.now()}, "the seminar is postponed, so no place is offered now"),
        ({"starts_at": clock.now() - timedelta(hours=9), "ends_at": clock.now() - timedelta(hours=1)}, "has begun"),
    ],
)
def test_what_became_of_the_seminar_meanwhile_is_said_where_olive_decides(app, olive, values, words):
    ada, bela, cyd = people(app, "Ada", "Bela", "Cyd", needs_approval=True, capacity=1)
    for code in (cyd, bela):
        olive.post(f"{LIST}/{code}/approval")
    with app.app_context(), write_unit():
        db.session.execute(update(Seminar).values(**values))
        db.session.commit()
    tomorrow = (clock.now() + timedelta(days=1)).strftime("%Y-%m-%dT%H:%M")
    offered = olive.post(f"{LIST}/{bela}/offer", {"ends": tomorrow})
    told = offered.text if offered.status_code == 422 else olive.get(offered.location).text
    assert words in told
    if "postponed_at" not in values:
        assert words in olive.get(olive.post(f"{LIST}/{ada}/approval").location).text
    assert states(app)[:2] == [("Ada", Status.PENDING), ("Bela", Status.WAITING)]


@pytest.fixture
def queue(app) -> list[str]:
    return people(app, "Ada", "Bela", "Cyd", capacity=1)


def local(moment, seminar) -> str:
    return moment.astimezone(ZoneInfo(seminar.timezone)).strftime("%Y-%m-%dT%H:%M")


def test_a_place_is_offered_out_of_turn_with_a_deadline(app, olive, queue):
    _ada, _bela, cyd = queue
    page = olive.get(f"{LIST}/{cyd}/offer").text
    ends = re.search(r'name="ends" type="datetime-local" value="([^"]+)"', page)[1]
    asked = olive.post(f"{LIST}/{cyd}/offer", {"ends": ends})
    assert (asked.status_code, "This makes 2 of 1" in asked.text) == (422, True)
    assert olive.post(f"{LIST}/{cyd}/offer", {"ends": ends, "exceed": "y"}).status_code == 303
    assert states(app) == [("Ada", Status.CONFIRMED), ("Bela", Status.WAITING), ("Cyd", Status.OFFERED)]
    with app.app_context():
        details = db.session.query(Activity).filter_by(kind="offered").one().details
        party = db.session.query(Party).order_by(Party.id.desc()).first()
        assert local(party.offer_ends_at, db.session.query(Seminar).one()) == ends
    assert details == {"out_of_turn": True, "forced": True}
    again = olive.post(f"{LIST}/{cyd}/offer", {"ends": ends, "exceed": "y"})
    assert "this registration is not on the waiting list" in olive.get(again.location).text


def test_a_deadline_in_the_past_or_after_the_start_is_refused_at_its_field(app, olive, queue):
    with app.app_context():
        seminar = db.session.query(Seminar).one()
        wrong = [local(moment, seminar) for moment in (clock.now() - timedelta(hours=1), seminar.ends_at)]
    for ends in (*wrong, "tomorrow", ""):
        page = olive.post(f"{LIST}/{queue[2]}/offer", {"ends": ends, "exceed": "y"})
        assert (page.status_code, 'id="ends-error"' in page.text) == (422, True)
        assert f'value="{ends}"' in page.text
    assert [status for _name, status in states(app)] == [Status.CONFIRMED, Status.WAITING, Status.WAITING]


@pytest.mark.parametrize(
    ("month", "words"),
    [
        (3, "The clocks jump over this time on that day; choose another one"),
        (10, "The clocks show this time twice on that day; choose another one"),
    ],
)
def test_an_hour_that_clocks_skip_or_show_twice_is_refused_at_its_field(app, olive, month, words):
    year = clock.now().year + 1
    day = next(day for day in range(31, 24, -1) if date(year, month, day).weekday() == SUNDAY)
    warsaw = {"town_code": "bialystok", "timezone": "Europe/Warsaw"}
    _ada, bela = people(app, "Ada", "Bela", capacity=1, starts_at=datetime(year, 12, 1, 9, tzinfo=UTC), **warsaw)
    page = olive.post(f"{LIST}/{bela}/offer", {"ends": f"{year}-{month:02}-{day}T02:30", "exceed": "y"})
    assert (page.status_code, f'id="ends-error">{words}<' in page.text) == (422, True)
    assert [status for _name, status in states(app)] == [Status.CONFIRMED, Status.WAITING]
    other = olive.post(f"{LIST}/{bela}/offer", {"ends": f"{year}-{month:02}-{day}T03:30", "exceed": "y"})
    assert other.status_code == 303
    with app.app_context():
        ends_at = db.session.query(Party).order_by(Party.id.desc()).first().offer_ends_at
    assert ends_at == datetime(year, month, day, 3, 30, tzinfo=ZoneInfo("Europe/Warsaw"))


def test_the_queue_is_shown_in_its_order_with_numbers_and_deadlines(app, olive, queue):
    page = olive.get(f"{LIST}?status=waiting&sort=queue").text
    assert re.findall(r"No\. (\d+)", page) == ["1", "2"]
    assert "<dt>Number in the queue</dt><dd>2" in olive.get(f"{LIST}/{queue[2]}").text
    assert page.index(queue[1]) < page.index(queue[2])
    with app.app_context(), write_unit():
        leaving.cancel(db.session.get(Registration, 1), by="person")
        db.session.commit()
    assert re.search(r"Place offered</span> <small>until ", olive.get(LIST).text)


def form_of_the_seminar(olive) -> dict[str, str]:
    page = olive.get("/organiser/seminars/klichev/edit").text
    typed = re.findall(r'<input id="[\w-]+" name="([\w-]+)"[^>]* value="([^"]*)"', page)
    chosen = re.findall(r'<select[^>]* name="([\w-]+)".*?<option value="([^"]*)" selected', page, re.DOTALL)
    hidden = re.findall(r'<input type="hidden" name="([\w-]+)" value="([^"]*)"', page)
    ticked = re.findall(r'type="checkbox" id="\w+" name="(\w+)" value="y" checked', page)
    written = re.findall(r'<textarea id="[^"]+" name="([^"]+)"[^>]*>([^<]*)</textarea>', page)
    return dict(hidden) | dict(typed) | dict(chosen) | dict(written) | dict.fromkeys(ticked, "y")


def test_the_switches_of_the_form_are_stored_and_opening_the_queue_serves_it(app, olive):
    people(app, "Ada", "Bela", capacity=1)
    changed = form_of_the_seminar(olive) | {"queue_closed": "y", "smaller_party_may_pass": "y", "capacity": "2"}
    assert olive.post("/organiser/seminars/klichev/edit", changed).status_code == 303
    assert [status for _name, status in states(app)] == [Status.CONFIRMED, Status.WAITING]
    again = form_of_the_seminar(olive)
    assert (again.pop("queue_closed"), again["smaller_party_may_pass"]) == ("y", "y")
    assert olive.post("/organiser/seminars/klichev/edit", again).status_code == 303
    assert [status for _name, status in states(app)] == [Status.CONFIRMED, Status.OFFERED]


def test_those_who_came_together_are_shown_and_cancelled_together(app, olive):
    with app.app_context():
        ada = make_registration(make_seminar(), companions=(BELA,)).code
        bela = db.session.query(Registration).filter_by(given_name="Bela").one().code
    page = olive.get(LIST).text
    assert "with Ada Klichevskaya" in page
    assert "and 1 more" in page
    assert "Ada Klichevskaya" in olive.get(f"{LIST}/{bela}").text
    assert "gets the mails" in olive.get(f"{LIST}/{bela}").text
    assert "Cancel for all who were signed up together" in olive.get(f"{LIST}/{bela}/cancellation").text
    olive.post(f"{LIST}/{ada}/cancellation", {"reason": "Too small a hall", "whole_party": "y"})
    assert {status for _name, status in states(app)} == {Status.CANCELLED}


def test_many_places_under_one_address_are_pointed_out(app, olive):
    with app.app_context():
        seminar = make_seminar()
        for number in range(11):
            make_registration(seminar, replace(ADA, given_name=f"Ada {chr(97 + number)}"))
    assert f"11 places were taken under {ADA.email} within a day." in olive.get(LIST).text


def test_who_adds_places_is_told_that_they_are_offered_and_people_written_to(app, olive):
    people(app, "Ada", "Bela", "Cyd", "Dan", capacity=1)
    page = olive.get("/organiser/seminars/klichev/edit").text
    assert "only more seats are offered to those who wait" in page
    told = []
    for capacity in ("2", "4", "5"):
        changed = form_of_the_seminar(olive) | {"capacity": capacity}
        saved = olive.post("/organiser/seminars/klichev/edit", changed)
        told += re.findall(r"Saved\.[^<]*", olive.get(saved.location).text)
    assert told == [
        "Saved. 1 place is offered to the waiting list, and that person is written to.",
        "Saved. 2 places are offered to the waiting list, and those people are written to.",
        "Saved. Nobody was written to.",
    ]
    assert kinds(app).count(MessageKind.OFFERED) == 3


NOTICE = "There are not enough free places: approving puts this registration on the waiting list."
WAITS = "Approved. Too few places are free, or others have waited longer, so it is on the waiting list; we write so."


def test_a_party_too_large_for_the_last_seat_is_known_to_wait_before_it_is_approved(app, olive):
    with app.app_context():
        seminar = make_seminar(needs_approval=True, capacity=2)
        ada = make_registration(seminar, replace(ADA, given_name="Ada", email="ada@example.org")).code
        cyd = make_registration(seminar, replace(ADA, given_name="Cyd"), companions=(BELA,)).code
        dan = make_registration(seminar, replace(ADA, given_name="Dan", email="dan@example.org")).code
    assert NOTICE not in olive.get(f"{LIST}/{cyd}").text
    olive.post(f"{LIST}/{ada}/approval")
    pages = {code: olive.get(f"{LIST}/{code}").text for code in (cyd, dan)}
    assert [NOTICE in pages[code] for code in (cyd, dan)] == [True, False]
    assert "this makes 3 of 2" in pages[cyd]
    assert WAITS in olive.get(olive.post(f"{LIST}/{cyd}/approval").location).text
    assert NOTICE not in olive.get(f"{LIST}/{cyd}").text
    page = olive.get(f"{LIST}/{dan}").text
    assert NOTICE in page
    assert "this makes 2 of 2" in page
    assert WAITS in olive.get(olive.post(f"{LIST}/{dan}/approval").location).text
    assert [status for _name, status in states(app)] == [Status.CONFIRMED, *[Status.WAITING] * 3]


def test_nobody_is_told_what_approving_would_do_where_nothing_can_be_approved(app, olive):
    ada, bela = people(app, "Ada", "Bela", needs_approval=True, capacity=1)
    olive.post(f"{LIST}/{ada}/approval")
    assert NOTICE in olive.get(f"{LIST}/{bela}").text
    set_all(app, Seminar, status=SeminarStatus.CANCELLED, cancelled_at=clock.now())
    page = olive.get(f"{LIST}/{bela}").text
    assert NOTICE not in page
    assert "Give a place all the same" not in page


def test_the_list_shows_state_and_number_right_beside_the_name(app, olive, queue):
    page = olive.get(f"{LIST}?status=waiting&sort=queue").text
    headings = [re.sub("<[^>]+>", "", each) for each in re.findall(r"<th scope=\"col\".*?</th>", page)]
    assert headings[:2] == ["Name", "State"]
    assert re.findall(r"</th>\s*<td[^>]*>.*?No\. (\d)", page) == ["1", "2"]


def test_who_gets_places_out_of_turn_is_named_whole(app, olive):
    with app.app_context():
        seminar = make_seminar(capacity=2)
        for name in ("Ada", "Eva"):
            make_registration(seminar, replace(ADA, given_name=name, email=f"{name.lower()}@example.org"))
        cyd = make_registration(seminar, replace(ADA, given_name="Cyd"), companions=(BELA,)).code
        dan = make_registration(seminar, replace(ADA, given_name="Dan", email="dan@example.org")).code
    assert "<h1>Offer places to Cyd Klichevskaya, Bela Klichevskaya?</h1>" in olive.get(f"{LIST}/{cyd}/offer").text
    assert "<h1>Offer a place to Dan Klichevskaya?</h1>" in olive.get(f"{LIST}/{dan}/offer").text
