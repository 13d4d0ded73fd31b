"""`seminars check` finds what is wrong with the queue and with parties: one mutant for each."""

from collections.abc import Callable
from dataclasses import replace

import pytest
from acts import cancel
from factories import ADA, make_registration, make_seminar
from flask import Flask
from harm import broken
from sqlalchemy import text, update

from seminars import clock
from seminars.domain.checks.invariants import find_violations
from seminars.models import Party, Registration, Seminar, Status


@pytest.fixture(autouse=True)
def _with_a_queue(app: Flask):
    """Of one seat: Ada left, Bela was offered it, Cyril and Dina wait."""
    with app.app_context():
        seminar = make_seminar(capacity=1)
        for name in ("Ada", "Bela", "Cyril", "Dina"):
            make_registration(seminar, replace(ADA, surname=name, email=f"{name}@example.org"))
        cancel(1)
        assert find_violations(now=clock.now()) == []
        yield


MUTANTS: dict[str, tuple[Callable, str]] = {
    "I2 a seat that nobody is offered": (
        lambda: [update(Seminar).values(capacity=2)],
        "I2: seminar 1 has 1 free seats, and party 3 of 1 waits",
    ),
    "I4 offered past an earlier one": (
        lambda: [
            # The numbers of the log, as they would stand there if the queue was served from its end.
            text(
                "UPDATE activity SET details = '{\"queue_no\": 1}' WHERE registration_id = 4 AND to_status = 'waiting'"
            ),
        ],
        "I4: activity 6 offered seats to party 2 while party 4 waited before it",
    ),
    "I4 an offer without an end": (
        lambda: [update(Party).where(Party.id == 2).values(offer_ends_at=None)],
        "I4: party 2 has 1 offered seats, and its offer ends at no time",
    ),
    "I5 a party without a contact": (
        lambda: [update(Registration).where(Registration.id == 3).values(is_contact=False)],
        "I5: party 3 has no contact",
    ),
    "I5 a contact who left": (
        lambda: [
            update(Registration).where(Registration.id == 4).values(party_id=3, is_contact=False),
            update(Registration).where(Registration.id == 3).values(status=Status.CANCELLED),
        ],
        "I5: party 3 has a contact who left, though others stay",
    ),
}


@pytest.mark.parametrize("name", MUTANTS)
def test_a_broken_queue_is_found(name: str):
    harm, found = MUTANTS[name]
    assert found in broken(*harm())


def test_a_seminar_that_offers_nothing_may_have_free_seats():
    for values in ({"queue_closed": True}, {"queue_closed": False, "postponed_at": clock.now()}):
        assert broken(update(Seminar).values(capacity=2, **values)) == []
