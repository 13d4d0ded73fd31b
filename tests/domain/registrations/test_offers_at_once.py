"""The last seat in several hands at the same instant: an offer answered from two devices, an undo while others sign up,
an approval into a seminar that fills, a capacity that shrinks. Each time one outcome, and the other person is told."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from functools import partial

import pytest
import rounds
from factories import ADA, NO_CONSENT, make_registration, make_seminar
from flask import Flask
from rounds import do, get
from sqlalchemy import select, update

from seminars.database.units import database_now, write_unit
from seminars.domain.errors import NotActive, NotOffered, SeatGone
from seminars.domain.people.sign_up import SignUp
from seminars.domain.registrations import approvals, leaving, offers, signing_up
from seminars.domain.seminars import content, editing
from seminars.extensions import db
from seminars.models import Registration, Seminar, Status

# SQLite lets one writer in at a time whatever the code does.
A_FEW, MANY = {"postgresql": 3, "sqlite": 1}, {"postgresql": 20, "sqlite": 4}
OLIVE = "olive@example.org"
CONFIRMED, WAITING, OFFERED, CANCELLED = Status.CONFIRMED, Status.WAITING, Status.OFFERED, Status.CANCELLED


def registration(slug: str, name: str) -> Registration:
    return db.session.scalars(select(Registration).filter_by(seminar_id=get(slug).id, given_name=name)).one()


def accept(slug: str) -> None:
    offers.accept(registration(slug, "Bela"))


def refuse(slug: str) -> None:
    offers.refuse(registration(slug, "Bela"))


def lapse(slug: str) -> None:
    """As the worker does it when the time of the offer is over."""
    offers.lapse_offers(get(slug), now=database_now() + timedelta(days=3))


def leave(slug: str) -> None:
    leaving.cancel(registration(slug, "Ada"), by="person")


def undo(slug: str) -> None:
    leaving.restore(registration(slug, "Ada"))


def sign_up(slug: str) -> None:
    person = replace(ADA, given_name="Dina", email="dina@example.org")
    wish = SignUp(person=person, consents=NO_CONSENT, language="en")
    signing_up.register(get(slug), wish, form_id=f"form-{slug}", body_hash="")


def approve(slug: str) -> None:
    approvals.approve(registration(slug, "Ada"), actor=OLIVE)


def shrink(slug: str) -> None:
    seminar = get(slug)
    changes = replace(content.as_written(seminar), capacity=1)
    editing.edit_seminar(seminar, version=1, changes=changes, actor=OLIVE)


def take_part(slug: str, *names: str, capacity: int = 1, **values: bool) -> None:
    seminar = make_seminar(slug=slug, capacity=capacity, **values)
    for name in names:
        make_registration(seminar, replace(ADA, given_name=name, email=f"{name.lower()}@example.org"))


@pytest.fixture(params=[A_FEW, pytest.param(MANY, marks=pytest.mark.long)], ids=["a few rounds", "many rounds"])
def race(app: Flask, request: pytest.FixtureRequest) -> Callable[..., set[tuple]]:
    return partial(rounds.run, app, request.param)


def offer_to_bela(slug: str) -> None:
    """Bela is offered Ada's seat, and Cyra waits behind her."""
    take_part(slug, "Ada", "Bela", "Cyra")
    do(slug, leave)


DONE = type(None)


def test_an_offer_accepted_from_two_devices_is_accepted_once(race):
    outcomes = {(DONE, NotOffered, CANCELLED, CONFIRMED, WAITING), (NotOffered, DONE, CANCELLED, CONFIRMED, WAITING)}
    assert race(offer_to_bela, accept, accept) <= outcomes


def test_of_yes_and_no_from_two_devices_the_first_holds(race):
    outcomes = {(DONE, NotOffered, CANCELLED, CONFIRMED, WAITING), (NotOffered, DONE, CANCELLED, CANCELLED, OFFERED)}
    assert race(offer_to_bela, accept, refuse) <= outcomes


def test_an_offer_is_accepted_in_time_or_has_lapsed_and_is_with_the_next(race):
    outcomes = {(DONE, DONE, CANCELLED, CONFIRMED, WAITING), (NotOffered, DONE, CANCELLED, WAITING, OFFERED)}
    assert race(offer_to_bela, accept, lapse) <= outcomes


def test_a_seat_given_back_goes_to_the_undo_or_to_the_newcomer(race):
    def prepare(slug: str) -> None:
        take_part(slug, "Ada")
        do(slug, leave)

    outcomes = {(DONE, DONE, CONFIRMED, WAITING), (SeatGone, DONE, CANCELLED, CONFIRMED)}
    assert race(prepare, undo, sign_up) <= outcomes


def test_the_last_seat_goes_to_the_approved_or_to_the_newcomer(race):
    def prepare(slug: str) -> None:
        take_part(slug, "Ada", needs_approval=True)
        with write_unit():
            db.session.execute(update(Seminar).where(Seminar.slug == slug).values(needs_approval=False))
            db.session.commit()

    outcomes = {(DONE, DONE, CONFIRMED, WAITING), (DONE, DONE, WAITING, CONFIRMED)}
    assert race(prepare, approve, sign_up) <= outcomes


def test_a_capacity_that_shrinks_while_a_seat_is_passed_on_cancels_nobody_and_stops_offers(race):
    def prepare(slug: str) -> None:
        take_part(slug, "Ada", "Bela", "Cyra", capacity=2)

    offered_before = DONE, DONE, CANCELLED, CONFIRMED, OFFERED
    assert race(prepare, leave, shrink) <= {offered_before, (DONE, DONE, CANCELLED, CONFIRMED, WAITING)}


def test_a_place_left_from_two_devices_is_left_once(race):
    outcomes = {(DONE, NotActive, CANCELLED, OFFERED), (NotActive, DONE, CANCELLED, OFFERED)}
    assert race(lambda slug: take_part(slug, "Ada", "Bela"), leave, leave) <= outcomes
