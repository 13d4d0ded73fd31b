"""Who waits, and in which place: questions alone. Serving is registrations/waiting_list.py."""

from datetime import datetime

from sqlalchemy import exists, func, select

from seminars.extensions import db
from seminars.models import Party, Registration, Seminar, Status


def somebody_waits(seminar: Seminar) -> bool:
    return people_waiting([seminar.id], at_most=1)[seminar.id] > 0


def people_waiting(seminar_ids: list[int], *, at_most: int) -> dict[int, int]:
    """How many people wait at each of these seminars, counted no further than `at_most`, in one query."""
    # A short look into the index for each seminar; to count all who wait would cost a walk along them.
    is_waiting = (Registration.seminar_id == Seminar.id, Registration.status == Status.WAITING)
    first = select(Registration.id).where(*is_waiting).limit(at_most).correlate(Seminar).subquery()
    counted = select(func.count()).select_from(first).scalar_subquery()
    return dict(db.session.execute(select(Seminar.id, counted).where(Seminar.id.in_(seminar_ids))).all())


def somebody_waits_before(party: Party) -> bool:
    """Whether a party with an earlier number waits at the same seminar."""
    earlier = (
        Registration.seminar_id == party.seminar_id,
        Registration.status == Status.WAITING,
        Party.queue_no < party.queue_no,
    )
    waiting = exists().where(Party.id == Registration.party_id, *earlier)
    return bool(db.session.scalar(select(waiting)))


def place_in_queue(party: Party) -> int:
    """The place of a waiting party in the queue, counting people from 1."""
    ahead = select(func.count()).select_from(Registration).join(Party, Party.id == Registration.party_id)
    is_ahead = (
        Registration.seminar_id == party.seminar_id,
        Registration.status == Status.WAITING,
        Party.queue_no < party.queue_no,
    )
    return db.session.execute(ahead.where(*is_ahead)).scalar_one() + 1


def places_in_queue(seminar: Seminar) -> dict[int, int]:
    """As `place_in_queue`, of every waiting party of this seminar by its id, in one query."""
    queue = (
        select(Party.id, func.count(Registration.id))
        .join(Registration, Registration.party_id == Party.id)
        .where(Registration.seminar_id == seminar.id, Registration.status == Status.WAITING)
        .group_by(Party.id, Party.queue_no)
        .order_by(Party.queue_no)
    )
    places, next_place = {}, 1
    for party_id, size in db.session.execute(queue):
        places[party_id] = next_place
        next_place += size
    return places


def ends_of_offers(seminar: Seminar) -> dict[datetime, int]:
    """Until when how many people have an offer, soonest first."""
    offers = (
        select(Party.offer_ends_at, func.count(Registration.id))
        .join(Registration, Registration.party_id == Party.id)
        .where(Registration.seminar_id == seminar.id, Registration.status == Status.OFFERED)
        .group_by(Party.offer_ends_at)
        .order_by(Party.offer_ends_at)
    )
    return {ends_at: number for ends_at, number in db.session.execute(offers) if ends_at}
