"""What organisers are told at once, by the worker's own job: each thing once, to whom it concerns, nothing else."""

import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from threading import Event

import pytest
from acts import act, set_all
from factories import ADA, make_organiser, make_registration, make_seminar, make_series
from sqlalchemy import select, update
from standing_clock import StandingClock

from seminars.database.units import write_unit
from seminars.domain.people.sign_up import Person
from seminars.domain.registrations import approvals, leaving, offers
from seminars.domain.seminars import changes
from seminars.extensions import db
from seminars.mail.render import render
from seminars.models import Membership, Message, MessageKind, MessageState, Organiser, Registration, Role, Seminar
from seminars.worker import jobs

BEGAN = datetime(2027, 3, 1, 9, tzinfo=UTC)
START = datetime(2027, 3, 21, 7, tzinfo=UTC)
SECOND, HOUR, DAY = timedelta(seconds=1), timedelta(hours=1), timedelta(days=1)
OLIVE, MALLORY = "olive@example.org", "mallory@example.org"
BELA = replace(ADA, given_name="Bela", email="bela@example.org")
AGA = Person(surname="Aga", given_name="A")


@pytest.fixture(autouse=True)
def clock(app, monkeypatch):
    with app.app_context():
        make_organiser(OLIVE)
        make_organiser(MALLORY, is_owner=False)
        yield StandingClock(monkeypatch, BEGAN)


def told() -> list[tuple[str, str, dict]]:
    """(address, what, its numbers) of all that the job has posted; it looks twice, as it does every minute."""
    for _ in range(2):
        jobs.tell_organisers(Event())
    rows = db.session.scalars(select(Message).filter_by(kind=MessageKind.NOTICE).order_by(Message.id))
    return [(each.to, each.facts["notice"], _numbers(each)) for each in rows]


def _numbers(message: Message) -> dict:
    return {name: value for name, value in message.facts.items() if name not in ("notice", "change")}


def signed_up(seminar: Seminar, person: Person = ADA, now: datetime = BEGAN, **values) -> Registration:
    return make_registration(seminar, person, now=now, **values)


def fail(registration: Registration, at: datetime) -> None:
    """The mail server refuses what was written to this person, for good."""
    with write_unit():
        refused = update(Message).where(Message.registration_id == registration.id)
        db.session.execute(refused.values(state=MessageState.FAILED, due_at=at))
        db.session.commit()


def test_full_is_told_once_for_each_capacity():
    seminar = make_seminar(starts_at=START, capacity=2)
    ada = signed_up(seminar)
    assert told() == []
    signed_up(seminar, BELA)
    full = (OLIVE, "full", {"taken": 2})
    assert told() == [full]
    act(leaving.cancel, ada, by="person", now=BEGAN)
    signed_up(seminar, replace(ADA, email="cyd@example.org"))
    assert told() == [full]
    set_all(Seminar, capacity=1)
    assert told() == [full, full]


@pytest.mark.parametrize("values", [{"starts_at": BEGAN}, {"postponed_at": BEGAN}, {"capacity": 0}])
def test_nothing_is_told_of_a_full_seminar_that_is_not_to_come_or_has_no_seats(values):
    signed_up(make_seminar(starts_at=START, capacity=1))
    with write_unit():
        db.session.execute(update(Seminar).values(values))
        db.session.commit()
    assert told() == []


def test_a_place_given_back_in_the_last_two_days_is_told_once_for_a_whole_party(clock):
    seminar = make_seminar(starts_at=START)
    early, party, removed, waits = (
        signed_up(seminar, replace(ADA, email=f"{number}@example.org"), companions=companions)
        for number, companions in enumerate(((), (AGA,), (), ()))
    )
    act(leaving.cancel, early, by="person", now=START - 49 * HOUR)
    act(leaving.cancel, party, by="person", whole_party=True, now=START - 47 * HOUR)
    act(leaving.cancel, removed, by="organiser", actor=OLIVE, now=START - 47 * HOUR)
    clock.now = START - 47 * HOUR
    assert told() == [(OLIVE, "late_cancellation", {})]
    assert waits.is_active


