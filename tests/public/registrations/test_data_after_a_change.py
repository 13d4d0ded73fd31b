"""What the new address of a party reads of those who have left it."""

import json

import pytest
from factories import ADA
from visitors import manage_page, post, rows, sign_up

from seminars import tokens
from seminars.models import Registration, Status

pytestmark = pytest.mark.usefixtures("quick_fingers", "seminar")
BELAS = "bela@example.org"
BELA = {"companions-0-given_name": "Bela", "companions-0-surname": "Klichevskaya"}
TOLD = {"phone": "+375 29 999-99-99", "needs": "epilepsy", "organisation": "Clinic"}


def hand_over(app, client, registration_id: int) -> dict:
    """Give the party of this registration Bela's address, and read its data there."""
    assert post(client, f"{manage_page(app, registration_id)}/address", email=BELAS).status_code == 303
    with app.test_request_context():
        proof = tokens.timed_token("new-address", [registration_id, 1, BELAS])
    assert post(client, f"/en/registrations/new-address/{proof}").status_code == 200
    return json.loads(client.get(f"{manage_page(app, registration_id, version=2)}/data.json").text)


def test_who_takes_a_place_over_does_not_read_what_the_leaver_told(app, client):
    sign_up(client, **BELA, **TOLD)
    post(client, f"{manage_page(app)}/cancellation")
    before = client.get(f"{manage_page(app)}/data.json").text
    told = hand_over(app, client, 2)
    assert not [said for said in TOLD.values() if said in json.dumps(told)]
    assert {"given_name": "Ada", "surname": "Klichevskaya", "status": "cancelled"} in told["people"]
    assert told["forms"] == []
    assert [said for said in TOLD.values() if said in before] == list(TOLD.values())


def test_nor_what_somebody_told_who_had_a_place_of_their_own(app, client):
    sign_up(client)
    sign_up(client, **BELA, **TOLD)
    assert [(each.email_key, each.status) for each in rows(app, Registration)] == [(ADA.email, Status.CONFIRMED)] * 2
    told = hand_over(app, client, 2)
    assert [person["given_name"] for person in told["people"]] == ["Bela"]
    assert told["forms"] == []


def test_who_changes_their_own_address_reads_all_that_they_told(app, client):
    sign_up(client, **BELA, **TOLD)
    told = hand_over(app, client, 1)
    assert [person["needs"] for person in told["people"]] == ["epilepsy", ""]
    assert [form["typed"]["needs"] for form in told["forms"]] == ["epilepsy"]
