"""Two organisers press at the same instant, or the person acts meanwhile: one registration is left, or none if they
left, and everything that must hold holds."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from functools import partial

import pytest
import rounds
from factories import ADA, make_registration, make_seminar
from flask import Flask
from rounds import do, get
from sqlalchemy import select

from seminars.database.units import database_now
from seminars.domain.errors import NotActive, NotOffered, SameAddress
from seminars.domain.registrations import leaving, offers
from seminars.domain.registrations.by_organisers.mended_addresses import KnownThere, mend
from seminars.domain.registrations.by_organisers.same_person import unite
from seminars.extensions import db
from seminars.models import Registration, Status

# SQLite lets one writer in at a time whatever the code does.
A_FEW, MANY = {"postgresql": 4, "sqlite": 2}, {"postgresql": 30, "sqlite": 6}
OLIVE = "olive@example.org"
DEAD, RIGHT, BELA = "ada@dead.example.org", "ada@example.org", "bela@example.org"
C, W, O, X = Status.CONFIRMED, Status.WAITING, Status.OFFERED, Status.CANCELLED  # noqa: E741
DONE = type(None)


def people(slug: str) -> list[Registration]:
    rows = select(Registration).filter_by(seminar_id=get(slug).id)
    return list(db.session.scalars(rows.order_by(Registration.id)))


def ada_twice(slug: str) -> tuple[Registration, Registration]:
    first, second = (each for each in people(slug) if each.given_name == "Ada")
    return first, second


def press(slug: str) -> None:
    unite(*ada_twice(slug), actor=OLIVE)


def press_on_the_other_page(slug: str) -> None:
    unite(*reversed(ada_twice(slug)), actor="oleg@example.org")


def correct(slug: str) -> None:
    mend(ada_twice(slug)[0], RIGHT, actor=OLIVE)


def leave_with_the_second(slug: str) -> None:
    leaving.cancel(ada_twice(slug)[1], by="person")


def accept_with_the_second(slug: str) -> None:
    offers.accept(ada_twice(slug)[1])


def lapse(slug: str) -> None:
    offers.lapse_offers(get(slug), now=database_now() + timedelta(days=3))


def behind_her_ghost(slug: str) -> None:
    """Ada has the only seat under a dead address and waits behind it; Bela waits behind both."""
    seminar = make_seminar(slug=slug, capacity=1)
    for name, address in (("Ada", DEAD), ("Ada", RIGHT), ("Bela", BELA)):
        make_registration(seminar, replace(ADA, given_name=name, email=address))


def offered_to_both(slug: str) -> None:
    """Two seats have become free and are offered to both of her."""
    seminar = make_seminar(slug=slug, capacity=2)
    for number in range(2):
        make_registration(seminar, replace(ADA, given_name="Zoe", email=f"zoe{number}@example.org"))
    for name, address in (("Ada", DEAD), ("Ada", RIGHT), ("Bela", BELA)):
        make_registration(seminar, replace(ADA, given_name=name, email=address))
    for number in range(2):
        do(slug, lambda slug, number=number: leaving.cancel(people(slug)[number], by="person"))


def states(slug: str) -> list[Status]:
    """Of Ada, Ada and Bela."""
    return [each.status for each in people(slug) if each.given_name != "Zoe"]


@pytest.fixture(params=[A_FEW, pytest.param(MANY, marks=pytest.mark.long)], ids=["a few rounds", "many rounds"])
def race(app: Flask, request: pytest.FixtureRequest) -> Callable[..., set[tuple]]:
    return partial(rounds.run, app, request.param, states=states)


def test_two_organisers_at_once_say_it_once(race):
    assert race(behind_her_ghost, press, press_on_the_other_page) == {(DONE, DONE, C, X, W)}


def test_whoever_leaves_meanwhile_with_the_second_keeps_the_first(race):
    outcomes = {(DONE, NotActive, C, X, W), (NotActive, DONE, C, X, W)}
    assert race(behind_her_ghost, press, leave_with_the_second) <= outcomes


def test_an_address_that_is_corrected_meanwhile_is_in_the_way_or_is_right_already(race):
    outcomes = {(DONE, KnownThere, C, X, W), (DONE, SameAddress, C, X, W)}
    assert race(behind_her_ghost, press, correct) <= outcomes


def test_an_offer_that_is_accepted_meanwhile_is_hers_whichever_comes_first(race):
    outcomes = {(DONE, DONE, X, C, O), (DONE, NotOffered, O, X, O)}
    assert race(offered_to_both, press, accept_with_the_second) <= outcomes


def test_offers_that_lapse_meanwhile_leave_one_of_her_in_the_queue(race):
    seen = race(offered_to_both, press, lapse)
    assert {(first, second) for *_refused, first, second, _bela in seen} <= {(W, X), (O, X)}


def test_three_presses_and_a_departure_leave_one_of_her_at_most(race):
    seen = race(behind_her_ghost, press, press_on_the_other_page, press, leave_with_the_second)
    assert {(first, second) for *_refused, first, second, _bela in seen} == {(C, X)}
