"""Another seminar of the site, whose many people are told of a move while the rush is on."""

from collections.abc import Sequence
from datetime import timedelta
from time import monotonic

from factories import make_seminar
from flask import Flask
from sqlalchemy import func, insert, select

from seminars import clock
from seminars.database.units import write_unit
from seminars.domain.activity import PERSON
from seminars.domain.people.identity import KEY_VERSION as NAME_KEY_VERSION
from seminars.domain.seminars import changes
from seminars.extensions import Base, db
from seminars.models import (
    Activity,
    ActivityKind,
    Message,
    MessageKind,
    MessageState,
    Party,
    Registration,
    Seminar,
    Status,
)

SLUG = "mogilev"


def fill(app: Flask, people: int) -> None:
    """Let so many have a place there, each with an address of their own, and be told of it."""
    with app.app_context():
        seminar_id = make_seminar(slug=SLUG, town_code="mogilev", capacity=people, seat_counter=people).id
        numbers = range(1, people + 1)
        with write_unit():
            parties = _insert(Party, [{"seminar_id": seminar_id, "queue_no": each} for each in numbers])
            placed = _insert(Registration, [_person(seminar_id, *each) for each in zip(parties, numbers, strict=True)])
            rows = _insert(Activity, [_row_of_the_log(seminar_id, each) for each in placed])
            _insert(Message, [_confirmation(seminar_id, *each) for each in zip(placed, rows, numbers, strict=True)])
            db.session.commit()


def _insert(model: type[Base], rows: list[dict]) -> Sequence[int]:
    """The ids of the new rows, in their order."""
    return db.session.scalars(insert(model).returning(model.id, sort_by_parameter_order=True), rows).all()


def _person(seminar_id: int, party_id: int, number: int) -> dict:
    now, email = clock.now(), _email(number)
    return {
        "seminar_id": seminar_id,
        "party_id": party_id,
        "code": f"{number:06d}",
        "status": Status.CONFIRMED,
        "surname": "Told",
        "given_name": str(number),
        "email": email,
        "email_key": email,
        "name_key": f"told{number}",
        "key_version": NAME_KEY_VERSION,
        "language": "be",
        "registered_at": now,
        "changed_at": now,
    }


def _email(number: int) -> str:
    return f"told{number}@example.org"


def _row_of_the_log(seminar_id: int, registration_id: int) -> dict:
    return {
        "at": clock.now(),
        "actor": PERSON,
        "kind": ActivityKind.REGISTERED,
        "seminar_id": seminar_id,
        "registration_id": registration_id,
        "to_status": Status.CONFIRMED,
    }


def _confirmation(seminar_id: int, registration_id: int, activity_id: int, number: int) -> dict:
    return {
        "dedup": f"confirmed-{registration_id}-{activity_id}",
        "kind": MessageKind.CONFIRMED,
        "state": MessageState.SENT,
        "to": _email(number),
        "language": "be",
        "seminar_id": seminar_id,
        "registration_id": registration_id,
        "activity_id": activity_id,
        "created_at": clock.now(),
        "due_at": clock.now(),
        "sent_at": clock.now(),
    }


def move(app: Flask) -> float:
    """Move it to another day; returns how many seconds that took."""
    with app.app_context():
        began_at = monotonic()
        with write_unit():
            seminar = db.session.query(Seminar).filter_by(slug=SLUG).one()
            changes.move(seminar, starts_at=seminar.starts_at + timedelta(days=1), actor="bench")
            db.session.commit()
        return monotonic() - began_at


def told(app: Flask) -> tuple[int, int]:
    """(mails about the move that were written, and of them that have left)."""
    with app.app_context():
        of_state = select(Message.state, func.count()).where(Message.kind == MessageKind.MOVED).group_by(Message.state)
        counts = dict(db.session.execute(of_state).all())
        return sum(counts.values()), counts.get(MessageState.SENT, 0)
