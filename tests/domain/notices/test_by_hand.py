"""Whom no mail tells of a change: they stand on the seminar's page with ticks, until somebody has told them."""

from datetime import UTC, datetime, timedelta

import pytest
from acts import OLIVE, act, sign_up, write
from factories import make_seminar
from sqlalchemy import select, update
from standing_clock import StandingClock

from seminars.domain.notices import by_hand
from seminars.domain.registrations import leaving
from seminars.domain.seminars import changes
from seminars.extensions import db
from seminars.mail.sending.delivery import deliver_due
from seminars.models import Activity, Change, Message, MessageKind, MessageState, Registration, Seminar

NOW = datetime(2027, 3, 1, 9, tzinfo=UTC)
START, DAY = datetime(2027, 3, 21, 7, tzinfo=UTC), timedelta(days=1)
MALLORY = "mallory@example.org"


@pytest.fixture
def seminar(app, monkeypatch):
    """Ada and her companion cannot be written to; Bela can."""
    with app.app_context():
        StandingClock(monkeypatch, NOW)
        seminar = make_seminar(starts_at=START)
        by_phone(seminar, "Ada", "Adam")
        sign_up(seminar, "Bela", now=NOW)
        yield seminar


def by_phone(seminar: Seminar, name: str, *companions: str) -> Registration:
    first, *_others = sign_up(seminar, name, *companions, now=NOW)
    emptied = update(Registration).where(Registration.party_id == first.party_id)
    write(lambda: db.session.execute(emptied.values(email="", email_key="")))
    return first


def move(seminar: Seminar, days: int) -> None:
    act(changes.move, seminar, starts_at=START + days * DAY, now=NOW)


def found(seminar: Seminar, now: datetime = NOW) -> by_hand.ByHand | None:
    db.session.rollback()
    return by_hand.find(db.session.get_one(Seminar, seminar.id), now=now)


def left(seminar: Seminar) -> list[tuple[datetime, datetime, list[str]]]:
    """(day that they know, day that it is, surnames) of each group."""
    groups = getattr(found(seminar), "groups", [])
    return [(each.news.old.starts_at, each.news.new.starts_at, [one.surname for one in each.people]) for each in groups]


def told(seminar: Seminar) -> list[tuple[str, str]]:
    return [(tick.registration.surname, tick.by) for tick in getattr(found(seminar), "told", [])]


def note(seminar: Seminar, change: Change, told: str = "", untold: str = "", actor: str = OLIVE) -> int:
    codes = dict(db.session.execute(select(Registration.surname, Registration.code)).all())
    names = {"told": [codes[name] for name in told.split()], "untold": [codes[name] for name in untold.split()]}
    stored = by_hand.find_change(seminar, change.id)
    return act(by_hand.note, seminar, stored, **names, actor=actor, now=NOW)


def last(seminar: Seminar) -> Change:
    return by_hand.find_change(seminar)


def test_contacts_without_an_address_stand_there_until_they_are_ticked(seminar):
    assert found(seminar) is None
    move(seminar, 2)
    assert left(seminar) == [(START, START + 2 * DAY, ["Ada"])]
    assert by_hand.left_of([seminar], now=NOW) == {seminar.id: 1}
    assert note(seminar, last(seminar), told="Ada") == 1
    assert (left(seminar), told(seminar)) == ([], [("Ada", OLIVE)])
    assert by_hand.left_of([seminar], now=NOW) == {}


def test_after_another_change_they_stand_there_again_with_what_is_different_from_what_they_were_told(seminar):
    by_phone(seminar, "Cyd")
    move(seminar, 2)
    note(seminar, last(seminar), told="Ada")
    move(seminar, 5)
    assert left(seminar) == [
        (START, START + 5 * DAY, ["Cyd"]),
        (START + 2 * DAY, START + 5 * DAY, ["Ada"]),
    ]
    assert told(seminar) == []


def test_a_tick_for_one_change_does_not_tell_of_the_next(seminar):
    move(seminar, 2)
    first = last(seminar)
    move(seminar, 5)
    assert note(seminar, first, told="Ada") == 1
    assert left(seminar) == [(START + 2 * DAY, START + 5 * DAY, ["Ada"])]


def test_an_older_tick_takes_nothing_back(seminar):
    move(seminar, 2)
    first = last(seminar)
    move(seminar, 5)
    note(seminar, last(seminar), told="Ada")
    assert note(seminar, first, told="Ada") == 0
    assert (left(seminar), told(seminar)) == ([], [("Ada", OLIVE)])


