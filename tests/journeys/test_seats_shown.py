"""I14: every page and feed that tells of seats tells what the check counts, whoever waits, was offered or has left."""

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

CAPACITY = 5


@pytest.fixture
def taken(app: Flask) -> int:
    """How many seats are taken, by a count of its own: two confirmed, one offered; one left, one is pending."""
    with app.app_context():
        make_organiser()
        seminar = make_seminar(capacity=3)
        people = [make_registration(seminar, replace(ADA, email=f"{number}@example.org")).id for number in range(4)]
        cancel(people[0])
        set_all(Seminar, capacity=CAPACITY, needs_approval=True)
        make_registration(seminar, replace(ADA, email="pending@example.org"))
        set_all(Seminar, needs_approval=False)
        assert find_violations(now=database_now()) == []
        in_states = Registration.status.in_(TAKES_A_SEAT)
        return db.session.scalar(select(func.count()).select_from(Registration).where(in_states))


def shown(app: Flask, client) -> dict[str, int]:
    """Seats taken, by the page that tells of them; where it tells how many are left, the rest."""
    page, left_here = client.get("/en/seminars/klichev").text, re.compile(r"(\d+) (?:places?|seats?) left")
    data = json.loads(re.search(r'<script type="application/ld\+json">(.*?)</script>', page, re.S)[1])
    left = {
        "the seminar's page": int(left_here.search(page)[1]),
        "its data for search engines": data["remainingAttendeeCapacity"],
        "the programme": int(left_here.search(client.get("/en/").text)[1]),
    }
    sign_in(app, client)
    taken = {
        "the organisers' list": int(re.search(r"(\d+) of 5", client.get("/organiser/seminars").text)[1]),
        "the list of people": int(
            re.search(r"(\d+) of 5", client.get("/organiser/seminars/klichev/registrations").text)[1]
        ),
    }
    return {where: CAPACITY - number for where, number in left.items()} | taken


def sign_in(app: Flask, client) -> None:
    with app.app_context(), write_unit():
        token = accounts.new_sign_in_link(db.session.query(Organiser).one())
        db.session.commit()
    csrf = re.search(r'name="csrf_token" value="([^"]+)"', client.get("/en/registrations/find").text)[1]
    assert client.post(f"/organiser/sign-in/{token}", data={"csrf_token": csrf}).status_code == 303


def test_every_page_shows_the_seats_that_are_counted(app, client, taken):
    assert taken == 3
    assert set(shown(app, client).values()) == {taken}


def test_a_page_that_counts_more_is_found(app, client, taken, monkeypatch):
    """Whoever awaits approval has none; else the test above proves nothing."""
    monkeypatch.setattr(seats, "TAKES_A_SEAT", (*TAKES_A_SEAT, "pending"))
    assert set(shown(app, client).values()) == {taken + 1}
