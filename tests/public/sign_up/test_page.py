"""Signing up by the form, as a visitor's browser does it."""

import re

import pytest
from factories import ADA, make_registration, make_seminar
from flask import Flask
from sqlalchemy import func, select
from visitors import hidden_fields, proven

from seminars.extensions import db
from seminars.models import Consent, ConsentKind, Message, MessageKind, Registration, Status, Submission
from seminars.public.sign_up import form_tokens

ANSWERS = {
    "given_name": "Ada",
    "surname": "Klichevskaya",
    "email": "ada@example.org",
    "organisation": "Agro Klichev",
    "processing": "y",
    "photo": "y",
}


@pytest.fixture(autouse=True)
def _nobody_types(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(form_tokens, "SHORTEST_TYPING", -1)


def send(client, answers: dict[str, str], *, slug: str = "klichev", language: str = "en", hidden: dict | None = None):
    hidden = hidden or hidden_fields(client.get(f"/{language}/seminars/{slug}/registrations/new").text)
    return client.post(f"/{language}/seminars/{slug}/registrations", data={**hidden, **answers})


def count(app: Flask, what) -> int:
    with app.app_context():
        return db.session.scalar(select(func.count()).select_from(what))


@pytest.fixture
def seminar(app: Flask) -> None:
    with app.app_context():
        make_seminar()


@pytest.mark.usefixtures("seminar")
def test_a_sign_up_is_stored_whole_and_told_by_mail(app, client):
    answer = send(client, ANSWERS, language="be")
    assert answer.status_code == 303
    assert re.fullmatch(r"/be/registrations/received/[\w.~-]+", answer.location)
    assert client.get(answer.location).status_code == 200
    with app.app_context():
        registration = db.session.scalars(select(Registration)).one()
        assert registration.status == Status.CONFIRMED
        assert registration.language == "be"
        assert {each.kind: each.given for each in registration.consents} == {
            ConsentKind.PROCESSING: True,
            ConsentKind.PHOTO: True,
            ConsentKind.SHARING: False,
            ConsentKind.NEWS: False,
        }
        assert [message.kind for message in db.session.scalars(select(Message))] == [MessageKind.CONFIRMED]


@pytest.mark.usefixtures("seminar")
def test_the_same_form_sent_twice_gets_its_first_answer(app, client):
    hidden = hidden_fields(client.get("/en/seminars/klichev/registrations/new").text)
    first, second = (send(client, ANSWERS, hidden=hidden) for _ in range(2))
    assert (first.status_code, second.status_code) == (303, 303)
    assert (count(app, Registration), count(app, Submission), count(app, Message)) == (1, 1, 1)


@pytest.mark.usefixtures("seminar")
def test_the_same_form_with_another_person_is_asked_back_and_then_signs_them_up(app, client):
    hidden = hidden_fields(client.get("/en/seminars/klichev/registrations/new").text)
    send(client, ANSWERS, hidden=hidden)
    other = {**ANSWERS, "given_name": "Bela"}
    answer = send(client, other, hidden=hidden)
    assert answer.status_code == 409
    assert 'value="Bela"' in answer.text
    assert send(client, other, hidden=hidden_fields(answer.text)).status_code == 303
    assert count(app, Registration) == 2


def test_mallory_learns_and_changes_nothing(app, client):
    with app.app_context():
        seminar = make_seminar()
        make_registration(seminar)
    answer = send(client, {**ANSWERS, "organisation": "Mallory's"})
    page = client.get(answer.location)
    fresh = client.get(send(client, {**ANSWERS, "email": "new@example.org", "organisation": "Mallory's"}).location)
    assert (answer.status_code, page.status_code) == (303, 200)
    strip = lambda text: re.sub(r"received/[^\"/]+|name=\"csrf_token\" value=\"[^\"]+\"|(ada|new)@", "", text)  # noqa: E731
    assert strip(page.text) == strip(fresh.text)
    assert not re.search(r"/registrations/\d+-\d+", page.text)
    with app.app_context():
        ada = db.session.scalars(select(Registration).filter_by(email=ADA.email)).one()
        assert ada.organisation == "Agro Klichev"


def test_a_seminar_whose_queue_is_closed_says_so_to_new_and_known_people_alike(app, client):
    with app.app_context():
        seminar = make_seminar(capacity=2, queue_closed=True)
        make_registration(seminar)
    hidden = hidden_fields(client.get("/en/seminars/klichev/registrations/new").text)
    again = hidden_fields(client.get("/en/seminars/klichev/registrations/new").text)
    send(client, {**ANSWERS, "given_name": "Bela"})
    new = send(client, {**ANSWERS, "given_name": "Cela"}, hidden=hidden)
    known = send(client, ANSWERS, hidden=again)
    assert (new.status_code, known.status_code) == (409, 409)
    assert new.text == known.text
    with app.app_context():
        kinds = db.session.scalars(select(Message.kind).order_by(Message.id)).all()
        assert kinds == [MessageKind.CONFIRMED, MessageKind.CONFIRMED, MessageKind.REPEATED]
    page = client.get("/en/seminars/klichev/registrations/new")
    assert (page.status_code, "Join the waiting list" in page.text) == (200, False)


@pytest.mark.usefixtures("seminar")
def test_a_program_that_fills_in_the_hidden_field_believes_it_succeeded(app, client):
    answer = send(client, {**ANSWERS, "extra_note": "http://spam.example"})
    assert answer.status_code == 303
    assert client.get(answer.location).status_code == 200
    assert count(app, Registration) == 0


@pytest.mark.usefixtures("seminar")
def test_a_form_sent_too_fast_keeps_what_was_typed(app, client, monkeypatch):
    monkeypatch.setattr(form_tokens, "SHORTEST_TYPING", 3)
    answer = send(client, ANSWERS)
    assert answer.status_code == 422
    assert 'value="Klichevskaya"' in answer.text
    assert count(app, Registration) == 0


@pytest.mark.usefixtures("seminar")
@pytest.mark.parametrize("hidden", [{"token": "x", "csrf_token": "y"}, {"token": "", "csrf_token": ""}])
def test_a_form_with_broken_protection_keeps_what_was_typed(app, client, hidden):
    answer = send(client, ANSWERS, hidden=hidden)
    assert answer.status_code == 422
    assert 'value="Klichevskaya"' in answer.text
    assert send(client, ANSWERS, hidden=proven(answer.text)).status_code == 303
    assert count(app, Consent) == 4


@pytest.mark.usefixtures("seminar")
def test_a_mistyped_domain_is_asked_back_once_and_never_refused(app, client):
    typed = {**ANSWERS, "email": "ada@gmial.com"}
    answer = send(client, typed)
    assert answer.status_code == 422
    assert "ada@gmail.com" in answer.text
    assert send(client, typed, hidden=hidden_fields(answer.text)).status_code == 303
    assert count(app, Registration) == 1
