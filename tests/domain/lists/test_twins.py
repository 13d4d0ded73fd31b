"""Organisers learn who is registered twice, perhaps, under an older name key."""

from dataclasses import replace

import pytest
from acts import cancel
from factories import ADA, make_registration, make_seminar
from older_keys import make_old

from seminars.domain.lists.twins import twins, twins_of
from seminars.models import Registration, Seminar

pytestmark = pytest.mark.usefixtures("inside")


@pytest.fixture
def seminar(inside: None) -> Seminar:
    return make_seminar()


def register(seminar: Seminar, given_name: str, **values: str) -> Registration:
    return make_registration(seminar, replace(ADA, surname="Nowak", given_name=given_name, **values))


@pytest.fixture
def pair(seminar: Seminar) -> list[Registration]:
    """Łukasz of an older program and Lukasz; beside them people who are nobody's twins."""
    people = [register(seminar, "Łukasz")]
    make_old()
    people.append(register(seminar, "Lukasz"))
    register(seminar, "Łukasz", email="other@example.org")
    register(seminar, "Jan")
    register(make_seminar(slug="other"), "Łukasz")
    return people


def test_two_who_are_one_to_the_present_key_are_told_of(seminar, pair):
    assert twins(seminar) == [pair]
    assert [twins_of(each) for each in pair] == [[pair[1]], [pair[0]]]


def test_they_are_told_of_before_the_worker_has_been_there_too(seminar, pair):
    make_old()
    assert twins(seminar) == [pair]


def test_once_one_of_them_has_left_nobody_is(seminar, pair):
    cancel(pair[1])
    assert twins(seminar) == []
    assert twins_of(pair[0]) == []