def test_what_is_as_they_know_it_need_not_be_told(seminar):
    move(seminar, 2)
    move(seminar, 0)
    assert found(seminar) is None
    assert by_hand.left_of([seminar], now=NOW) == {}


def test_whoever_signs_up_after_the_change_knows_it_and_whoever_left_need_not(seminar):
    gone = by_phone(seminar, "Cyd")
    move(seminar, 2)
    by_phone(seminar, "Dana")
    act(leaving.cancel, gone, by="person", now=NOW)
    assert left(seminar) == [(START, START + 2 * DAY, ["Ada"])]


def test_they_whose_mail_failed_for_good_stand_there_too(seminar):
    move(seminar, 2)
    moved = update(Message).filter_by(kind=MessageKind.MOVED)
    for state, names in ((MessageState.QUEUED, ["Ada"]), (MessageState.FAILED, ["Ada", "Bela"])):
        write(lambda state=state: db.session.execute(moved.values(state=state)))
        assert left(seminar) == [(START, START + 2 * DAY, names)]
    note(seminar, last(seminar), told="Bela")
    assert left(seminar) == [(START, START + 2 * DAY, ["Ada"])]


def test_they_go_as_soon_as_a_mail_reaches_them(seminar):
    move(seminar, 2)
    deliver_due()
    assert left(seminar) == [(START, START + 2 * DAY, ["Ada"])]


def test_a_wrong_tick_is_taken_back_and_they_know_again_what_they_knew(seminar):
    move(seminar, 2)
    note(seminar, last(seminar), told="Ada")
    move(seminar, 5)
    note(seminar, last(seminar), told="Ada")
    note(seminar, last(seminar), untold="Ada", actor=MALLORY)
    assert (left(seminar), told(seminar)) == ([(START + 2 * DAY, START + 5 * DAY, ["Ada"])], [])
    rows = db.session.scalars(select(Activity).where(Activity.kind.startswith("told_by_hand")).order_by(Activity.id))
    assert [(row.kind, row.actor, row.details) for row in rows] == [
        ("told_by_hand", OLIVE, {"change": 1, "knew": 0}),
        ("told_by_hand", OLIVE, {"change": 2, "knew": 1}),
        ("told_by_hand_undone", MALLORY, {"change": 2}),
    ]


def test_two_organisers_tick_once(seminar):
    move(seminar, 2)
    assert [note(seminar, last(seminar), told="Ada", actor=actor) for actor in (OLIVE, MALLORY)] == [1, 0]
    assert told(seminar) == [("Ada", OLIVE)]


def test_people_of_another_seminar_and_companions_are_not_ticked(seminar):
    other = make_seminar(slug="other", starts_at=START)
    by_phone(other, "Cyd")
    for each in (seminar, other):
        move(each, 2)
    assert note(seminar, last(seminar), told="Cyd Adam Bela Ada") == 2  # the mail to Bela may fail
    assert left(other) == [(START, START + 2 * DAY, ["Cyd"])]


@pytest.mark.parametrize("verb", [changes.postpone, changes.cancel])
def test_of_a_date_that_falls_away_they_are_told_until_it_would_be_over(seminar, verb):
    act(verb, seminar, reason={}, now=NOW)
    assert left(seminar) == [(START, START, ["Ada"])]
    is_kept = verb is changes.postpone
    assert (found(seminar, START + 9 * DAY) is not None) is is_kept


def test_the_list_ends_with_the_seminar(seminar):
    by_phone(seminar, "Cyd")
    move(seminar, 2)
    note(seminar, last(seminar), told="Cyd")
    ends_at = START + 2 * DAY + timedelta(hours=5)
    assert [found(seminar, ends_at - timedelta(seconds=1)) is None, found(seminar, ends_at) is None] == [False, True]
    assert by_hand.left_of([db.session.get_one(Seminar, seminar.id)], now=ends_at) == {}


def test_of_very_many_the_first_are_shown_and_all_are_counted(seminar, monkeypatch):
    monkeypatch.setattr(by_hand, "MOST_SHOWN", 2)
    for name in ("Cyd", "Dana"):
        by_phone(seminar, name)
    move(seminar, 2)
    assert (found(seminar).left, left(seminar)) == (3, [(START, START + 2 * DAY, ["Ada", "Cyd"])])
