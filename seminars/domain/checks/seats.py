"""Checks of seats: never too many, nobody twice, queue numbers in order."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from sqlalchemy import and_, exists, func, select

from seminars.extensions import db
from seminars.models import ACTIVE, TAKES_A_SEAT, Activity, ActivityKind, Detail, Party, Registration, Seminar


def seats_within_capacity(_now: datetime) -> Iterator[str]:
    taken = func.count(Registration.id)
    over = (
        select(Seminar.id, Seminar.slug, Seminar.capacity, taken)
        .join(Registration, Registration.seminar_id == Seminar.id)
        .where(Registration.status.in_(TAKES_A_SEAT), Seminar.capacity.is_not(None))
        .group_by(Seminar.id, Seminar.slug, Seminar.capacity)
        .having(taken > Seminar.capacity)
    )
    for seminar_id, slug, capacity, count in db.session.execute(over):
        if not _was_meant(seminar_id, count):
            yield f"seminar {seminar_id} ({slug}) has {count} seats taken of {capacity}"


def _was_meant(seminar_id: int, taken: int) -> bool:
    """Whether organisers lowered the capacity or let somebody in beyond it, and nobody else took a seat since."""
    rows = db.session.execute(
        select(Activity.kind, Activity.from_status, Activity.to_status, Activity.details)
        .where(Activity.seminar_id == seminar_id)
        .order_by(Activity.id.desc())
    )
    for kind, before, after, details in rows:
        if details.get(Detail.FORCED) or (kind == ActivityKind.SEMINAR_EDITED and _took_seats_away(details, taken)):
            return True
        if after in TAKES_A_SEAT and before not in TAKES_A_SEAT:
            return False
    return False


def _took_seats_away(details: dict[str, Any], taken: int) -> bool:
    """Whether all these seats were there before that edit, and not after it."""
    if "capacity" not in details.get(Detail.FIELDS, ()):
        return False
    if Detail.CAPACITY not in details:
        return True  # logged before the numbers were, so it may have been a lowering
    before, after = details[Detail.CAPACITY]
    return (before is None or before >= taken) and after is not None and after < taken


def one_registration_each(_now: datetime) -> Iterator[str]:
    person = (Registration.seminar_id, Registration.email_key, Registration.key_version, Registration.name_key)
    twice = (
        select(Registration.seminar_id, func.min(Registration.id), func.max(Registration.id), func.count())
        .where(Registration.status.in_(ACTIVE), Registration.email_key != "")
        .group_by(*person)
        .having(func.count() > 1)
    )
    for seminar_id, first, last, count in db.session.execute(twice):
        yield f"seminar {seminar_id} has {count} active registrations of one person, {first} to {last}"


def queue_numbers(_now: datetime) -> Iterator[str]:
    same = (Party.seminar_id, Party.queue_no)
    twice = select(*same, func.count()).group_by(*same).having(func.count() > 1)
    for seminar_id, number, count in db.session.execute(twice):
        yield f"seminar {seminar_id} gave the queue number {number} to {count} parties"
    ahead = select(Party.id, Party.queue_no).join(Seminar).where(Party.queue_no > Seminar.seat_counter)
    for party_id, number in db.session.execute(ahead):
        yield f"party {party_id} has the queue number {number}, which was never given"
    strays = select(Registration.id, Party.id).join(Party).where(Party.seminar_id != Registration.seminar_id)
    for registration_id, party_id in db.session.execute(strays):
        yield f"registration {registration_id} is in party {party_id} of another seminar"
    without = select(Party.id).outerjoin(Registration, and_(Registration.party_id == Party.id, Registration.is_contact))
    for party_id in db.session.scalars(without.where(Registration.id.is_(None))):
        yield f"party {party_id} has no contact"
    left = select(Party.id).join(Registration).where(Registration.is_contact, Registration.status.not_in(ACTIVE))
    others = exists().where(Registration.party_id == Party.id, Registration.status.in_(ACTIVE))
    for party_id in db.session.scalars(left.where(others.correlate(Party))):
        yield f"party {party_id} has a contact who left, though others stay"
