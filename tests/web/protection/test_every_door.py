"""What becomes of a form, for each address that takes one, by where it comes from and what it brings."""

import time
from datetime import timedelta

import pytest
from every_door import AWAY, BACK, DOORS, EXPECTED, FOREIGN, GONE, REFUSED, SIGNED_OUT, SITUATIONS, TAKEN, TYPED, Door
from factories import make_organiser, make_registration, make_seminar
from flask import Flask
from flask.testing import FlaskClient
from itsdangerous import TimestampSigner
from visitors import FORM, csrf, everything_stored, headline, hidden_fields, rows
from werkzeug.test import TestResponse

from seminars import clock, tokens
from seminars.database.units import write_unit
from seminars.domain.organisers import accounts
from seminars.extensions import db
from seminars.models import Organiser, Role, RoleOffer

NIGHT = 13 * 3600  # seconds
HEADINGS = {
    REFUSED: (400, "This form has expired"),
    FOREIGN: (403, "This did not come from a page of ours"),
    SIGNED_OUT: (422, "You are signed out"),
    GONE: (410, "What stood here still holds"),
}


@pytest.fixture
def secrets(app: Flask, client: FlaskClient) -> dict[str, str]:
    """What stands in the addresses and forms that only its owner knows. Olive is signed in."""
    with app.app_context():
        seminar = make_seminar(capacity=1, needs_approval=True)
        registration = make_registration(seminar)
        number, code = registration.id, registration.code
        make_organiser("olive@example.org", language="en")
    client.post(f"/organiser/sign-in/{new_sign_in_link(app)}", data=csrf(client))
    form = hidden_fields(client.get(FORM).text)["token"]
    with app.app_context():
        return {
            "manage": tokens.manage_token(number, 1),
            "receipt": tokens.timed_token("receipt", 1),
            "proof": tokens.timed_token("new-address", [number, 1, "cela@example.org"]),
            "digest": tokens.digest_token(rows(app, Organiser)[0].id),
            "sign_in": new_sign_in_link(app),
            "offer": new_role_offer(app),
            "code": code,
            "form": form,
        }


def new_sign_in_link(app: Flask) -> str:
    with app.app_context(), write_unit():
        token = accounts.new_sign_in_link(db.session.query(Organiser).one())
        db.session.commit()
        return token


def new_role_offer(app: Flask) -> str:
    """To Olive, who is signed in and owns all already."""
    with app.app_context(), write_unit():
        olive, now = db.session.query(Organiser).one(), clock.now()
        times = {"made_at": now, "sent_at": now, "ends_at": now + timedelta(days=7)}
        offer = RoleOffer(email=olive.email, role=Role.VIEWER, language="en", offered_by=olive.id, nonce="n", **times)
        db.session.add(offer)
        db.session.commit()
        return tokens.role_offer_token(offer.id, offer.nonce)


class Situation:
    """A browser in one of SITUATIONS."""

    def __init__(self, client: FlaskClient, situation: str, monkeypatch: pytest.MonkeyPatch) -> None:
        self.headers, which, has_cookies = SITUATIONS[situation]
        token = {
            "fresh": csrf(client)["csrf_token"],
            "expired": csrf(client)["csrf_token"],
            "another's": csrf(client.application.test_client())["csrf_token"],
            "none": "",
        }[which]
        self.protection = {"csrf_token": token} if token else {}
        self.client = client if has_cookies else client.application.test_client()
        if which == "expired":
            monkeypatch.setattr(TimestampSigner, "get_timestamp", lambda _signer: int(time.time()) + NIGHT)

    def send(self, door: Door, secrets: dict[str, str]) -> TestResponse:
        sent = {name: value.format(**secrets) if name == "token" else value for name, value in door.sent.items()}
        return self._post(door.address.format(**secrets), {**sent, **self.protection})

    def send_again(self, door: Door, secrets: dict[str, str], page: TestResponse) -> TestResponse:
        """One press more, on the page that gave it back."""
        return self._post(door.address.format(**secrets), hidden_fields(page.text))

    def _post(self, address: str, data: dict[str, str]) -> TestResponse:
        return self.client.post(address, data=data, headers={"Accept-Language": "en", **self.headers})


def outcome(answer: TestResponse, door: Door) -> str:
    """One of what EXPECTED says, after a look at whether the page is what it should be."""
    if answer.text == TAKEN:
        return TAKEN
    if answer.status_code == 303:
        return AWAY if answer.location == "/organiser/sign-in" else f"303 to {answer.location}"
    for found, (status, heading) in HEADINGS.items():
        if headline(answer.text) == heading:
            assert answer.status_code == status
            assert (door.shown in answer.text) == (found == SIGNED_OUT and TYPED in door.sent.values())
            return found
    assert (answer.status_code, 'name="given_back"' in answer.text) == (422, True), answer.text
    assert door.shown in answer.text
    assert "a secret" not in answer.text
    return BACK


def test_each_door_is_in_the_table(app):
    takes_forms = {rule.endpoint for rule in app.url_map.iter_rules() if rule.methods - {"GET", "HEAD", "OPTIONS"}}
    assert takes_forms == set(DOORS)


@pytest.mark.own_application
@pytest.mark.parametrize("situation", SITUATIONS)
def test_a_form_is_taken_given_back_or_refused(app, client, secrets, situation, monkeypatch):
    browser = Situation(client, situation, monkeypatch)
    expected = {endpoint: EXPECTED[door.kind][situation] for endpoint, door in DOORS.items()}
    before = everything_stored(app)
    for endpoint in [endpoint for endpoint in DOORS if expected[endpoint] == TAKEN]:
        app.view_functions[endpoint] = lambda **_values: TAKEN
    answers = {endpoint: browser.send(door, secrets) for endpoint, door in DOORS.items()}
    assert {endpoint: outcome(answer, DOORS[endpoint]) for endpoint, answer in answers.items()} == expected
    assert everything_stored(app) == before
    for endpoint in [endpoint for endpoint in DOORS if expected[endpoint] == BACK]:
        app.view_functions[endpoint] = lambda **_values: TAKEN
        assert browser.send_again(DOORS[endpoint], secrets, answers[endpoint]).text == TAKEN
