"""Seminars that ask for approval: an organiser decides about those who signed up."""

from datetime import datetime

from seminars.domain.errors import NotPending, TooLate
from seminars.domain.notices import participants
from seminars.domain.openings import has_begun
from seminars.domain.registrations import waiting_list
from seminars.domain.seating import parties, queue, seats
from seminars.domain.seating.seats import Hold
from seminars.models import Party, Registration, Status


def approve(registration: Registration, *, actor: str, may_exceed: bool = False, now: datetime | None = None) -> Status:
    """Approve the party of somebody who awaits it. It gets places if they are free and nobody has waited for
    longer, else its place in the queue; with `may_exceed` places even beyond the capacity. Returns its state now.

    Raises NotPending, even for a seminar that is cancelled, and TooLate once it has begun.
    """
    held, party, members = _pending(registration, now)
    if has_begun(registration.seminar, now=held.now):
        raise TooLate
    details = seats.refuse_excess(registration.seminar, len(members), may_exceed=True) if may_exceed else {}
    if may_exceed or _has_room(party, members):
        change = parties.move(members, Status.CONFIRMED, "approved", actor=actor, at=held.now, **details)
    else:
        change = parties.move(members, Status.WAITING, "approved", actor=actor, at=held.now, queue_no=party.queue_no)
    participants.tell(change, members, now=held.now)
    waiting_list.serve_waiting_list(registration.seminar, held)
    return members[0].status


def would_wait(registration: Registration, *, now: datetime) -> bool:
    """Whether its party awaits approval and would be put on the waiting list by it."""
    seminar, members = registration.seminar, _pending_members(registration)
    may_be_approved = members and not has_begun(seminar, now=now)
    return bool(may_be_approved) and not _has_room(registration.party, members)


def decline(registration: Registration, *, reason: str, actor: str, now: datetime | None = None) -> None:
    """Refuse the party of somebody who awaits approval, with a reason. Raises NotPending."""
    held, _party, members = _pending(registration, now)
    change = parties.move(members, Status.DECLINED, "declined", actor=actor, at=held.now)
    for member in members:
        member.cancel_reason = reason
    participants.tell(change, members, now=held.now, reason=reason)


def _pending(registration: Registration, now: datetime | None) -> tuple[Hold, Party, list[Registration]]:
    held = seats.hold(registration.seminar, now=now)
    party = parties.under_lock(registration.party_id)
    members = _pending_members(registration)
    if not members:
        raise NotPending
    return held, party, members


def _pending_members(registration: Registration) -> list[Registration]:
    if registration.erased_at or registration.seminar.is_cancelled:
        return []
    return [member for member in registration.party.members if member.status == Status.PENDING]


def _has_room(party: Party, members: list[Registration]) -> bool:
    seminar = members[0].seminar
    left = seats.seats_left(seminar, seats.seats_taken(seminar.id))
    return len(members) <= (left or 0) and not queue.somebody_waits_before(party)
