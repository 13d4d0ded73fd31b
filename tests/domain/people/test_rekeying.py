"""Who bears an older name key gets the present one, and twins stay two people."""

from dataclasses import replace

import pytest
from acts import act, cancel, erase
from factories import ADA, make_registration, make_seminar
from older_keys import keys, make_old, older_program

from seminars.domain.people import identity, rekeying
from seminars.domain.people.sign_up import Person, find_active
from seminars.domain.registrations import leaving
from seminars.extensions import db
from seminars.models import Registration, Seminar

pytestmark = pytest.mark.usefixtures("inside", "sound")

LUKASZ = replace(ADA, surname="Nowak", given_name="Łukasz")
LATIN = replace(LUKASZ, given_name="Lukasz")


@pytest.fixture
def seminar(inside: None) -> Seminar:
    return make_seminar()


def make_twins(seminar: Seminar) -> tuple[Registration, Registration]:
    """Łukasz and Lukasz, as version 1 took both of them from one address."""
    first = make_registration(seminar, LUKASZ)
    make_old(first.id)
    second = make_registration(seminar, LATIN)
    make_old()
    return first, second


def renew(seminar: Seminar) -> None:
    act(lambda _row: rekeying.renew(seminar.id, rekeying.old_ones(seminar.id, after=0)), seminar)


def find(seminar: Seminar, person: Person) -> Registration | None:
    address = identity.email_key(person.email)
    return find_active(seminar.id, email_key=address, surname=person.surname, given_name=person.given_name)


def test_an_older_key_becomes_the_present_one(seminar):
    make_registration(seminar, LUKASZ)
    make_registration(seminar)
    make_old()
    assert keys() == [("nowak łukasz", 1), ("klichevskaya ada", 1)]
    renew(seminar)
    assert keys() == [("nowak lukasz", 2), ("klichevskaya ada", 2)]
    assert rekeying.seminars_with_old_keys() == []


def test_they_are_found_under_the_older_key_as_typed_before_and_under_the_present_one_in_any_spelling(seminar):
    registered = make_registration(seminar, LUKASZ)
    make_old()
    assert find(seminar, LUKASZ) == registered
    renew(seminar)
    assert find(seminar, LUKASZ) == find(seminar, LATIN) == registered


def test_of_twins_one_gets_the_present_key_and_the_other_keeps_the_older_one(seminar):
    first, second = make_twins(seminar)
    renew(seminar)
    assert keys() == [("nowak łukasz", 1), ("nowak lukasz", 2)]
    assert (find(seminar, LUKASZ), find(seminar, LATIN)) == (first, second)
    assert rekeying.renewals(seminar.id, [first.id]) == {}


def test_a_twin_gets_the_present_key_when_the_other_one_has_left(seminar):
    _first, second = make_twins(seminar)
    renew(seminar)
    cancel(second)
    renew(seminar)
    assert keys() == [("nowak lukasz", 2), ("nowak lukasz", 2)]


def test_a_twin_who_has_left_may_come_back(seminar):
    first, _second = make_twins(seminar)
    cancel(first)
    renew(seminar)
    act(leaving.restore, first)
    assert db.session.get_one(Registration, first.id).is_active
    assert keys() == [("nowak łukasz", 1), ("nowak lukasz", 2)]


def test_a_twin_who_had_left_before_may_come_back_though_both_keys_were_old(seminar, monkeypatch):
    monkeypatch.setattr(rekeying, "AT_ONCE", 1)
    first = make_registration(seminar, LUKASZ)
    make_old()
    with older_program():
        make_registration(seminar, replace(LUKASZ, given_name="Łukász"))
    cancel(first)
    for after in (0, first.id):
        act(lambda _row, after=after: rekeying.renew(seminar.id, rekeying.old_ones(seminar.id, after=after)), seminar)
    assert keys() == [("nowak łukasz", 1), ("nowak lukasz", 2)]
    act(leaving.restore, first)
    assert [each.is_active for each in db.session.query(Registration)] == [True, True]


def test_whoever_left_and_signed_up_again_under_the_same_key_is_nobodys_twin(seminar):
    cancel(make_registration(seminar))
    make_registration(seminar)
    make_old()
    renew(seminar)
    assert set(keys()) == {("klichevskaya ada", 2)}


def test_the_same_name_under_another_address_at_another_seminar_or_without_address_is_nobodys_twin(seminar):
    for person in (LUKASZ, replace(LUKASZ, email="other@example.org"), replace(LUKASZ, email="")):
        make_registration(seminar, person)
    make_registration(seminar, replace(LATIN, email=""))
    other = make_seminar(slug="other")
    make_registration(other, LATIN)
    make_old()
    assert rekeying.seminars_with_old_keys() == [seminar.id, other.id]
    renew(seminar)
    renew(other)
    assert set(keys()) == {("nowak lukasz", 2)}


def test_they_are_taken_some_at_a_time_and_whoever_was_erased_is_not(seminar, monkeypatch):
    monkeypatch.setattr(rekeying, "AT_ONCE", 2)
    people = [make_registration(seminar, replace(LUKASZ, email=f"{number}@example.org")) for number in range(4)]
    ids = [each.id for each in people]
    make_old()
    cancel(people[0])
    erase(people[0])
    assert rekeying.old_ones(seminar.id, after=0) == ids[1:3]
    assert rekeying.old_ones(seminar.id, after=ids[2]) == ids[3:]
    renew(seminar)
    renew(seminar)
    assert keys() == [("", 1), *[("nowak lukasz", 2)] * 3]
    assert rekeying.seminars_with_old_keys() == []


def test_a_new_key_changes_nothing_that_people_see(seminar):
    registration = make_registration(seminar, LUKASZ)
    make_old()
    before = (registration.changed_at, registration.full_name, registration.token_version)
    renew(seminar)
    db.session.refresh(registration)
    assert (registration.changed_at, registration.full_name, registration.token_version) == before
