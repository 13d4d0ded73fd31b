"""The waiting list: who comes next and is asked. Every freed seat comes through here."""

from collections.abc import Iterable, Iterator
from datetime import datetime

from sqlalchemy import func, select

from seminars.crash import crash_point
from seminars.domain import activity
from seminars.domain.errors import DeadlinePast, NotWaiting, TooLate
from seminars.domain.notices import participants
from seminars.domain.seating import deadlines, parties, seats
from seminars.extensions import db
from seminars.models import Party, Registration, Seminar, Status


def serve_waiting_list(seminar: Seminar, held: seats.Hold) -> None:
    """Offer the free seats to those who wait, in the order of their numbers. Call it after whatever freed a seat.

    A party is served whole. One that does not fit keeps all behind it waiting, unless the seminar lets smaller
    parties pass, or it is larger than the whole hall. Nothing is offered where the queue is closed or no offer would
    end in time.
    """
    ends_at = _end_of_offers(seminar, held.now)
    # Each look sees no further than there are seats, and where a smaller one may pass it can stand behind that.
    while ends_at and (served := whom_to_serve(seminar, now=held.now)):
        for party_id, _size in served:
            _offer(parties.under_lock(party_id), ends_at, actor=activity.SYSTEM, at=held.now)


def whom_to_serve(seminar: Seminar, *, now: datetime) -> list[tuple[int, int]]:
    """(party id, its size) of those to whom the free seats have to be offered now, in order."""
    if _end_of_offers(seminar, now) is None:
        return []
    left, served = seats.seats_left(seminar, seats.seats_taken(seminar.id)) or 0, []
    for party_id, size in _next_parties(seminar, left) if left else ():
        if size <= left:
            served.append((party_id, size))
            left -= size
    return served


def _end_of_offers(seminar: Seminar, now: datetime) -> datetime | None:
    if not seminar.takes_place or seminar.queue_closed or seminar.capacity is None:
        return None
    return deadlines.deadline(seminar, now=now)


def _next_parties(seminar: Seminar, left: int) -> list[tuple[int, int]]:
    """(party id, its size) of those whom free seats could reach, in order."""
    size = func.count(Registration.id)
    queue = (
        select(Party.id, size)
        .join(Registration, Registration.party_id == Party.id)
        .where(Registration.seminar_id == seminar.id, Registration.status == Status.WAITING)
        .group_by(Party.id, Party.queue_no)
        .having(size <= (left if seminar.smaller_party_may_pass else seminar.capacity or 0))
        .order_by(Party.queue_no)
        .limit(left)
    )
    rows = [(party_id, people) for party_id, people in db.session.execute(queue)]
    return rows if seminar.smaller_party_may_pass else list(_until_one_does_not_fit(rows, left))


def _until_one_does_not_fit(rows: Iterable[tuple[int, int]], left: int) -> Iterator[tuple[int, int]]:
    for party_id, size in rows:
        left -= size
        if left < 0:
            return
        yield party_id, size


def _offer(party: Party, ends_at: datetime, *, actor: str, at: datetime, **details: bool) -> None:
    members = [member for member in party.members if member.status == Status.WAITING]
    party.offered_at, party.offer_ends_at = at, ends_at
    crash_point("before-offer")
    change = parties.move(members, Status.OFFERED, "offered", actor=actor, at=at, **details)
    crash_point("after-offer")
    participants.tell(change, members, now=at)


def offer_out_of_turn(
    registration: Registration,
    *,
    actor: str,
    ends_at: datetime | None = None,
    may_exceed: bool = False,
    now: datetime | None = None,
) -> None:
    """Let an organiser offer seats to the party of somebody who waits, whoever else waits; the log says so.

    `ends_at` is needed where no deadline comes by itself, close to the start. Raises NotWaiting, TooLate,
    DeadlinePast, and WouldExceed unless `may_exceed`.
    """
    held = seats.hold(registration.seminar, now=now)
    party, seminar = parties.under_lock(registration.party_id), registration.seminar
    members = [member for member in party.members if member.status == Status.WAITING]
    if not members or not seminar.takes_place:
        raise NotWaiting
    if seminar.starts_at <= held.now:
        raise TooLate
    ends_at = ends_at or deadlines.deadline(seminar, now=held.now)
    if ends_at is None or not held.now < ends_at <= seminar.starts_at:
        raise DeadlinePast
    forced = seats.refuse_excess(seminar, len(members), may_exceed=may_exceed)
    _offer(party, ends_at, actor=actor, at=held.now, out_of_turn=True, **forced)
