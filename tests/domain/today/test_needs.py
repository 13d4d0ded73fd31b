"""What needs an organiser: each kind with its true numbers while it lasts, and not a moment longer."""

from datetime import UTC, datetime, timedelta

import pytest
from acts import act, let_mails_fail, let_mails_leave, set_all, sign_up, write
from factories import make_organiser, make_seminar, texts
from sqlalchemy import select
from standing_clock import StandingClock

from seminars.domain.guard import suspicion
from seminars.domain.notices import by_hand
from seminars.domain.organisers.roles import Act
from seminars.domain.registrations import approvals, leaving
from seminars.domain.seminars import changes
from seminars.domain.today import lately
from seminars.domain.today.lately import Lately
from seminars.domain.today.need import Kind, Need
from seminars.domain.today.needs import needs_of
from seminars.domain.today.tour import Facts, facts_of
from seminars.extensions import db
from seminars.i18n import Texts
from seminars.models import (
    Group,
    GroupKind,
    JobRun,
    Membership,
    Message,
    MessageKind,
    Registration,
    Role,
    Seminar,
    SeminarStatus,
    Status,
)

NOW = datetime(2027, 3, 1, 9, tzinfo=UTC)
START, DAY = datetime(2027, 3, 21, 7, tzinfo=UTC), timedelta(days=1)
# Written out, not read from the table of roles: what each role is told of.
DECIDING = {Kind.BY_PHONE, Kind.UNDELIVERED, Kind.PENDING, Kind.HOARDING, Kind.GROUP}
OF_ORGANISERS = DECIDING | {Kind.PUT_OFF, Kind.DRAFT, Kind.RECAP, Kind.OFFERED}
TOLD = {
    Role.OWNER: OF_ORGANISERS | {Kind.BROKEN},
    Role.ORGANISER: OF_ORGANISERS,
    Role.VIEWER: {Kind.OFFERED},
    Role.REVIEWER: set(),
    Role.HOST: {Kind.FULL, Kind.CHANGED},
    Role.DOOR: set(),
}


@pytest.fixture(autouse=True)
def at_nine(inside, monkeypatch):
    return StandingClock(monkeypatch, NOW)


def needs(role: Role = Role.OWNER, *, now: datetime = NOW) -> list[Need]:
    """As somebody reads them who has this role everywhere."""
    return needs_of(tour_of(role, now=now), is_owner=role == Role.OWNER)


def tour_of(role: Role, *, now: datetime = NOW) -> list[Facts]:
    db.session.rollback()
    statement = select(Seminar).order_by(Seminar.starts_at, Seminar.id)
    tour = facts_of(statement, [Membership(role=role)], now=now)
    return [facts for facts in tour if Act.SEE_FIGURES in facts.acts]


def only(kind: Kind, **values) -> Need:
    [need] = needs(**values)
    assert need.kind is kind
    return need


def seminar(**values) -> Seminar:
    return make_seminar(**{"starts_at": START, "created_at": NOW - 30 * DAY, **values})


def people(name: str) -> Registration:
    return db.session.query(Registration).filter_by(surname=name).one()


def test_a_sign_up_that_awaits_approval_until_somebody_decides():
    asks = seminar(needs_approval=True, capacity=3)
    sign_up(asks, "Ada", now=NOW - 3 * timedelta(hours=1))
    sign_up(asks, "Bela", "Bob", now=NOW)
    need = only(Kind.PENDING)
    assert (need.number, need.since, need.places_left) == (3, NOW - 3 * timedelta(hours=1), 3)
    act(approvals.approve, people("Ada"), now=NOW)
    need = only(Kind.PENDING)
    assert (need.number, need.since, need.places_left) == (2, NOW, 2)
    act(approvals.decline, people("Bela"), reason="", now=NOW)
    assert needs() == []


def test_nothing_is_decided_any_more_once_it_has_begun():
    sign_up(seminar(needs_approval=True), "Ada", now=NOW)
    assert needs(now=START) == []


def test_whom_no_mail_tells_of_a_change_until_they_are_ticked():
    moved = seminar()
    sign_up(moved, "Ada", "Adam", now=NOW)
    set_all(Registration, email="", email_key="")
    assert needs() == []
    act(changes.move, moved, starts_at=START + DAY, now=NOW)
    assert only(Kind.BY_PHONE).number == 1
    code, change = people("Ada").code, by_hand.find_change(moved)
    write(lambda: by_hand.note(db.session.get_one(Seminar, moved.id), change, told=[code], untold=[], actor="o"))
    assert needs() == []


def test_a_mail_that_failed_until_nobody_waits_for_it():
    coming = seminar()
    for name in ("Ada", "Bela"):
        sign_up(coming, name, now=NOW)
        let_mails_fail(f"{name.lower()}@example.org")
    act(leaving.cancel, people("Bela"), by="person", now=NOW)
    need = only(Kind.UNDELIVERED)
    assert (need.number, need.to_correct, need.since) == (2, 1, NOW)
    assert [each.kind for each in needs(now=START + DAY)] == [Kind.RECAP]


def test_many_places_under_one_address_until_they_are_given_back():
    coming = seminar()
    for number in range(11):
        sign_up(coming, f"Ada{chr(97 + number)}", now=NOW)
    set_all(Registration, email_key="ada@example.org")
    need = only(Kind.HOARDING)
    assert (need.number, need.who) == (11, "ada@example.org")
    act(leaving.cancel, people("Adaa"), by="person", now=NOW)
    assert needs() == []


