"""Who waits, and in which place: questions alone. Serving is registrations/waiting_list.py."""

from sqlalchemy import exists, func, select

from seminars.extensions import db
from seminars.models import Party, Registration, Seminar, Status


def somebody_waits(seminar: Seminar) -> bool:
    return bool(seminars_with_a_queue([seminar.id]))


def seminars_with_a_queue(seminar_ids: list[int]) -> set[int]:
    """Ids of those of these seminars where somebody waits, in one query."""
    # One look into the index for each seminar; the distinct seminars of those who wait would cost a walk along all.
    waiting = exists().where(Registration.seminar_id == Seminar.id, Registration.status == Status.WAITING)
    return set(db.session.scalars(select(Seminar.id).where(Seminar.id.in_(seminar_ids), waiting)))


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
