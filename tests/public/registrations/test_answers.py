"""Each person in charge of their own registration: the party, the answers, the address, the data."""

import json
import re
from dataclasses import replace
from datetime import timedelta

import pytest
from factories import ADA, make_registration, make_seminar
from visitors import everything_stored, hidden_fields, letters, manage_page, post, rows, set_all

from seminars import clock
from seminars.database.units import write_unit
from seminars.domain.people.sign_up import Person
from seminars.domain.registrations import leaving
from seminars.extensions import db
from seminars.mail.sending import delivery
from seminars.models import (
    Activity,
    CalendarMethod,
    ConsentKind,
    Invitation,
    Message,
    MessageKind,
    MessageState,
    Registration,
    Seminar,
    Status,
)

pytestmark = pytest.mark.usefixtures("sound")

BELA = Person(given_name="Bela", surname="Klichevskaya")
CYRIL = Person(given_name="Cyril", surname="Klichevsky")
NEW = "ada@new.example.org"


@pytest.fixture
def party(app) -> str:
    """The page of Ada, who brings Bela and Cyril along; one place is left."""
    with app.app_context():
        make_registration(make_seminar(capacity=4), companions=(BELA, CYRIL))
        assert delivery.deliver_due() == 1
    return manage_page(app)


def states(app) -> dict[str, Status]:
    return {each.given_name: each.status for each in rows(app, Registration)}


def answers_form(client, page: str) -> dict[str, str]:
    """The form of the answers as it is, ready to be changed."""
    text = client.get(f"{page}/answers/edit").text
    typed = re.findall(r'<input id="[\w-]+" name="([\w-]+)" type="\w+" value="([^"]*)"', text)
    return hidden_fields(text) | dict(typed)


def test_each_of_a_party_is_cancelled_alone_and_comes_back(app, client, party):
    assert post(client, f"{party}/members/2/cancellation").status_code == 303
    assert states(app) == {"Ada": Status.CONFIRMED, "Bela": Status.CANCELLED, "Cyril": Status.CONFIRMED}
    assert "Undo for Bela Klichevskaya" in client.get(party).text
    post(client, f"{party}/members/2/restoration")
    assert states(app)["Bela"] == Status.CONFIRMED
    post(client, f"{party}/party/cancellation")
    assert set(states(app).values()) == {Status.CANCELLED}


def test_when_the_contact_leaves_the_others_stay_under_the_same_link_and_address(app, client, party):
    post(client, f"{party}/cancellation")
    assert states(app) == {"Ada": Status.CANCELLED, "Bela": Status.CONFIRMED, "Cyril": Status.CONFIRMED}
    assert [each.email for each in rows(app, Registration) if each.is_contact] == [ADA.email]
    post(client, f"{party}/members/3/cancellation")
    assert states(app)["Cyril"] == Status.CANCELLED


def test_nobody_of_another_party_can_be_touched(app, client, party):
    with app.app_context():
        make_registration(db.session.query(Seminar).one(), replace(ADA, given_name="Mallory", email="m@example.org"))
    before = everything_stored(app)
    for number in (4, 99):
        assert post(client, f"{party}/members/{number}/cancellation").status_code == 404
    assert everything_stored(app) == before


def test_answers_are_changed_and_the_difference_is_shown(app, client, party):
    told = answers_form(client, party)
    told |= {"phone": "+375 29 123-45-67", "companions-0-surname": "Zhuk", "photo": "y", "organisation_kind": "school"}
    page = client.post(f"{party}/answers", data=told)
    assert page.status_code == 200
    text = " ".join(page.text.split())
    assert "<dt>Phone</dt><dd>– → +375 29 123-45-67</dd>" in text
    assert "<dt>Name</dt><dd><s>Bela Klichevskaya</s> → Bela Zhuk</dd>" in text
    assert "<s>No</s> → Yes" in text
    assert "– → University or school" in text
    ada, bela, _cyril = rows(app, Registration)
    assert (ada.phone, bela.surname, bela.name_key) == ("+375 29 123-45-67", "Zhuk", "zhuk bela")
    with app.app_context():
        consents = {each.kind: each.given for each in db.session.get_one(Registration, 1).consents}
    assert consents[ConsentKind.PHOTO] is True
    (logged,) = [each for each in rows(app, Activity) if each.kind == "answers_changed"]
    assert logged.details == {"fields": ["companions", "organisation_kind", "phone", "photo"]}
    again = client.post(f"{party}/answers", data=told)
    assert "Nothing is different from what is stored." in again.text