def test_a_crowd_is_news_for_a_week():
    values = {"kind": GroupKind.DOMAIN, "domain": "firm.by", "people": 24, "first_at": NOW - DAY, "last_at": NOW}
    group = Group(seminar_id=seminar().id, **values)
    write(lambda: db.session.add(group))
    need = only(Kind.GROUP)
    assert (need.number, need.since, need.group) == (24, NOW - DAY, group)
    assert needs(now=NOW + 7 * DAY) == []


def test_what_is_postponed_until_it_has_a_date_again():
    late = seminar()
    sign_up(late, "Ada", now=NOW)
    act(changes.postpone, late, now=NOW)
    need = only(Kind.PUT_OFF)
    assert (need.number, need.since) == (1, NOW)
    act(changes.move, late, starts_at=START + DAY, now=NOW)
    assert needs() == []


@pytest.mark.parametrize(
    ("values", "missing"),
    [({}, ()), ({"title": Texts()}, ("title",)), ({"capacity": None}, ("capacity",))],
)
def test_a_draft_from_three_weeks_before_its_day_says_what_is_missing(values, missing):
    seminar(status=SeminarStatus.DRAFT, published_at=None, **values)
    need = only(Kind.DRAFT)
    assert (need.missing, need.until) == (missing, START)
    assert needs(now=START - 22 * DAY) == []
    assert needs(now=START) == []


def test_no_recap_until_it_is_written_or_a_season_has_gone():
    past = seminar()
    sign_up(past, "Ada", now=NOW)
    assert only(Kind.RECAP, now=START + DAY).number == 1
    assert needs(now=START + 91 * DAY) == []
    set_all(Seminar, recap=texts("It was good"))
    assert needs(now=START + DAY) == []


def test_an_offer_is_nothing_to_do_and_tells_who_until_when_and_how_many_wait():
    full = seminar(capacity=1)
    for name in ("Ada", "Bela", "Cyril"):
        sign_up(full, name, now=NOW)
    assert needs() == []
    act(leaving.cancel, people("Ada"), by="person", now=NOW)
    need = only(Kind.OFFERED)
    until = people("Bela").party.offer_ends_at
    assert (need.number, need.who, need.until, need.waiting) == (1, "A Bela", until, 1)
    assert need.is_quiet


def test_what_the_last_nightly_check_found_until_the_next_one_finds_nothing():
    warn_of_check()
    assert only(Kind.BROKEN).since == NOW
    set_all(JobRun, began_at=NOW + DAY)
    assert needs() == []


def test_each_role_reads_what_is_theirs_to_do(monkeypatch):
    monkeypatch.setattr(suspicion, "MANY_UNDER_ONE_ADDRESS", 1)
    moved, full = seminar(slug="moved", needs_approval=True), seminar(slug="full", capacity=1)
    sign_up(moved, "Ada", "Adam", now=NOW)
    for person in (people("Ada"), people("Adam")):
        act(approvals.approve, person, now=NOW) if person.status == Status.PENDING else None
    sign_up(moved, "Cyril", now=NOW)
    set_all(Registration, email="")
    act(changes.move, moved, starts_at=START + DAY, now=NOW)
    for name in ("Bela", "Dora"):
        sign_up(full, name, now=NOW)
    act(leaving.cancel, people("Bela"), by="person", now=NOW)
    let_mails_fail("dora@example.org")
    group = {"kind": GroupKind.NETWORK, "people": 24, "first_at": NOW, "last_at": NOW}
    write(lambda: db.session.add(Group(seminar_id=full.id, **group)))
    seminar(slug="late", postponed_at=NOW)
    seminar(slug="draft", status=SeminarStatus.DRAFT, published_at=None)
    seminar(slug="over", starts_at=NOW - DAY)
    warn_of_check()
    assert {role: {need.kind for need in needs(role)} for role in Role} == TOLD
    order = [need.kind.value for need in needs()]
    assert order == sorted(order)


def test_what_happened_since_yesterday_in_numbers():
    coming, other = seminar(), seminar(slug="other")
    for name in ("Ada", "Bela", "Cyril"):
        sign_up(coming, name, now=NOW)
    sign_up(coming, "Dora", now=NOW - 2 * DAY)
    sign_up(other, "Emil", now=NOW)
    act(leaving.cancel, people("Ada"), by="person", now=NOW)
    act(leaving.cancel, people("Bela"), by="organiser", actor="olive@example.org", now=NOW)
    let_mails_leave()
    let_mails_fail("cyril@example.org")
    happened = {role: lately.happened(tour_of(role), since=NOW - DAY) for role in (Role.VIEWER, Role.HOST)}
    assert happened == {
        Role.VIEWER: Lately(signed_up=4, gave_back=1, sent=5, failed=1),
        Role.HOST: Lately(signed_up=4, gave_back=1, sent=0, failed=0),
    }


def warn_of_check() -> None:
    """As the worker does after its nightly check has found something."""
    owner = make_organiser().id
    warning = {"kind": MessageKind.NOTICE, "to": "olive@example.org", "language": "en", "organiser_id": owner}
    write(lambda: db.session.add(Message(dedup=f"notice-check-1-{owner}", created_at=NOW, due_at=NOW, **warning)))
    write(lambda: db.session.add(JobRun(name="check_everything", began_at=NOW, ended_at=NOW, done_at=NOW)))
