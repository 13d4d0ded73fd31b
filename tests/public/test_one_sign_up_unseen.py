"""Nobody learns from the site's public pages whether somebody is registered: what they show of seats and of the queue
are steps of the true numbers, so one sign-up, repeat, party or correction changes no byte but at a step's edge."""

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from itertools import cycle

import pytest
from acts import sign_up, write
from factories import ADA, make_registration, make_seminar, texts
from flask import Flask
from flask.testing import FlaskClient
from visitors import post
from visitors import sign_up as send_form
from werkzeug.test import TestResponse

from seminars import clock
from seminars.extensions import db
from seminars.i18n import LANGUAGES
from seminars.models import Session, Speaker

pytestmark = pytest.mark.usefixtures("quick_fingers")

# Whatever anybody may read without a secret link; what tells of seats, in every language.
READ_BY_ALL = (
    *(f"/{language}{page}" for language in LANGUAGES for page in ("/", "/seminars/klichev")),
    "/en/?region=mogilev",
    "/en/past",
    "/en/privacy",
    "/en/registrations/find",
    "/en/news.atom",
    "/en/seminars/klichev.ics",
    "/en/seminars/klichev/registrations/new",
    "/en/calendar",
    "/en/calendar/all.ics",
    "/en/calendar/region/mogilev.ics",
    "/en/calendar/town/klichev.ics",
    "/en/calendar/series/clusters.ics",
    "/en/calendar/speaker/olga.ics",
)
KNOWN = {"email": "known@example.org"}
STRANGER = {"email": "stranger@example.org"}
TWO_MORE = {
    "companions-0-given_name": "Bela",
    "companions-0-surname": "Klichevskaya",
    "companions-1-given_name": "Cyril",
    "companions-1-surname": "Klichevskaya",
}


def fill(app: Flask, *, left: int, waiting: int = 0, **values: object) -> None:
    """A seminar, changed an hour ago, with so many seats left, or so many people waiting. One of them is known."""
    with app.app_context():
        an_hour_ago = clock.now().replace(microsecond=0) - timedelta(hours=1)
        moments = dict.fromkeys(("created_at", "changed_at", "published_at"), an_hour_ago)
        seminar = make_seminar(capacity=left + 3, **moments, **values)
        speaker = Speaker(slug="olga", name="Olga Lis")
        talk = Session(seminar_id=seminar.id, position=1, title=texts("Talk"), speakers=[speaker])
        write(lambda: db.session.add(talk))
        make_registration(seminar, replace(ADA, **KNOWN))
        for name in ("Bela", "Cyd"):
            sign_up(seminar, name)
        for number in range(waiting):
            sign_up(seminar, f"Waits{chr(97 + number)}")


def public_bytes(client: FlaskClient) -> dict[str, tuple[object, ...]]:
    """Every answer by its address: status, headers and bytes, but for what is new each time: the clock, and
    the ids and cookies of forms."""
    return {address: _without_ids(client.get(address)) for address in READ_BY_ALL}


def _without_ids(answer: TestResponse) -> tuple[object, ...]:
    headers = [pair for pair in answer.headers if pair[0] not in ("Date", "Set-Cookie", "Content-Length")]
    assert answer.status_code == 200
    return headers, re.sub(rb'(name="(?:csrf_token|token)" value)="[^"]+"', rb"\1", answer.data)


def new_person(client: FlaskClient) -> None:
    assert send_form(client, **STRANGER).status_code == 303


def repeat(client: FlaskClient) -> None:
    assert send_form(client, **KNOWN).status_code == 303


def party(client: FlaskClient) -> None:
    assert send_form(client, **STRANGER, **TWO_MORE).status_code == 303


def party_with_somebody_known(client: FlaskClient) -> None:
    assert send_form(client, **KNOWN, **TWO_MORE).status_code == 303


def correction_to(address: str) -> Callable[[FlaskClient], None]:
    def sign_up_and_correct(client: FlaskClient) -> None:
        receipt = send_form(client, **STRANGER).location
        assert post(client, f"{receipt}/address", email=address).status_code == 303

    return sign_up_and_correct


ACTS = {
    "a new person": new_person,
    "a repeat": repeat,
    "a party": party,
    "a party with somebody who is known": party_with_somebody_known,
    "a correction to an unknown address": correction_to("nobody@example.org"),
    "a correction to a known address": correction_to(KNOWN["email"]),
}
# Seats left and people waiting, where three more or fewer reach no edge.
WITHIN_A_STEP = {
    "more than 50": {"left": 97},
    "more than 20": {"left": 30},
    "more than 10": {"left": 15},
    "6-10": {"left": 10},
    "the last 5": {"left": 5},
    "some wait": {"left": 0, "waiting": 2},
    "more than 10 wait": {"left": 0, "waiting": 11},
}


# What a page says follows from the two counts that a database gives. So each act meets all numbers on SQLite, and on
# PostgreSQL each act and each of the numbers has its turn.
TURNS = [
    *(("sqlite", numbers, act) for numbers in WITHIN_A_STEP for act in ACTS),
    *(("postgresql", numbers, act) for numbers, act in zip(WITHIN_A_STEP, cycle(ACTS), strict=False)),
]


@pytest.mark.parametrize(("database", "numbers", "act"), TURNS, indirect=["database"])
def test_within_a_step_nothing_that_anybody_does_changes_a_public_byte(app, client, numbers, act):
    fill(app, **WITHIN_A_STEP[numbers])
    before = public_bytes(client)
    ACTS[act](client)
    after = public_bytes(client)
    assert [address for address in before if before[address] != after[address]] == []


@pytest.mark.parametrize(("left", "waiting"), [(51, 0), (21, 0), (11, 0), (6, 0), (1, 0), (0, 0), (0, 10)])
def test_at_an_edge_one_sign_up_is_seen(app, client, left, waiting):
    """Else the test above proves nothing."""
    fill(app, left=left, waiting=waiting)
    before = public_bytes(client)
    new_person(client)
    assert public_bytes(client)["/en/seminars/klichev"] != before["/en/seminars/klichev"]
    assert public_bytes(client)["/ru/"] != before["/ru/"]


@pytest.mark.parametrize("left", [30, 3, 0])
def test_a_receipt_and_its_correction_read_the_same_whether_somebody_is_registered(app, client, left):
    fill(app, left=left)
    known, unknown = KNOWN["email"], "ghost@example.org"
    assert len(known) == len(unknown)
    assert _receipts(client, known) == _receipts(client, unknown).replace(unknown, known)


def _receipts(client: FlaskClient, address: str) -> str:
    """What somebody reads who signs an address up, and who corrects a typing error to it."""
    at_once = send_form(client, email=address).location
    corrected = send_form(client, email=f"typo-{address}").location
    answer = post(client, f"{corrected}/address", email=address)
    assert (answer.status_code, answer.location) == (303, f"{corrected}?done=corrected")
    pages = {at_once: client.get(at_once).text, corrected: client.get(answer.location).text}
    plain = [page.replace(receipt.rpartition("/")[2], "") for receipt, page in pages.items()]
    return re.sub(r'name="csrf_token" value="[^"]+"', "", "".join(plain))