def test_names_that_were_mixed_up_are_swapped(app, client, party):
    told = answers_form(client, party)
    told |= {"given_name": "Bela", "companions-0-given_name": "Cyril", "companions-0-surname": "Klichevsky"}
    told |= {"companions-1-given_name": "Ada", "companions-1-surname": "Klichevskaya"}
    assert client.post(f"{party}/answers", data=told).status_code == 200
    assert [(each.name_key, each.email) for each in rows(app, Registration)] == [
        ("klichevskaya bela", ADA.email),
        ("klichevsky cyril", ""),
        ("klichevskaya ada", ""),
    ]


def test_an_older_form_overwrites_nothing_until_it_is_sent_once_more(app, client, party):
    first, second = answers_form(client, party), answers_form(client, party)
    client.post(f"{party}/answers", data={**first, "town": "Pinsk"})
    late = client.post(f"{party}/answers", data={**second, "town": "Gomel"})
    assert (late.status_code, rows(app, Registration)[0].town) == (409, "Pinsk")
    assert 'value="Gomel"' in late.text
    client.post(f"{party}/answers", data={**second, **hidden_fields(late.text), "town": "Gomel"})
    assert rows(app, Registration)[0].town == "Gomel"


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ({"given_name": "", "surname": ""}, "Write your name; one of these two fields is enough"),
        ({"phone": "call me"}, "Write a phone number here"),
        ({"companions-0-surname": "", "companions-0-given_name": ""}, "Each of them needs a name"),
        ({"companions-0-given_name": "Ada", "companions-0-surname": ADA.surname}, "The same name stands here twice"),
    ],
)
def test_wrong_answers_are_said_at_their_place_and_change_nothing(app, client, party, typed, words):
    told, before = answers_form(client, party), everything_stored(app)
    page = client.post(f"{party}/answers", data={**told, "town": "Pinsk", **typed})
    assert page.status_code == 422
    assert words in page.text
    assert 'value="Pinsk"' in page.text
    assert everything_stored(app) == before


def test_a_name_that_the_address_has_registered_already_is_refused(app, client, party):
    with app.app_context():
        make_registration(db.session.query(Seminar).one(), replace(ADA, given_name="Dana"))
    page = client.post(f"{party}/answers", data={**answers_form(client, party), "given_name": "DANA"})
    assert page.status_code == 409
    assert "Somebody with this name is registered under your address already." in page.text
    assert rows(app, Registration)[0].given_name == "Ada"


def test_once_registration_has_closed_the_page_says_so_and_changes_nothing(app, client, party):
    told = answers_form(client, party)
    set_all(app, Seminar, registration_closes_at=clock.now() - timedelta(hours=1))
    assert "Change your answers" not in client.get(party).text
    assert "Registration has closed" in client.get(f"{party}/answers/edit").text
    page = client.post(f"{party}/answers", data={**told, "town": "Pinsk"})
    assert page.status_code == 409
    assert "Registration has closed" in page.text
    assert rows(app, Registration)[0].town == ""


def new_address_link(app) -> str:
    with app.app_context():
        delivery.deliver_due()
    return re.search(r"https://seminars\.example\.org(/en/registrations/new-address/\S+)", letters(app)[-2])[1]


def test_a_new_address_is_confirmed_there_and_the_old_one_is_told(app, client, party):
    answer = post(client, f"{party}/address", email=NEW)
    assert (answer.status_code, answer.location) == (303, f"{party}?done=address")
    link = new_address_link(app)
    before = everything_stored(app)
    page = client.get(link)
    assert (page.status_code, NEW in page.text) == (200, True)
    assert everything_stored(app) == before
    assert post(client, link).status_code == 200
    assert {(each.email_key, each.status) for each in rows(app, Registration)} == {(NEW, Status.CONFIRMED)}
    assert (client.get(party).status_code, client.get(manage_page(app, version=2)).status_code) == (404, 200)
    with app.app_context():
        assert delivery.deliver_due() == 2
    told = [(each.kind, each.to, each.calendar_method, each.state) for each in rows(app, Message)][2:]
    assert told == [
        (MessageKind.ADDRESS_CHANGED, ADA.email, CalendarMethod.CANCEL, MessageState.SENT),
        (MessageKind.CONFIRMED, NEW, CalendarMethod.REQUEST, MessageState.SENT),
    ]
    sequences = {each.email_key: each.sequence for each in rows(app, Invitation)}
    assert sequences[NEW] > sequences[ADA.email]
    assert post(client, link).status_code == 404


