"""Whoever writes a name in another way is the same person at one address; and twins of an older key stay two."""

from dataclasses import asdict, replace

import pytest
from acts import act, cancel, messages, write
from factories import ADA, NO_CONSENT, make_registration, make_seminar
from older_keys import keys, make_old
from sqlalchemy import select

from seminars.domain.errors import SignedUpAlready
from seminars.domain.people import rekeying
from seminars.domain.people.sign_up import Person
from seminars.domain.registrations import addresses, answers, corrections, leaving
from seminars.domain.registrations.answers import Answers
from seminars.extensions import db
from seminars.models import MessageKind, Registration, Seminar, Submission

pytestmark = pytest.mark.usefixtures("inside", "sound")

LUKASZ = replace(ADA, surname="Nowak", given_name="Łukasz")
LATIN = replace(LUKASZ, given_name="Lukasz")
OTHER = "other@example.org"


@pytest.fixture
def seminar(inside: None) -> Seminar:
    return make_seminar()


def everybody() -> list[tuple[str, str, bool]]:
    """(given name, address key, active) of all, in their order."""
    rows = db.session.scalars(select(Registration).order_by(Registration.id).execution_options(populate_existing=True))
    return [(each.given_name, each.email_key, each.is_active) for each in rows]


def make_twins(seminar: Seminar) -> Registration:
    """Łukasz, who once brought Lukasz along; the job has been there."""
    contact = make_registration(seminar, LUKASZ, companions=(Person(surname="Novak", given_name="Lukasz"),))

    def be_namesakes() -> None:
        db.session.get_one(Registration, contact.id + 1).surname = "Nowak"

    write(be_namesakes)
    make_old()
    act(lambda _row: rekeying.renew(seminar.id, rekeying.old_ones(seminar.id, after=0)), seminar)
    assert keys() == [("nowak łukasz", 1), ("nowak lukasz", 2)]
    return contact


def told(contact: Registration, *companions: tuple[str, str], **person: str) -> Answers:
    known = {name: getattr(contact, name) for name in answers.ANSWERS if name != "organisation_kind"}
    return Answers(
        person=Person(**{**known, **person}),
        companions=companions,
        consents=dict.fromkeys(answers.MAY_BE_CHANGED, False),
        seen=answers.version_of(contact.party),
    )


@pytest.mark.parametrize(
    ("first", "second"),
    [
        (("О'Коннор", "Ул'яна"), ("О’Коннор", "Улʼяна")),
        (("Nowak", "Łukasz"), ("Nowak", "Lukasz")),
        (("Nowak", "Józef"), ("NOWAK", "Jozef")),
        (("Иванова", "Анна-Мария"), ("Иванова", "Анна Мария")),
        (("Иванов", "Алексей"), ("Иванов", "Алексeй")),
        (("", "Анна"), ("", "Aннa")),
    ],
)
def test_another_spelling_under_one_address_is_a_repeat(seminar, first, second):
    for surname, given_name in (first, second):
        make_registration(seminar, replace(ADA, surname=surname, given_name=given_name))
    assert len(everybody()) == 1
    assert [each.kind for each in messages()] == [MessageKind.CONFIRMED, MessageKind.REPEATED]
    make_registration(seminar, replace(ADA, surname=second[0], given_name=second[1], email=OTHER))
    assert len(everybody()) == 2


def test_other_names_are_other_people(seminar):
    for name in ("Анна", "Ганна", "Андрей", "Андреи", "Anna"):
        make_registration(seminar, replace(ADA, given_name=name))
    assert len(everybody()) == 5


def test_an_old_registration_is_repeated_before_the_worker_has_been_there(seminar):
    make_registration(seminar, LUKASZ)
    make_old()
    make_registration(seminar, LUKASZ)
    assert len(everybody()) == 1


def test_twins_in_one_party_correct_their_answers(seminar):
    contact = make_twins(seminar)
    found = act(answers.change, contact, told(contact, ("Lukasz", "Nowak"), town="Pinsk"))
    assert [each.what for each in found] == ["town"]
    contact = db.session.get_one(Registration, contact.id, populate_existing=True)
    found = act(answers.change, contact, told(contact, ("LUKASZ", "Nowak"), given_name="ŁUKASZ"))
    assert len(found) == 2
    assert keys() == [("nowak łukasz", 1), ("nowak lukasz", 2)]


def test_a_twin_who_gets_another_name_is_a_twin_no_more_and_nobody_becomes_a_third(seminar):
    contact = make_twins(seminar)
    third = make_registration(seminar, replace(LUKASZ, given_name="Jan"))
    with pytest.raises(SignedUpAlready):
        act(answers.change, third, told(third, given_name="ŁUKASZ"))
    with pytest.raises(SignedUpAlready):
        act(answers.change, contact, told(contact, ("Lukasz", "Nowak"), given_name="Lukász"))
    act(answers.change, contact, told(contact, ("Lukasz", "Nowak"), given_name="Józef"))
    assert keys() == [("nowak jozef", 2), ("nowak lukasz", 2), ("nowak jan", 2)]


def test_twins_move_to_another_address_together_and_give_way_to_one_who_is_there(seminar):
    contact = make_twins(seminar)
    act(addresses.change_address, contact, OTHER)
    assert everybody() == [("Łukasz", OTHER, True), ("Lukasz", OTHER, True)]
    make_registration(seminar, replace(LUKASZ, given_name="LUKASZ", email=ADA.email))
    act(addresses.change_address, contact, ADA.email)
    assert [is_active for _name, _address, is_active in everybody()] == [False, False, True]


def test_whoever_signed_up_again_in_another_spelling_cannot_undo_too(seminar):
    first = make_registration(seminar, LUKASZ)
    cancel(first)
    make_old()
    make_registration(seminar, LATIN)
    with pytest.raises(SignedUpAlready):
        act(leaving.restore, first)
    assert [is_active for _name, _address, is_active in everybody()] == [False, True]


def test_a_kept_form_with_two_names_that_are_one_by_now_signs_up_one(seminar):
    contact = make_registration(seminar, LUKASZ)

    def prove() -> int:
        form = db.session.scalars(select(Submission)).one()
        form.companions = [{"surname": "Nowak", "given_name": "Lukasz"}]
        form.consents = {kind.value: given for kind, given in NO_CONSENT.items()}
        form.typed = asdict(LUKASZ)
        db.session.get_one(Registration, contact.id).email_proven_at = contact.registered_at
        return form.id

    form_id = write(prove)
    act(corrections.correct_address, db.session.get_one(Submission, form_id), OTHER)
    assert everybody() == [("Łukasz", ADA.email, True), ("Łukasz", OTHER, True)]
