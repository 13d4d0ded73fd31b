"""One seminar's registrations as organisers look through them."""

from dataclasses import replace

import pytest
from acts import act
from at_noon import HOUR, NOW, cancel, seminar_with
from factories import ADA, make_registration
from sqlalchemy import update

from seminars.database.units import write_unit
from seminars.domain.lists import counts, search
from seminars.domain.lists.search import Reach
from seminars.domain.people.sign_up import Person
from seminars.domain.privacy import erasure
from seminars.extensions import db
from seminars.models import Group, GroupKind, Registration, Seminar, Status

PEOPLE = (
    Person(surname="Вишневская", given_name="Анна", organisation="Завод «Прамень»", email="anna@example.org"),
    Person(surname="Kowalczyk", given_name="Jan", organisation="Agro", email="jan@example.org"),
    Person(surname="Семёнов", given_name="Пётр", organisation="Завод", email=""),
)


@pytest.fixture
def seminar(inside) -> Seminar:
    """Three people in the order of PEOPLE, an hour apart; somebody of another seminar has a name like theirs."""
    seminar = seminar_with(10)
    for number, person in enumerate(PEOPLE):
        make_registration(seminar, person, now=NOW + number * HOUR)
    make_registration(seminar_with(10, slug="other"), replace(PEOPLE[0], email="other@example.org"), now=NOW)
    return seminar


def store(given_name: str, **values) -> None:
    with write_unit():
        stored = update(Registration).where(Registration.given_name == given_name)
        db.session.execute(stored.values(**values))
        db.session.commit()


def counted(seminar: Seminar, reach: Reach) -> int:
    return search.count_by_reach(seminar)[reach]


def found(seminar: Seminar, **how) -> list[str]:
    return [person.given_name for person in search.registrations_of(seminar, **how).rows]


@pytest.mark.parametrize(
    ("typed", "names"),
    [
        ("wiśniewska", ["Анна"]),
        ("Вішнеўск", ["Анна"]),
        ("семенов", ["Пётр"]),
        ("КОВАЛЬЧИК", ["Jan"]),
        ("завод", ["Анна", "Пётр"]),
        ("завод anna@", ["Анна"]),  # all words, wherever each is found
        ("agro anna", []),
        ("jan@EXAMPLE", ["Jan"]),
    ],
)
def test_a_name_an_organisation_or_an_address_is_found_in_any_spelling(seminar, typed: str, names: list[str]):
    assert found(seminar, search=typed) == names


@pytest.mark.parametrize("apostrophe", list("'’‘ʼʹʻ`´′＇"))
def test_a_name_is_found_whichever_apostrophe_hyphen_or_look_alike_is_typed(seminar, apostrophe: str):
    make_registration(seminar, Person(surname=f"О{apostrophe}Коннор", given_name="Анна-Мария", organisation="21vek.by"))
    for typed in ("О'Коннор", "о’коннор", "ОʼКоннор", "Анна Мария", "Анна-Мария Коннор", "Кoннор", "21vek.by"):
        assert found(seminar, search=typed) == ["Анна-Мария"], typed
    assert found(seminar, search="'") == []


def test_a_code_is_found_whole_or_in_part(seminar):
    code = search.registrations_of(seminar, search="Kowalczyk").rows[0].code
    assert "Jan" in found(seminar, search=code.lower()[:5])


@pytest.mark.parametrize(
    ("sort", "names"),
    [
        ("registered", ["Анна", "Jan", "Пётр"]),
        ("organisation", ["Jan", "Пётр", "Анна"]),
        ("queue", ["Анна", "Jan", "Пётр"]),
    ],
)
def test_each_order_can_be_turned_round(seminar, sort: str, names: list[str]):
    assert found(seminar, sort=sort) == names
    assert found(seminar, sort=sort, falling=True) == names[::-1]


def test_those_whom_no_mail_reaches_are_counted_and_found_while_they_are_registered(seminar):
    assert (counted(seminar, Reach.NO_MAIL), found(seminar, reach=Reach.NO_MAIL)) == (1, ["Пётр"])
    cancel(search.registrations_of(seminar, reach=Reach.NO_MAIL).rows[0])
    assert (counted(seminar, Reach.NO_MAIL), found(seminar, reach=Reach.NO_MAIL)) == (0, [])


def test_those_whose_address_nobody_answered_from_are_counted_and_found_with_whom_they_bring(seminar):
    make_registration(seminar, ADA, companions=(replace(ADA, given_name="Eva", email=""),), now=NOW + 5 * HOUR)
    everybody = ["Анна", "Jan", "Ada", "Eva"]
    assert (counted(seminar, Reach.UNPROVEN), found(seminar, reach=Reach.UNPROVEN)) == (4, everybody)
    store("Ada", email_proven_at=NOW)
    assert (counted(seminar, Reach.UNPROVEN), found(seminar, reach=Reach.UNPROVEN)) == (2, ["Анна", "Jan"])


def test_those_of_a_group_are_found(seminar):
    group = Group(seminar_id=seminar.id, kind=GroupKind.NETWORK, people=20, first_at=NOW, last_at=NOW)
    with write_unit():
        db.session.add(group)
        db.session.flush()
        number = group.number
        db.session.commit()
    store("Jan", group_no=number)
    assert (found(seminar, group_no=number), found(seminar, group_no=number + 1)) == (["Jan"], [])


def test_each_state_is_counted_and_listed_alone(seminar):
    cancel(search.registrations_of(seminar, search="Kowalczyk").rows[0])
    assert counts.counts_by_status(seminar) == {Status.CONFIRMED: 2, Status.CANCELLED: 1}
    assert found(seminar, status=Status.CANCELLED) == ["Jan"]


def test_whoever_was_erased_is_neither_listed_nor_found(seminar):
    act(erasure.erase, search.registrations_of(seminar, search="Kowalczyk").rows[0], now=NOW + HOUR)
    assert found(seminar) == ["Анна", "Пётр"]


def test_a_page_has_100_rows_and_tells_which(seminar):
    for number in range(98):
        make_registration(seminar, replace(ADA, surname=f"Surname {number}"), now=NOW + HOUR * 3)
    first, second = (search.registrations_of(seminar, number=number) for number in (1, 2))
    assert (first.first, first.last, first.total, first.has_next) == (1, 100, 101, True)
    assert (second.first, second.last, len(second.rows), second.has_next) == (101, 101, 1, False)
