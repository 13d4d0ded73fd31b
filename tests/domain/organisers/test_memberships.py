"""Whoever may do something with a seminar is found from both sides: by the seminar, and by the organiser. Which role
allows what, test_roles.py asks."""

from itertools import combinations

import pytest
from factories import make_organiser, make_registration, make_seminar, make_series
from sqlalchemy import select

from seminars.database.units import write_unit
from seminars.domain.organisers import memberships
from seminars.domain.organisers.roles import Act
from seminars.extensions import db
from seminars.models import Membership, Message, Organiser, Role, Series

pytestmark = pytest.mark.usefixtures("inside")

EVERYTHING = (None, None)
# (series, seminar) of one membership; the last names both and reaches what either of them does.
ONE = (EVERYTHING, ("north", None), ("south", None), (None, "n1"), (None, "s1"), ("north", "s1"))
SHAPES = [(), *((each,) for each in ONE), *combinations(ONE, 2)]
SERIES_OF = {"n1": "north", "n2": "north", "s1": "south"}


@pytest.fixture
def seminars():
    """Three in two series; each has a registration and with it a message."""
    series = {slug: make_series(slug=slug).id for slug in ("north", "south")}
    made = {slug: make_seminar(slug=slug, series_id=series[of]) for slug, of in SERIES_OF.items()}
    for seminar in made.values():
        make_registration(seminar)
    return made


def organiser_with(shape, seminars):
    """Somebody who has the memberships of this shape, and nothing else."""
    organiser = make_organiser(f"o{db.session.query(Organiser).count()}@example.org", is_owner=False)
    series = {each.slug: each.id for each in db.session.scalars(select(Series))}
    with write_unit():
        for of_series, of_seminar in shape:
            seminar_id = of_seminar and seminars[of_seminar].id
            reach = {"series_id": series.get(of_series), "seminar_id": seminar_id}
            db.session.add(Membership(organiser_id=organiser.id, role=Role.OWNER, **reach))
        db.session.commit()
    return organiser


def reaches(shape, slug):
    return any(each == EVERYTHING or each[0] == SERIES_OF[slug] or each[1] == slug for each in shape)


def slugs(statement):
    return {each.slug for each in db.session.scalars(statement)}


def test_every_membership_reaches_the_same_seminars_from_both_sides(seminars):
    organisers = {shape: organiser_with(shape, seminars) for shape in SHAPES}
    may_manage = {(shape, slug) for shape in SHAPES for slug in seminars if reaches(shape, slug)}
    assert may_manage == {
        (shape, slug) for shape in SHAPES for slug in slugs(memberships.seminars_of(organisers[shape], Act.DECIDE))
    }
    shape_of = {organiser.id: shape for shape, organiser in organisers.items()}
    told = {
        slug: [each.id for each in memberships.organisers_of(seminar, Act.DECIDE)] for slug, seminar in seminars.items()
    }
    assert may_manage == {(shape_of[number], slug) for slug, numbers in told.items() for number in numbers}
    assert all(len(numbers) == len(set(numbers)) for numbers in told.values())


def test_series_messages_and_ownership_follow_the_same_rule(seminars):
    number_of = {seminar.id: slug for slug, seminar in seminars.items()}
    for shape in SHAPES:
        organiser = organiser_with(shape, seminars)
        owns_all = EVERYTHING in shape
        series = {"north", "south"} if owns_all else {each[0] for each in shape} - {None}
        assert slugs(memberships.series_of(organiser, Act.EDIT)) == series, shape
        messages = {
            number_of[each.seminar_id] for each in db.session.scalars(memberships.messages_of(organiser, Act.PEOPLE))
        }
        assert messages == {slug for slug in seminars if reaches(shape, slug)}, shape
        assert memberships.is_owner(organiser) == owns_all == (organiser in memberships.owners()), shape


def test_a_message_about_no_seminar_is_nobodys(seminars):
    olive = organiser_with([EVERYTHING], seminars)
    with write_unit():
        db.session.execute(Message.__table__.update().values(seminar_id=None))
        db.session.commit()
    assert db.session.scalars(memberships.messages_of(olive, Act.PEOPLE)).all() == []
