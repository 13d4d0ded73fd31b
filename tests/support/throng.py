"""So many people with a place that signing each of them up would take minutes."""

from datetime import datetime

from acts import write
from sqlalchemy import func, select

from seminars.extensions import db
from seminars.models import Invitation, Party, Registration, Seminar, Status


def make_throng(seminar_id: int, people: int, *, now: datetime, before: int = 0) -> None:
    """Each alone, with an entry in the calendar; `before` came already in the same way."""
    numbers = range(before + 1, people + 1)
    write(lambda: _insert(seminar_id, numbers, now))


def _insert(seminar_id: int, numbers: range, now: datetime) -> None:
    db.session.get_one(Seminar, seminar_id).seat_counter += len(numbers)
    first = db.session.scalar(select(func.coalesce(func.max(Party.queue_no), 0)).filter_by(seminar_id=seminar_id))
    parties = [Party(seminar_id=seminar_id, queue_no=first + place) for place, _number in enumerate(numbers, 1)]
    db.session.add_all(parties)
    db.session.flush()
    for number, party in zip(numbers, parties, strict=True):
        address = f"person{number}@example.org"
        db.session.add(
            Registration(
                seminar_id=seminar_id,
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
        )
        db.session.add(Invitation(seminar_id=seminar_id, email_key=address, sequence=0))
    db.session.flush()