def test_a_new_address_is_asked_back_refused_and_not_bombed(app, client, party):
    asked = post(client, f"{party}/address", email="ada@gmial.com")
    assert (asked.status_code, "Use ada@gmail.com" in asked.text) == (422, True)
    assert "already" in post(client, f"{party}/address", email=ADA.email.upper()).text
    for _ in range(3):
        assert post(client, f"{party}/address", email=NEW).status_code == 303
    assert "try again in an hour" in post(client, f"{party}/address", email="other@example.org").text
    assert [each.to for each in rows(app, Message)] == [ADA.email, NEW, NEW, NEW]


def test_who_is_registered_at_the_new_address_keeps_that_registration(app, client, party):
    with app.app_context():
        make_registration(db.session.query(Seminar).one(), replace(ADA, email=NEW))
    post(client, f"{party}/address", email=NEW)
    assert post(client, new_address_link(app)).status_code == 200
    active = {(each.given_name, each.email_key) for each in rows(app, Registration) if each.is_active}
    assert active == {("Ada", NEW), ("Bela", NEW), ("Cyril", NEW)}


def test_an_address_is_not_changed_once_the_registration_has_ended(app, client, party):
    post(client, f"{party}/address", email=NEW)
    link = new_address_link(app)
    post(client, f"{party}/party/cancellation")
    page = post(client, link)
    assert (page.status_code, "This registration has ended" in page.text) == (409, True)


def test_this_was_not_me_ends_all_that_the_sign_up_made(app, client, party):
    (link,) = set(re.findall(r"https://seminars\.example\.org(/\S+)/disavowal", letters(app)[0]))
    assert link == party
    assert post(client, f"{party}/disavowal").status_code == 303
    assert set(states(app).values()) == {Status.CANCELLED}
    assert rows(app, Activity)[-1].kind == "disavowed"
    assert "I did not sign up" not in client.get(party).text
    assert post(client, f"{party}/disavowal").status_code == 409


def test_my_data_are_all_there_and_readable(app, client, party):
    post(client, f"{party}/members/2/cancellation")
    answer = client.get(f"{party}/data.json")
    assert answer.headers["Content-Disposition"] == 'attachment; filename="my-registration.json"'
    assert answer.headers["Cache-Control"] == "no-store"
    told = json.loads(answer.text)
    assert [each["given_name"] for each in told["people"]] == ["Ada", "Bela", "Cyril"]
    assert [each["kind"] for each in told["people"][1]["history"]] == ["registered", "cancelled"]
    assert sorted(each["kind"] for each in told["people"][0]["consents"]) == sorted(ConsentKind)
    assert [(each["kind"], each["to"]) for each in told["mails"]] == [
        ("registration_confirmed", ADA.email),
        ("registration_cancelled", ADA.email),
    ]
    assert told["forms"][0]["typed"]["email"] == ADA.email
    assert not re.search("lease|token|_key", answer.text)


def test_my_data_tell_of_everything_kept_and_of_nobody_else(app, client, party):
    post(client, "/en/registrations/find", email=ADA.email)
    mallory = Person(given_name="Mallory", surname="Mallorysurname", email="mallory@example.org", phone="+375 29 666")
    with app.app_context():
        make_registration(db.session.query(Seminar).one(), mallory)
        with write_unit():
            actor = "olive@example.org"
            leaving.cancel(db.session.get_one(Registration, 2), by="organiser", actor=actor, reason="Full")
            db.session.commit()
    answer = client.get(f"{party}/data.json").text
    told = json.loads(answer)
    assert [each["kind"] for each in told["mails"]].count("registration_links") == 1
    assert (told["queue"]["queue_no"], len(told["calendars"])) == (1, 1)
    assert [each["actor"] for each in told["people"][1]["history"]] == ["person", "organiser"]
    assert told["people"][1]["cancel_reason"] == "Full"
    assert not re.search("mallory|olive|29 666", answer, re.IGNORECASE)


def test_undo_when_the_place_is_gone_says_what_is_the_case(app, client, party):
    post(client, f"{party}/members/2/cancellation")
    set_all(app, Seminar, capacity=2)
    page = post(client, f"{party}/members/2/restoration")
    assert page.status_code == 409
    assert "Your place is not free any more. You can sign up again and wait for one." in page.text
