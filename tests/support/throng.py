"""So many people with a place that signing each of them up would take minutes."""

from datetime import datetime

from acts import write
from sqlalchemy import func, select

from seminars.extensions import db
from seminars.models import (
    Activity,
    Invitation,
    Message,
    MessageKind,
    MessageState,
    Party,
    Registration,
    Seminar,
    Status,
)


def make_throng(seminar_id: int, people: int, *, now: datetime, before: int = 0) -> None:
    """Each alone and confirmed by a mail that has left; `before` came already in the same way."""
    write(lambda: _insert(db.session.get_one(Seminar, seminar_id), range(before + 1, people + 1), now))


def _insert(seminar: Seminar, numbers: range, now: datetime) -> None:
    first = db.session.scalar(select(func.coalesce(func.max(Party.queue_no), 0)).filter_by(seminar_id=seminar.id))
    seminar.seat_counter = first + len(numbers)
    parties = [Party(seminar_id=seminar.id, queue_no=first + place) for place, _number in enumerate(numbers, 1)]
    _stored(parties)
    of_parties = zip(numbers, parties, strict=True)
    registrations = _stored([_registration(seminar, party, number, now) for number, party in of_parties])
    logged = _stored([_logged(each) for each in registrations])
    _stored([_message(each, row) for each, row in zip(registrations, logged, strict=True)])
    _stored([Invitation(seminar_id=seminar.id, email_key=each.email_key, sequence=0) for each in registrations])


def _stored(rows: list) -> list:
    db.session.add_all(rows)
    db.session.flush()
    return rows


def _registration(seminar: Seminar, party: Party, number: int, now: datetime) -> Registration:
    address = f"person{number}@example.org"
    return Registration(
        seminar_id=seminar.id,
        party_id=party.id,
        code=f"{number:06}",
        status=Status.CONFIRMED,
        surname=f"Person {number}",
        given_name="A",
        email=address,
        email_key=address,
        name_key=f"person {number}",
        language="en",
        registered_at=now,
        changed_at=now,
    )


def _logged(person: Registration) -> Activity:
    about = {"seminar_id": person.seminar_id, "registration_id": person.id, "to_status": person.status}
    return Activity(kind="registered", actor="person", at=person.registered_at, details={}, **about)


def _message(person: Registration, row: Activity) -> Message:
    at = person.registered_at
    return Message(
        kind=MessageKind.CONFIRMED,
        state=MessageState.SENT,
        to=person.email,
        language="en",
        dedup=f"confirmed-{person.id}-{row.id}",
        seminar_id=person.seminar_id,
        registration_id=person.id,
        activity_id=row.id,
        created_at=at,
        due_at=at,
        sent_at=at,
        attempts=1,
        facts={},
    )