@pytest.mark.parametrize("verb", [offers.refuse, offers.lapse_offers])
def test_an_offer_that_comes_to_nothing_is_told_where_nobody_can_be_asked_any_more(clock, verb):
    seminar = make_seminar(starts_at=START, capacity=1)
    ada, bela, _cyril = (signed_up(seminar, replace(ADA, email=f"{number}@example.org")) for number in range(3))
    act(leaving.cancel, ada, by="person", now=START - 49 * HOUR)
    clock.now = START - 13 * HOUR
    with write_unit():
        db.session.get_one(Registration, bela.id).party.offer_ends_at = clock.now
        verb(seminar if verb is offers.lapse_offers else db.session.get_one(Registration, bela.id), now=clock.now)
        db.session.commit()
    assert [name for _to, name, _facts in told()] == ["late_cancellation", "undecided"]


def test_many_who_come_and_go_shortly_before_write_one_mail_an_hour(clock):
    seminar = make_seminar(starts_at=START)
    ada = signed_up(seminar)
    for minute in range(5):
        now = START - 47 * HOUR + minute * timedelta(minutes=1)
        act(leaving.cancel, ada, by="person", now=now)
        act(leaving.restore, ada, now=now)
    clock.now = START - 46 * HOUR
    assert told() == [(OLIVE, "late_cancellation", {})]


def test_who_awaits_approval_is_told_in_the_last_two_days_unless_it_is_decided_already(clock):
    seminar = make_seminar(starts_at=START, needs_approval=True)
    signed_up(seminar, now=START - 49 * HOUR)
    signed_up(seminar, BELA, now=START - 47 * HOUR, companions=(AGA,))
    decided = signed_up(seminar, replace(ADA, email="cyd@example.org"), now=START - 47 * HOUR)
    act(approvals.approve, decided, actor=OLIVE, now=START - 47 * HOUR)
    clock.now = START - 47 * HOUR
    assert told() == [(OLIVE, "approval_wanted", {})]


def test_what_is_undecided_is_told_a_day_before(clock):
    seminar = make_seminar(starts_at=START, capacity=1, needs_approval=True)
    people = [signed_up(seminar, replace(ADA, email=f"{number}@example.org")) for number in range(3)]
    for person in people[:2]:
        act(approvals.approve, person, actor=OLIVE, now=BEGAN)
    full = (OLIVE, "full", {"taken": 1})
    clock.now = START - 25 * HOUR
    assert told() == [full]
    clock.now = START - 24 * HOUR
    assert told() == [full, (OLIVE, "undecided", {"pending": 1, "waiting": 1})]


def test_what_is_undecided_of_a_sample_is_not_told(clock):
    sample = make_seminar(starts_at=START, needs_approval=True, series=make_series(is_sample=True))
    signed_up(sample)
    clock.now = START - 49 * HOUR
    told_before = told()
    clock.now = START - 24 * HOUR
    assert [each for each in told() if each not in told_before] == []


def test_nothing_undecided_is_not_told(clock):
    signed_up(make_seminar(starts_at=START))
    clock.now = START - HOUR
    assert told() == []


def test_each_change_is_reported_with_the_number_of_mails(clock):
    seminar = make_seminar(starts_at=START)
    signed_up(seminar)
    signed_up(seminar, replace(ADA, email="", given_name="By phone"))
    act(changes.move, seminar, starts_at=START + DAY, now=BEGAN)
    act(changes.postpone, seminar, now=BEGAN + HOUR)
    clock.now = BEGAN + HOUR
    assert told() == [(OLIVE, "changed", {"told": 1})] * 2
    act(changes.cancel, seminar, reason={}, now=BEGAN + 2 * HOUR)
    clock.now = BEGAN + DAY
    assert told() == [(OLIVE, "changed", {"told": 1})] * 3


@pytest.mark.parametrize(("later", "number"), [(2 * DAY - SECOND, 1), (2 * DAY, 0)])
def test_what_nobody_could_tell_for_two_days_is_told_no_more(clock, later, number):
    seminar = make_seminar(starts_at=START)
    signed_up(seminar)
    act(changes.move, seminar, starts_at=START + DAY, now=BEGAN)
    clock.now = BEGAN + later
    assert told() == [(OLIVE, "changed", {"told": 1})] * number


def test_a_change_that_concerns_nobody_is_not_reported():
    act(changes.move, make_seminar(starts_at=START), starts_at=START + DAY, now=BEGAN)
    assert told() == []


