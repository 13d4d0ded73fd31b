"""Organisers learn who is registered twice, perhaps, under an older name key."""

from dataclasses import replace

import pytest
from acts import cancel, let_mails_fail
from factories import ADA, make_registration, make_seminar
from older_keys import make_old

from seminars.domain.lists.twins import twins, twins_of
from seminars.domain.people.sign_up import Person
from seminars.extensions import db
from seminars.models import Registration, Seminar

BORIS = Person(surname="Klichevsky", given_name="Boris")
pytestmark = pytest.mark.usefixtures("inside")


@pytest.fixture
def seminar(inside: None) -> Seminar:
    return make_seminar()


def register(seminar: Seminar, given_name: str, **values: str) -> Registration:
    return make_registration(seminar, replace(ADA, surname="Nowak", given_name=given_name, **values))


def seminar_people(seminar: Seminar) -> list[Registration]:
    return db.session.query(Registration).filter_by(seminar_id=seminar.id).all()


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
    [other] = [each for each in seminar_people(seminar) if each.email == "other@example.org"]
    assert [twins_of(each) for each in pair] == [[pair[1], other], [pair[0], other]]


def test_they_are_told_of_before_the_worker_has_been_there_too(seminar, pair):
    make_old()
    assert twins(seminar) == [pair]


def test_once_one_of_them_has_left_nobody_is(seminar, pair):
    cancel(pair[1])
    assert twins(seminar) == []
    assert pair[1] not in twins_of(pair[0])
    assert twins_of(pair[1]) == []


def test_people_of_one_name_are_told_of_once_no_mail_reaches_one_of_them(seminar):
    ghost, other = register(seminar, "Ada", email="ada@gmial.example"), register(seminar, "Ada", email="a@example.org")
    register(seminar, "Jan")
    elsewhere = register(make_seminar(slug="other"), "Ada", email="ada@gmial.example")
    assert twins(seminar) == []
    let_mails_fail(ghost.email)
    assert twins(seminar) == [[ghost, other]]
    assert (twins_of(ghost), twins_of(other), twins_of(elsewhere)) == ([other], [ghost], [])


def test_nor_does_a_mail_reach_those_who_gave_no_address_or_came_with_somebody_to_whom_it_failed(seminar):
    paper = register(seminar, "Ada", email="")
    web = register(seminar, "Ada", email="a@example.org")
    brought = make_registration(seminar, replace(ADA, email="dead@example.org"), companions=(BORIS,)).party.members[1]
    alone = make_registration(seminar, replace(BORIS, email="boris@example.org"))
    let_mails_fail("dead@example.org")
    assert twins(seminar) == [[paper, web], [brought, alone]]
