"""Some people have one name; it stands in either field, and nothing looks as if another one were missing."""

import re

import pytest
from factories import make_registration
from visitors import FORM, hidden_fields, letters, manage_page, rows, sign_up

from seminars.domain.lists import search
from seminars.domain.people.sign_up import Person
from seminars.extensions import db
from seminars.mail.sending import delivery
from seminars.models import Registration, Seminar

pytestmark = pytest.mark.usefixtures("seminar", "quick_fingers", "sound")

ENOUGH = "Write your name; one of these two fields is enough"
SUKARNO = {"given_name": "", "surname": "Sukarno"}
COMPANIONS = {"companions-0-given_name": "Pelé", "companions-1-surname": "Madonna"}


def plain(page: str) -> str:
    return " ".join(re.sub("<[^>]*>", " ", page).split())


def answers_form(client, page: str) -> dict[str, str]:
    text = client.get(f"{page}/answers/edit").text
    typed = re.findall(r'<input id="[\w-]+" name="([\w-]+)" type="\w+" value="([^"]*)"', text)
    return hidden_fields(text) | dict(typed)


@pytest.mark.parametrize("names", [SUKARNO, {"given_name": "Sukarno", "surname": ""}])
def test_one_of_both_fields_is_enough_for_everybody_of_a_form(app, client, names):
    answer = sign_up(client, **names, **COMPANIONS)
    assert answer.status_code == 303
    stored = [(each.given_name, each.surname, each.name_key) for each in rows(app, Registration)]
    contact = (names["given_name"], names["surname"], "sukarno")
    assert stored == [contact, ("Pelé", "", "pele"), ("", "Madonna", "madonna")]
    receipt = client.get(answer.location).text
    assert "<p>Together with Pelé, Madonna</p>" in " ".join(receipt.split())
    assert "Sukarno Together with" in plain(receipt)


def test_the_mail_calls_each_by_what_they_have(app, client):
    sign_up(client, **SUKARNO, **COMPANIONS)
    with app.app_context():
        assert delivery.deliver_due() == 1
    named = re.findall(r"^(.*), [0-9A-Z]{6}$", letters(app)[0], re.MULTILINE)
    assert named == ["Sukarno", "Pelé", "Madonna"]


def test_without_any_name_the_first_field_asks_for_one(app, client):
    answer = sign_up(client, given_name=" ", surname="")
    assert answer.status_code == 422
    assert re.findall(r'<li><a href="#([\w-]+)">(.*?)</a>', answer.text) == [("given_name", ENOUGH)]
    assert rows(app, Registration) == []


def test_no_browser_asks_for_both(client):
    page = client.get(FORM).text
    for name in ("given_name", "surname"):
        (field,) = re.findall(rf'<input id="{name}"[^>]*>', page)
        assert "required" not in field
        (label,) = re.findall(rf'<label for="{name}">(.*?)</label>', page)
        assert "optional" not in label


def test_answers_are_corrected_to_one_word_and_moved_between_the_fields(app, client):
    sign_up(client, **COMPANIONS)
    page = manage_page(app)
    told = answers_form(client, page) | SUKARNO
    told |= {"companions-0-given_name": "", "companions-0-surname": "Pelé"}
    assert client.post(f"{page}/answers", data=told).status_code == 200
    assert [(each.given_name, each.surname) for each in rows(app, Registration)] == [
        ("", "Sukarno"),
        ("", "Pelé"),
        ("", "Madonna"),
    ]
    again = client.post(f"{page}/answers", data=answers_form(client, page))
    assert "Nothing is different from what is stored." in again.text
    nobody = client.post(f"{page}/answers", data=answers_form(client, page) | {"given_name": "", "surname": ""})
    assert (nobody.status_code, ENOUGH in nobody.text) == (422, True)


def test_the_same_word_in_the_other_field_is_the_same_person(app, client):
    sign_up(client, **SUKARNO)
    sign_up(client, given_name="SUKARNO", surname="")
    assert len(rows(app, Registration)) == 1
    twice = sign_up(client, **COMPANIONS, **{"companions-2-surname": "Pelé"})
    assert "The same name stands here twice" in twice.text


@pytest.mark.usefixtures("inside")
def test_lists_sort_and_find_people_by_what_there_is():
    seminar = db.session.scalars(db.select(Seminar)).one()
    names = [("Ada", "Zhuk"), ("Pelé", ""), ("", "Madonna"), ("Bela", "Arlou")]
    for given_name, surname in names:
        make_registration(seminar, Person(given_name=given_name, surname=surname, email=f"{given_name}@example.org"))
    page = search.registrations_of(seminar, sort="name")
    assert [(each.given_name, each.surname) for each in page.rows] == [
        ("Bela", "Arlou"), ("", "Madonna"), ("Pelé", ""), ("Ada", "Zhuk"),
    ]  # fmt: skip
    assert [each.full_name for each in search.registrations_of(seminar, search="pele").rows] == ["Pelé"]
