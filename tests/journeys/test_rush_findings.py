"""What bench/rush.py calls a success has to be one: each lie, gap and error is found."""

from dataclasses import replace
from pathlib import Path

import pytest
from factories import NO_CONSENT, make_seminar
from flask import Flask
from rush_crowd import Course
from rush_findings import look
from rush_people import Person
from rush_site import SLUG, Site

from seminars.database.units import write_unit
from seminars.domain.people import sign_up as people
from seminars.domain.registrations import signing_up
from seminars.extensions import db
from seminars.models import Seminar


@pytest.fixture
def site(app: Flask) -> Site:
    """Three people have signed up for two seats."""
    with app.app_context():
        seminar_id = make_seminar(slug=SLUG, capacity=2).id
        for number in range(3):
            person = people.Person(surname=f"Person {number}", given_name="Ada", email=Person(number).email)
            sign_up = people.SignUp(person=person, consents=NO_CONSENT, language="en")
            with write_unit():
                seminar = db.session.get_one(Seminar, seminar_id)
                signing_up.register(seminar, sign_up, form_id=f"form {number}", body_hash="answers")
                db.session.commit()
    return Site(app, {}, [], Path(), [])


def crowd(*told: str) -> Course:
    people = [
        Person(number, told=each, tries=[0.1], statuses=[303], answered_seconds=1.0) for number, each in enumerate(told)
    ]
    return Course(people, [(200, 0.1), (200, 0.2)], 1.0)


def found(site: Site, course: Course, *, seats: int = 2) -> list[str]:
    return look(site, course, seats=seats, limit=1.0).problems


def test_only_what_is_right_passes(site):
    right = crowd("confirmed", "confirmed", "waiting")
    assert found(site, right) == []
    assert len(found(site, crowd("confirmed", "waiting", "confirmed"))) == 2
    assert len(found(site, replace(right, people=right.people[:2]))) == 4
    assert found(site, replace(right, reads=[(200, 0.1), (500, 0.1)])) == [
        "of 2 pages that were read, some were answered {500: 1}"
    ]
    assert found(site, right, seats=3) != []
    right.people[0].trouble, right.people[1].tries = "try 1 was answered 500", [9.0] * 9
    assert found(site, right) == ["person 0: try 1 was answered 500", "of 100 tries one took 9.0 s or more"]
