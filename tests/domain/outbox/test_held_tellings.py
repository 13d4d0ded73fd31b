"""A restore holds back what people were still to be told of a change, until somebody decides."""

import shutil
from datetime import timedelta
from pathlib import Path

import pytest
from acts import OLIVE, act, messages, tell_everybody, write
from factories import make_registration, make_seminar
from sqlalchemy import select

from seminars import clock
from seminars.database.units import database_now
from seminars.domain import restoring
from seminars.domain.checks.invariants import find_violations
from seminars.domain.notices import participants, telling
from seminars.domain.outbox import held
from seminars.domain.people.sign_up import Person
from seminars.domain.seminars import changes
from seminars.extensions import db
from seminars.models import Change, Message, MessageKind, MessageState, Seminar, Telling

NAMES = ("ada", "bela", "cyd", "dina")


@pytest.fixture
def database(tmp_path: Path, migrated_sqlite: Path) -> str:
    """An SQLite file, as a backup is; it is settled before it goes into PostgreSQL."""
    file = tmp_path / "seminars.sqlite"
    shutil.copy(migrated_sqlite, file)
    return f"sqlite:///{file}"


@pytest.fixture(autouse=True)
def restored(app, monkeypatch) -> restoring.Restored:
    """A database from a backup that was made when two of four people had been told of a change."""
    monkeypatch.setattr(telling, "PORTION", 2)
    with app.app_context():
        seminar = make_seminar()
        for name in NAMES:
            make_registration(seminar, Person(surname=name, given_name="A", email=f"{name}@example.org"))
        write(move)
        write(lambda: telling.go_on(db.session.query(Seminar).one()))
        yield write(lambda: restoring.settle(actor="system:ada", once_a_day=(), now=database_now()))


def move() -> None:
    seminar = db.session.query(Seminar).one()
    changes.move(seminar, starts_at=seminar.starts_at + timedelta(days=1), actor=OLIVE)


def decide(verb) -> int:
    return write(lambda: verb(select(Seminar), actor=OLIVE, now=database_now()))


def told() -> list[tuple[str, MessageState]]:
    return [(each.to.split("@")[0], each.state) for each in messages() if each.dedup.startswith("changed-")]


def test_nobody_more_is_told_and_that_is_no_fault(restored):
    assert (restored.held, restored.tellings) == (6, 1)
    assert telling.seminars_to_tell() == []
    assert write(lambda: telling.go_on(db.session.query(Seminar).one())) is False
    assert told() == [("ada", MessageState.HELD), ("bela", MessageState.HELD)]
    assert held.count_tellings(select(Seminar)) == 1
    assert find_violations(now=clock.now() + timedelta(days=1)) == []


def test_once_it_is_released_it_goes_on_with_the_keys_that_mails_had_before():
    assert decide(held.release_tellings) == 1
    assert decide(held.release_tellings) == 0
    tell_everybody()
    assert [name for name, _state in told()] == list(NAMES)
    # SEQUENCE has risen since; the mails that were sent after the backup are known by the one of their time.
    assert [each.dedup for each in messages() if each.kind == MessageKind.MOVED] == [
        f"changed-{party}-1-1" for party in (1, 2, 3, 4)
    ]
    assert db.session.query(Change).one().told == 4
    assert find_violations(now=clock.now()) == []


def test_one_that_was_released_may_take_a_quarter_of_an_hour_again():
    write(lambda: setattr(db.session.query(Telling).one(), "going_since", database_now() - timedelta(days=1)))
    decide(held.release_tellings)
    assert find_violations(now=clock.now()) == []


def test_once_it_is_discarded_nobody_more_is_told():
    assert decide(held.discard_tellings) == 1
    tell_everybody()
    assert ([name for name, _state in told()], db.session.query(Change).one().told) == (["ada", "bela"], 2)
    assert (held.count_tellings(select(Seminar)), decide(held.release_tellings)) == (0, 0)
    assert find_violations(now=clock.now() + timedelta(days=1)) == []


def test_whoever_gets_another_mail_meanwhile_has_the_change_held_back_before_it():
    act(participants.remind, 4, now=database_now())
    assert told()[-1] == ("dina", MessageState.HELD)
    assert [each.kind for each in messages()[-2:]] == [MessageKind.MOVED, MessageKind.REPEATED]
    decide(held.release_tellings)
    tell_everybody()
    assert sorted(name for name, _state in told()) == sorted(NAMES)
    assert find_violations(now=clock.now()) == []


def test_the_next_change_ends_it_and_tells_everybody():
    write(move)
    assert (held.count_tellings(select(Seminar)), telling.seminars_to_tell()) == (0, [1])
    tell_everybody()
    assert [each.to for each in db.session.scalars(select(Message).filter_by(change_id=2).order_by(Message.id))] == [
        f"{name}@example.org" for name in NAMES
    ]
    assert find_violations(now=clock.now()) == []


def test_only_the_seminars_that_are_meant_are_decided_about():
    nobodys = select(Seminar).where(Seminar.slug == "another")
    assert write(lambda: held.release_tellings(nobodys, actor=OLIVE, now=database_now())) == 0
    assert held.count_tellings(select(Seminar)) == 1
