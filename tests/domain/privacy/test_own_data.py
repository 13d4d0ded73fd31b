"""What somebody is given who asks for everything that is kept about them."""

import json
from dataclasses import replace

import pytest
from acts import OLIVE, let_mails_leave, set_all, write
from at_noon import DAY, HOUR, NOW, act, cancel, seminar_with, sign_up
from factories import ADA
from older_keys import make_old

from seminars.database.units import write_unit
from seminars.domain.privacy import own_data
from seminars.domain.registrations import addresses, leaving, self_service
from seminars.extensions import db
from seminars.models import ConsentKind, Group, GroupKind, Party, Registration

pytestmark = pytest.mark.usefixtures("sound_at_noon")


def told(registration: Registration) -> dict:
    """As it is written for them, and so nothing but plain values."""
    return json.loads(json.dumps(own_data.of_party(db.session.get_one(Party, registration.party_id))))


def test_it_holds_the_people_with_consents_and_history_the_forms_and_the_mails():
    ada, _aga = sign_up(seminar_with(3), "Ada", "Aga", consents=dict.fromkeys(ConsentKind, True))
    let_mails_leave()
    found = told(ada)
    assert [person["surname"] for person in found["people"]] == ["Ada", "Aga"]
    consents = {each["kind"]: each["given"] for each in found["people"][0]["consents"]}
    assert consents == {"processing": True, "photo": True, "sharing": True, "news": True}
    assert [step["kind"] for step in found["people"][0]["history"]] == ["registered"]
    assert [form["typed"]["surname"] for form in found["forms"]] == ["Ada"]
    assert [(mail["kind"], mail["to"]) for mail in found["mails"]] == [("registration_confirmed", "ada@example.org")]
    assert found["seminar"]["starts_at"] == (NOW + 20 * DAY).isoformat()


def test_a_form_of_theirs_is_known_by_either_key_of_the_name():
    for name in ("Łoś", "Łosiak"):
        (registration,) = sign_up(seminar_with(1, slug=name), name)
        act(addresses.change_address, registration, address="new@example.org", now=NOW + HOUR)
        if name == "Łoś":
            make_old()
        assert [form["typed"]["surname"] for form in told(registration)["forms"]] == [name]


def test_it_tells_no_secret_and_no_number_that_names_a_row():
    ada, _aga = sign_up(seminar_with(2), "Ada", "Aga")
    with write_unit():
        self_service.send_links("ada@example.org", language="en", now=NOW)
        db.session.commit()
    found = told(ada)
    names = {name for part in ("people", "forms", "mails", "calendars") for row in found[part] for name in row}
    assert names & {"id", "party_id", "token_version", "version", "body_hash", "form_id", "facts", "lease_by"} == set()
    assert names & {"dedup"} == set()
    assert [len(found[part]) for part in ("mails", "calendars")] == [2, 1]
    assert [step["details"] for person in found["people"] for step in person["history"]] == [{}, {}]


def test_of_an_organiser_who_acted_the_address_is_their_own():
    (ada,) = sign_up(seminar_with(1), "Ada")
    act(leaving.cancel, ada, by="organiser", actor=OLIVE, reason="Full")
    found = told(ada)
    assert [step["actor"] for step in found["people"][0]["history"]] == ["person", "organiser"]
    assert "organiser_id" not in found["people"][0]["history"][1]
    assert OLIVE not in json.dumps(found)


def test_of_those_who_left_before_the_party_got_another_address_it_tells_the_names_alone():
    ada, aga = sign_up(seminar_with(3), "Ada", "Aga")
    cancel(ada, now=NOW + HOUR)
    act(addresses.change_address, aga, address="new@example.org", now=NOW + 2 * HOUR)
    found = told(aga)
    assert found["people"][1] == {"given_name": "A", "surname": "Ada", "status": "cancelled"}
    assert found["forms"] == []


def test_it_tells_how_many_they_were_seen_to_come_with():
    (ada,) = sign_up(seminar_with(1), "Ada")
    assert told(ada)["people"][0]["group"] is None
    group = Group(
        seminar_id=ada.seminar_id, kind=GroupKind.NETWORK, domain="", people=20, first_at=NOW, last_at=NOW + HOUR
    )
    write(lambda: db.session.add(group))
    set_all(Registration, group_no=group.number)
    assert told(ada)["people"][0]["group"] == {
        "kind": "network", "domain": "", "people": 20,
        "first_at": NOW.isoformat(), "last_at": (NOW + HOUR).isoformat(),
    }  # fmt: skip


def test_another_party_is_not_told_of():
    seminar = seminar_with(3)
    (ada,) = sign_up(seminar, "Ada")
    sign_up(seminar, "Sister", person=replace(ADA, surname="Sister"))
    assert "Sister" not in json.dumps(told(ada))