def test_a_change_that_only_people_without_an_address_have_to_hear_of_is_reported():
    seminar = make_seminar(starts_at=START)
    signed_up(seminar, replace(ADA, email=""))
    act(changes.move, seminar, starts_at=START + DAY, now=BEGAN)
    assert told() == [(OLIVE, "changed", {"told": 0})]


def test_a_mail_that_failed_for_good_is_told_and_an_organisers_own_is_not(clock):
    seminar = make_seminar(starts_at=START, capacity=1)
    ada = signed_up(seminar)
    full = (OLIVE, "full", {"taken": 1})
    assert told() == [full]
    fail(ada, BEGAN)
    with write_unit():
        db.session.execute(update(Message).where(Message.kind == MessageKind.NOTICE).values(state=MessageState.FAILED))
        db.session.commit()
    assert told() == [full, (OLIVE, "delivery_failed", {})]
    clock.now = BEGAN + 3 * DAY
    assert told() == [full, (OLIVE, "delivery_failed", {})]


def test_many_mails_that_fail_on_one_day_are_told_of_once():
    seminar = make_seminar(starts_at=START)
    for name in ("ada", "bela", "cyril"):
        fail(signed_up(seminar, replace(ADA, email=f"{name}@example.org")), BEGAN)
    assert told() == [(OLIVE, "delivery_failed", {})]


def test_organisers_hear_of_their_own_seminars_only_and_of_each_thing_once():
    other = make_series(slug="other")
    mine = make_seminar(slug="mine", starts_at=START, capacity=1)
    theirs = make_seminar(slug="theirs", starts_at=START, capacity=1, series_id=other.id)
    with write_unit():
        mallory = db.session.query(Organiser).filter_by(email=MALLORY).one()
        mallory.memberships += [Membership(role=Role.OWNER, seminar_id=mine.id)]
        mallory.memberships += [Membership(role=Role.OWNER, series_id=mine.series_id)]
        db.session.commit()
    signed_up(mine)
    signed_up(theirs)
    assert [to for to, _what, _numbers in told()] == [OLIVE, MALLORY, OLIVE]
    with write_unit():
        db.session.query(Organiser).filter_by(email=OLIVE).one().active = False
        db.session.commit()
    act(changes.move, theirs, starts_at=START + DAY, now=BEGAN)
    assert len(told()) == 3


def test_hosts_hear_of_what_becomes_of_their_seminar_and_are_led_to_their_own_list():
    """Of two who only look on, the one hears who wants to."""
    seminar = make_seminar(starts_at=START, capacity=1)
    for name, role, wants in (("host", Role.HOST, True), ("viewer", Role.VIEWER, True), ("quiet", Role.VIEWER, False)):
        organiser = make_organiser(f"{name}@example.org", is_owner=False)
        with write_unit():
            db.session.add(Membership(organiser_id=organiser.id, role=role, seminar_id=seminar.id, wants_mail=wants))
            db.session.commit()
    ada = signed_up(seminar)
    act(changes.move, seminar, starts_at=START + DAY, now=BEGAN)
    fail(ada, BEGAN)
    host, viewer = "host@example.org", "viewer@example.org"
    full, moved = {"taken": 1}, {"told": 1}
    assert sorted(told(), key=repr) == sorted(
        [
            *((to, "full", full) for to in (OLIVE, viewer)),
            *((to, "changed", moved) for to in (OLIVE, viewer)),
            *((to, "delivery_failed", {}) for to in (OLIVE, viewer)),
            (host, "full", full | {"for_host": 1}),
            (host, "changed", moved | {"for_host": 1}),
        ],
        key=repr,
    )
    of_kind = select(Message).filter_by(kind=MessageKind.NOTICE)
    pages = {each.to: set() for each in db.session.scalars(of_kind)}
    for each in db.session.scalars(of_kind):
        mail = render(each)
        for text in (mail.text, mail.html):
            pages[each.to] |= set(re.findall(r"/organiser/seminars/klichev/([a-z-]+)", text))
            assert each.to != host or "must be called" not in text
    assert pages == {OLIVE: {"registrations", "changes"}, viewer: {"registrations", "changes"}, host: {"host-list"}}
