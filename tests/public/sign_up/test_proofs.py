"""What a form that looks like a program's has to bring, and that a proof serves once."""

import base64
import json
import re
from datetime import timedelta

import pytest
from factories import make_registration, make_seminar
from sqlalchemy import select, update
from visitors import ANSWERS, FORM, SIGN_UP, everything_stored, hidden_fields, proven, rows

from seminars import clock, tokens
from seminars.database.gate import Busy
from seminars.database.units import write_unit
from seminars.domain.guard import spent_proofs, suspicion, throttle
from seminars.domain.people import identity
from seminars.domain.people.sign_up import Person
from seminars.domain.registrations import leaving
from seminars.extensions import db
from seminars.models import Registration, SpentProof
from seminars.public.sign_up import form_tokens
from seminars.public.sign_up import page as door
from seminars.web.forms import proofs

pytestmark = pytest.mark.usefixtures("seminar", "spans_begin_now")


@pytest.fixture
def crowd(monkeypatch, quick_fingers) -> None:
    """So many people signed up from here that every further form is suspicious."""
    monkeypatch.setattr(suspicion, "MANY_FROM_ONE_NETWORK", 0)


def send(client, **more: str):
    return client.post(SIGN_UP, data={**ANSWERS, **more})


def fresh(client) -> dict[str, str]:
    return hidden_fields(client.get(FORM).text)


def later(monkeypatch, seconds: int) -> None:
    """Tokens read from now on are that many seconds older."""
    read = tokens.read_timed_token

    def aged(purpose: str, token: str, max_age: int):
        found = read(purpose, token, max_age)
        return found and (found[0], found[1] + seconds)

    monkeypatch.setattr(tokens, "read_timed_token", aged)


def test_a_form_that_comes_too_quickly_is_taken_with_a_proof(app, client):
    answer = send(client, **fresh(client))
    assert (answer.status_code, rows(app, Registration)) == (422, [])
    assert 'value="Klichevskaya"' in answer.text
    assert send(client, **proven(answer.text)).status_code == 303
    assert len(rows(app, Registration)) == 1


def test_a_form_without_its_proof_is_asked_for_it_without_waiting_for_a_turn_to_write(client, monkeypatch):
    form = fresh(client)

    def nobodys_turn() -> None:
        raise Busy

    monkeypatch.setattr(door, "act_unit", nobodys_turn)
    answer = send(client, **form)
    assert (answer.status_code, "That was quick." in answer.text) == (422, True)
    assert send(client, **proven(answer.text)).status_code == 503


def test_a_form_that_took_its_time_is_asked_for_nothing_and_links_no_script(client, monkeypatch):
    monkeypatch.setattr(form_tokens, "SHORTEST_TYPING", -1)
    page = client.get(FORM).text
    assert ("<script" in page, "proof" in page, "patience" in page) == (False, False, False)
    assert send(client, **hidden_fields(page)).status_code == 303


@pytest.mark.usefixtures("crowd")
def test_a_proof_serves_once(app, client):
    hidden = proven(send(client, **fresh(client)).text)
    assert send(client, **hidden).status_code == 303
    again = send(client, **fresh(client), proof=hidden["proof"], email="bela@example.org")
    assert again.status_code == 422
    assert 'value="bela@example.org"' in again.text
    assert send(client, **proven(again.text), email="bela@example.org").status_code == 303
    assert [each.email for each in rows(app, Registration)] == ["ada@example.org", "bela@example.org"]


@pytest.mark.usefixtures("crowd")
def test_the_same_form_with_its_spent_proof_gets_its_first_answer(app, client):
    hidden = proven(send(client, **fresh(client)).text)
    assert [send(client, **hidden).status_code for _ in range(2)] == [303, 303]
    assert len(rows(app, Registration)) == 1


@pytest.mark.usefixtures("crowd")
def test_a_proof_for_another_seminar_and_a_changed_one_are_worth_nothing(app, client):
    hidden = proven(send(client, **fresh(client)).text)
    easier = json.loads(base64.b64decode(hidden["proof"]))
    easier["challenge"]["parameters"]["keyPrefix"] = "00"
    easier["solution"] = {"counter": 0, "derivedKey": "00" * 32}
    changed = base64.b64encode(json.dumps(easier).encode()).decode()
    for proof in (changed, "x", "[]", base64.b64encode(b'{"challenge": 1, "solution": []}').decode(), "я" * 9):
        assert send(client, **{**hidden, "proof": proof}).status_code == 422
    with app.app_context():
        make_seminar(slug="pinsk")
    other = hidden_fields(client.get("/en/seminars/pinsk/registrations/new").text)
    taken = client.post("/en/seminars/pinsk/registrations", data={**ANSWERS, **other, "proof": hidden["proof"]})
    assert taken.status_code == 422
    assert rows(app, Registration) == []


@pytest.mark.usefixtures("crowd")
def test_without_a_script_the_form_is_taken_after_ten_seconds_and_told_how_many_are_left(app, client, monkeypatch):
    first = send(client, **fresh(client))
    assert "We only make sure that this comes from a person. Nothing is lost" in first.text
    assert "press once more in 10 seconds" in first.text
    with monkeypatch.context() as waiting:
        later(waiting, 4)
        early = send(client, **hidden_fields(first.text))
    assert early.status_code == 422
    assert re.search(r"press once more in [1-6] seconds", early.text)
    assert hidden_fields(early.text)["patience"] == hidden_fields(first.text)["patience"]
    later(monkeypatch, 10)
    assert send(client, **hidden_fields(early.text)).status_code == 303
    used = send(client, **fresh(client), email="bela@example.org", patience=hidden_fields(first.text)["patience"])
    assert used.status_code == 422
    assert hidden_fields(used.text)["patience"] != hidden_fields(first.text)["patience"]
    assert len(rows(app, Registration)) == 1


