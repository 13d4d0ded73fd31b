"""Who came as one of many: told apart by network and by domain, and shown as it was."""

from datetime import UTC, datetime, timedelta

import pytest
from factories import make_seminar
from flask import Flask
from sqlalchemy import select

from seminars.database.units import write_unit
from seminars.domain.guard import groups, throttle
from seminars.domain.guard.groups import MANY, Arrival
from seminars.domain.guard.throttle import Tally
from seminars.domain.people.sign_up import Person, SignUp
from seminars.domain.registrations import admission
from seminars.domain.registrations.signing_up import Seen
from seminars.extensions import db
from seminars.models import ConsentKind, Group, GroupKind, Registration, Seminar
from seminars.worker import jobs

NOW = datetime(2027, 3, 1, 9, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
HALL, HOME = "192.0.2.1", "198.51.100.7"
CONSENTS = {kind: kind == ConsentKind.PROCESSING for kind in ConsentKind}


def arrivals(
    number: int, *, first: int = 0, network: str = HALL, domain: str = "", every: timedelta = timedelta(seconds=1)
) -> list[Arrival]:
    return [Arrival(first + each, NOW + each * every, network, domain) for each in range(number)]


def sizes(found: list[groups.Crowd]) -> list[tuple[GroupKind, str, int]]:
    return [(crowd.kind, crowd.domain, len(crowd.arrivals)) for crowd in found]


def test_twenty_from_one_network_within_ten_minutes_are_a_crowd_and_nineteen_are_not():
    assert sizes(groups.crowds(arrivals(MANY))) == [(GroupKind.NETWORK, "", MANY)]
    assert groups.crowds(arrivals(MANY - 1)) == []


def test_a_hall_that_signs_up_one_a_minute_is_no_crowd():
    assert groups.crowds(arrivals(3 * MANY, every=MINUTE)) == []


def test_who_came_long_before_and_after_the_rush_is_not_in_it():
    early = [Arrival(1000, NOW - timedelta(hours=1), HALL, "")]
    late = [Arrival(1001, NOW + timedelta(hours=1), HALL, "")]
    (crowd,) = groups.crowds([*late, *arrivals(MANY), *early])
    assert [each.registration_id for each in crowd.arrivals] == list(range(MANY))


def test_two_rushes_of_one_network_are_two_crowds():
    later = [Arrival(100 + each.registration_id, each.at + timedelta(hours=2), HALL, "") for each in arrivals(MANY)]
    assert sizes(groups.crowds(arrivals(MANY) + later)) == [(GroupKind.NETWORK, "", MANY)] * 2


def test_twenty_within_a_day_under_one_domain_are_a_crowd_wherever_they_came_from():
    spread = [Arrival(each, NOW + each * timedelta(hours=1), f"192.0.2.{each}", "firm.example") for each in range(MANY)]
    assert sizes(groups.crowds(spread)) == [(GroupKind.DOMAIN, "firm.example", MANY)]


def test_everybody_stands_in_the_larger_crowd_alone():
    here = arrivals(30, domain="firm.example")
    elsewhere = arrivals(10, first=100, network=HOME, domain="firm.example")
    assert sizes(groups.crowds(here + elsewhere)) == [(GroupKind.DOMAIN, "firm.example", 40)]


def signed_up(
    app: Flask, people: int, *, network: str = HALL, domain: str = "firm.example", at: datetime = NOW
) -> None:
    """Forms of five people each."""
    for first in range(0, people, 5):
        contact, *others = [
            Person(surname=f"Person{first + each}", given_name="A") for each in range(min(5, people - first))
        ]
        contact = Person(**{**contact.__dict__, "email": f"{network}.{first}.{at:%H%M}@{domain}"})
        form = admission.SentForm(
            form_id=f"{network}-{first}-{at:%H%M}", body_hash="x", seen=Seen(None), proof=f"{network}-{first}-{at:%H%M}"
        )
        with write_unit():
            seminar = db.session.scalars(select(Seminar)).one()
            wish = SignUp(person=contact, companions=tuple(others), consents=CONSENTS, language="en")
            admission.admit(seminar, wish, form, network=network, now=at + first * timedelta(seconds=1))
            db.session.commit()


def noted(now: datetime) -> None:
    for seminar_id in groups.seminars_to_look_at(now=now):
        with write_unit():
            groups.note(db.session.get_one(Seminar, seminar_id), now=now)
            db.session.commit()


@pytest.fixture
def seminar(inside: None) -> Seminar:
    return make_seminar(capacity=100, starts_at=NOW + timedelta(days=20))


def in_groups() -> dict[int | None, int]:
    found: dict[int | None, int] = {}
    for number in db.session.scalars(select(Registration.group_no)):
        found[number] = found.get(number, 0) + 1
    return found


def test_seventy_of_one_network_are_seen_as_one_group_and_all_keep_their_places(app, seminar):
    signed_up(app, 70)
    noted(NOW + 2 * MINUTE)
    (group,) = groups.of_seminar(seminar)
    assert (group.kind, group.people, group.first_at, group.last_at) == (
        GroupKind.NETWORK,
        70,
        NOW,
        NOW + timedelta(seconds=65),
    )
    assert in_groups() == {group.number: 70}


def test_who_comes_later_joins_the_group_and_who_comes_from_elsewhere_does_not(app, seminar):
    signed_up(app, MANY)
    noted(NOW + MINUTE)
    signed_up(app, 5, at=NOW + 3 * MINUTE)
    signed_up(app, 5, network=HOME, domain="else.example", at=NOW + 3 * MINUTE)
    noted(NOW + 4 * MINUTE)
    (group,) = groups.of_seminar(seminar)
    assert (group.people, in_groups()) == (25, {group.number: 25, None: 5})


def test_who_comes_by_the_corrected_address_of_a_receipt_is_seen_and_counted_like_everybody(app, seminar):
    """Each form repeats five who are known, so that all of them come with the correction."""
    people = [Person(surname=f"Person{each}", given_name="A", email="known@gmail.com") for each in range(5)]
    wish = SignUp(person=people[0], companions=tuple(people[1:]), consents=CONSENTS, language="en")
    for number in range(5):
        network, at = HALL if number else HOME, NOW + number * MINUTE
        form = admission.SentForm(form_id=f"{number}", body_hash="x", seen=Seen(None), proof=f"{number}")
        with write_unit():
            sent = admission.admit(db.session.merge(seminar), wish, form, network=network, now=at)
            if number:
                admission.correct_address(sent, f"new{number}@gmail.com", network=network, now=at)
            db.session.commit()
    noted(NOW + 5 * MINUTE)
    assert [(group.kind, group.people) for group in groups.of_seminar(seminar)] == [(GroupKind.NETWORK, 20)]
    (counted,) = throttle.counted(Tally("people", HALL, timedelta(minutes=10)), now=NOW)
    assert counted == 40  # as they came, and as they came again


def test_addresses_of_a_large_provider_are_no_group(app, seminar):
    for each in range(5):
        signed_up(app, 5, network=f"192.0.2.{each}", domain="gmail.com")
    noted(NOW + MINUTE)
    assert groups.of_seminar(seminar) == []


def test_a_day_later_nothing_tells_which_network_it_was_and_the_group_stays(app, seminar):
    signed_up(app, MANY)
    noted(NOW + MINUTE)
    assert groups.seminars_to_look_at(now=NOW + timedelta(hours=23)) == []
    noted(NOW + timedelta(days=1, minutes=2))
    assert set(db.session.scalars(select(Registration.network))) == {""}
    assert [group.people for group in groups.of_seminar(seminar)] == [MANY]
    assert groups.seminars_to_look_at(now=NOW + timedelta(days=2)) == []


def test_the_network_is_kept_as_a_keyed_hash_alone(app, seminar):
    signed_up(app, 1)
    assert HALL not in db.session.scalars(select(Registration.network)).one()


def test_the_worker_looks_every_minute(app, seminar, monkeypatch):
    signed_up(app, MANY, at=datetime.now(UTC))
    job = next(job for rhythm, job in jobs.JOBS if job is jobs.note_groups and rhythm == MINUTE)
    job(None)
    assert db.session.scalars(select(Group.people)).all() == [MANY]
