"""I14: every page and feed that tells of seats tells the step of what the check counts, whoever waits, was offered or
has left; organisers are told the number itself."""

import json
import re
from dataclasses import replace

import pytest
from acts import cancel, set_all
from factories import ADA, make_organiser, make_registration, make_seminar
from flask import Flask
from sqlalchemy import func, select

from seminars.database.units import database_now, write_unit
from seminars.domain.checks.invariants import find_violations
from seminars.domain.organisers import accounts
from seminars.domain.seating import seats
from seminars.extensions import db
from seminars.models import TAKES_A_SEAT, Organiser, Registration, Seminar

CAPACITY = 8
LEFT = {5: "The last 5 places or fewer", 6: "6–8 places left"}
AVAILABILITY = {5: "LimitedAvailability", 6: "InStock"}


@pytest.fixture
def taken(app: Flask) -> int:
    """How many seats are taken, by a count of its own: one confirmed, one offered; one left, one is pending.

    With one seat less the last five would begin.
    """
    with app.app_context():
        make_organiser()
        seminar = make_seminar(capacity=2)
        people = [make_registration(seminar, replace(ADA, email=f"{number}@example.org")).id for number in range(3)]
        cancel(people[0])
        set_all(Seminar, capacity=CAPACITY, needs_approval=True)
        make_registration(seminar, replace(ADA, email="pending@example.org"))
        set_all(Seminar, needs_approval=False)
        assert find_violations(now=database_now()) == []
        in_states = Registration.status.in_(TAKES_A_SEAT)
        return db.session.scalar(select(func.count()).select_from(Registration).where(in_states))


def shown_to_strangers(client) -> dict[str, str]:
    """What is said of the seats that are left, by the page that says it."""
    page, words = _plain(client, "/en/seminars/klichev"), re.compile(r"The last \d places or fewer|[\d–]+ places left")
    data = json.loads(re.search(r'<script type="application/ld\+json">(.*?)</script>', page, re.S)[1])
    return {
        "the seminar's page": words.search(page)[0],
        "the programme": words.search(_plain(client, "/en/"))[0],
        "the data for search engines": data["offers"]["availability"].removeprefix("https://schema.org/"),
    }


def _plain(client, address: str) -> str:
    """Without what keeps two numbers on one line."""
    return re.sub('<span class="untorn">(.*?)</span>', r"\1", client.get(address).text)


def expected_for_strangers(left: int) -> dict[str, str]:
    pages = dict.fromkeys(("the seminar's page", "the programme"), LEFT[left])
    return pages | {"the data for search engines": AVAILABILITY[left]}


def shown_to_organisers(app: Flask, client) -> set[int]:
    """Seats taken, by the tour and by the list of people."""
    sign_in(app, client)
    pages = ("/organiser/seminars", "/organiser/seminars/klichev/registrations")
    return {int(re.search(rf"(\d+) of {CAPACITY}", client.get(page).text)[1]) for page in pages}


def sign_in(app: Flask, client) -> None:
    with app.app_context(), write_unit():
        token = accounts.new_sign_in_link(db.session.query(Organiser).one())
        db.session.commit()
    csrf = re.search(r'name="csrf_token" value="([^"]+)"', client.get("/en/registrations/find").text)[1]
    assert client.post(f"/organiser/sign-in/{token}", data={"csrf_token": csrf}).status_code == 303


def test_every_page_shows_the_step_of_the_seats_that_are_counted_and_organisers_the_number(app, client, taken):
    assert CAPACITY - taken == 6
    assert shown_to_strangers(client) == expected_for_strangers(6)
    assert shown_to_organisers(app, client) == {taken}


def test_a_page_that_counts_one_more_is_found(app, client, taken, monkeypatch):
    """Whoever awaits approval has none; else the test above proves nothing."""
    monkeypatch.setattr(seats, "TAKES_A_SEAT", (*TAKES_A_SEAT, "pending"))
    assert shown_to_strangers(client) == expected_for_strangers(5)
    assert shown_to_organisers(app, client) == {taken + 1}