@pytest.mark.usefixtures("crowd")
def test_a_field_that_is_wrong_does_not_cost_the_proof(client):
    hidden = proven(send(client, **fresh(client)).text)
    wrong = send(client, **hidden, surname="-")
    assert wrong.status_code == 422
    assert hidden_fields(wrong.text)["proof"] == hidden["proof"]
    assert send(client, **hidden_fields(wrong.text)).status_code == 303


@pytest.mark.usefixtures("quick_fingers")
def test_many_from_one_network_are_asked_before_they_are_refused(app, client, monkeypatch):
    monkeypatch.setattr(suspicion, "MANY_FROM_ONE_NETWORK", 2)
    answers = [send(client, **fresh(client), email=f"ada{n}@example.org").status_code for n in range(3)]
    assert answers == [303, 303, 422]
    other_network = {"environ_base": {"REMOTE_ADDR": "192.0.2.7"}}
    hidden = hidden_fields(client.get(FORM, **other_network).text)
    elsewhere = client.post(SIGN_UP, data={**ANSWERS, **hidden}, **other_network)
    assert elsewhere.status_code == 303


@pytest.mark.usefixtures("quick_fingers")
def test_a_flood_from_one_network_is_told_to_wait_and_programs_count_like_people(app, client, monkeypatch):
    monkeypatch.setattr(throttle, "FROM_ONE_NETWORK", ((2, timedelta(minutes=10)),))
    taken = [send(client, **fresh(client), **more).status_code for more in ({"extra_note": "spam"}, {})]
    before = everything_stored(app)
    refused = [send(client, **fresh(client), **more).status_code for more in ({"extra_note": "spam"}, {})]
    assert (taken, refused) == ([303, 303], [429, 429])
    assert everything_stored(app) == before


@pytest.mark.usefixtures("quick_fingers")
def test_many_under_one_address_are_asked_from_the_network_that_sent_them_alone(client, monkeypatch):
    monkeypatch.setattr(suspicion, "MANY_UNDER_ONE_ADDRESS", 2)
    names = [{"given_name": name} for name in ("Ada", "Bela", "Cyryl")]
    assert [send(client, **fresh(client), **name).status_code for name in names] == [303, 303, 422]
    assert send(client, **fresh(client), email="other@example.org").status_code == 303
    other_network = {"environ_base": {"REMOTE_ADDR": "192.0.2.7"}}
    hidden = hidden_fields(client.get(FORM, **other_network).text)
    elsewhere = client.post(SIGN_UP, data={**ANSWERS, **hidden, **names[2]}, **other_network)
    assert elsewhere.status_code == 303


@pytest.mark.usefixtures("crowd")
def test_spent_proofs_are_forgotten_once_they_have_expired(app, client):
    send(client, **proven(send(client, **fresh(client)).text))
    with app.app_context():
        kept = db.session.scalars(select(SpentProof.expires_at)).one()
        assert timedelta(0) < kept - clock.now() <= proofs.LIFETIME
        for now, left in ((kept, 1), (kept + timedelta(seconds=1), 0)):
            with write_unit():
                spent_proofs.forget_old(now=now)
                db.session.commit()
            assert len(db.session.scalars(select(SpentProof)).all()) == left


def test_an_organiser_sees_addresses_that_took_many_places_within_a_day(app):
    with app.app_context():
        seminar = make_seminar(slug="pinsk", capacity=100)
        for number in range(suspicion.MANY_UNDER_ONE_ADDRESS + 1):
            for email in ("many@example.org", "slow@example.org", "given-back@example.org"):
                person = Person(surname=f"Surname {number}", given_name="Ada", email=email)
                make_registration(seminar, person)
        with write_unit():
            one = select(Registration.id).filter_by(name_key=identity.name_key("Surname 0", "Ada"))
            ids = {
                email: one.where(Registration.email == email)
                for email in ("slow@example.org", "given-back@example.org")
            }
            slow = update(Registration).where(Registration.id.in_(ids["slow@example.org"]))
            db.session.execute(slow.values(registered_at=clock.now() - timedelta(hours=25)))
            gone = db.session.scalars(
                select(Registration).where(Registration.id.in_(ids["given-back@example.org"]))
            ).one()
            leaving.cancel(gone, by="person")
            db.session.commit()
        assert suspicion.hoarding(seminar) == {"many@example.org": suspicion.MANY_UNDER_ONE_ADDRESS + 1}


@pytest.mark.usefixtures("quick_fingers")
def test_the_eleventh_under_one_mailbox_is_asked_for_a_proof_whichever_its_spelling(app, client):
    victims = [{"given_name": f"Ada {each}", "email": f"victim+{each}@gmail.com"} for each in "abcdefghijk"]
    assert [send(client, **fresh(client), **each).status_code for each in victims] == [303] * 10 + [422]
    assert len(rows(app, Registration)) == 10
