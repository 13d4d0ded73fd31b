"""A registration once it is made: leaving, coming back, saying that one still comes; and until when."""

from datetime import datetime

from sqlalchemy import select

from seminars.crash import crash_point
from seminars.domain import activity, change_log
from seminars.domain.errors import EditedMeanwhile, NotActive, NotRestorable, SeatGone, SignedUpAlready, TooLate
from seminars.domain.notices import participants
from seminars.domain.openings import has_begun
from seminars.domain.people import identity
from seminars.domain.people.sign_up import find_bearers
from seminars.domain.registrations import waiting_list
from seminars.domain.seating import parties, queue, seats
from seminars.extensions import db
from seminars.models import Activity, ActivityKind, Party, Registration, Status


def cancel(
    registration: Registration,
    *,
    by: str,
    actor: str = activity.PERSON,
    reason: str = "",
    whole_party: bool = False,
    now: datetime | None = None,
) -> datetime:
    """End an active registration, or those of its whole party, and return when that was. `by` is "person" or "not_me"
    (until the start) or "organiser" (with a reason, at any time). What was freed goes to those who wait.

    Raises NotActive if it has ended already, TooLate for a person after the start.
    """
    held = seats.hold(registration.seminar, now=now)
    party = parties.under_lock(registration.party_id)
    members = [each for each in party.active_members if whole_party or each is registration]
    if not members or registration.erased_at:
        raise NotActive
    if by != "organiser" and has_begun(registration.seminar, now=held.now):
        raise TooLate
    _end(members, by=by, actor=actor, reason=reason, now=held.now)
    waiting_list.serve_waiting_list(registration.seminar, held)
    return held.now


def disavow(registration: Registration, *, now: datetime | None = None) -> None:
    """End the whole party because the owner of the address knows nothing of it. Raises as `cancel`."""
    at = cancel(registration, by=activity.NOT_ME, whole_party=True, now=now)
    activity.record("disavowed", actor=activity.PERSON, at=at, seminar=registration.seminar, registration=registration)


def may_leave(registration: Registration, *, now: datetime) -> bool:
    """Whether the person can still cancel or disown it: `cancel` would refuse neither."""
    return registration.is_active and not has_begun(registration.seminar, now=now)


def give_back(party: Party, held: seats.Hold) -> bool:
    """End what is active of a party whose people take their data back, and tell whether there was anything. The caller
    holds the seats and serves those who wait."""
    members = [member for member in party.active_members if may_be_given_back(member, now=held.now)]
    if not members:
        return False
    _end(members, by=activity.PERSON, actor=activity.PERSON, reason="", now=held.now)
    return True


def may_be_given_back(registration: Registration, *, now: datetime) -> bool:
    """Whether it is active and not a place that somebody may be sitting on by now."""
    has_a_place = registration.status == Status.CONFIRMED
    return registration.is_active and not (has_a_place and has_begun(registration.seminar, now=now))


def _end(members: list[Registration], *, by: str, actor: str, reason: str, now: datetime) -> None:
    was = members[0].status
    for member in members:
        member.cancelled_at, member.cancelled_by, member.cancel_reason = now, by, reason
    crash_point("before-cancel")
    change = parties.move(members, Status.CANCELLED, ActivityKind.CANCELLED, actor=actor, at=now)
    crash_point("after-cancel")
    settle(members[0].party)
    participants.tell_cancelled(change, members, was, may_return=may_return(members[0]), now=now)


def settle(party: Party) -> None:
    """Call it when some of a party have left: the offer of one that is empty ends, and others get a contact."""
    if not party.active_members:
        party.offered_at = party.offer_ends_at = None
    parties.settle_contact(party)


def restore(registration: Registration, *, now: datetime | None = None) -> None:
    """Undo the person's own cancellation, together with those who were cancelled in the same moment.

    Raises NotRestorable, TooLate, SeatGone if the seats are not free any more or others wait, and SignedUpAlready if
    one of them has signed up anew meanwhile.
    """
    held = seats.hold(registration.seminar, now=now)
    party = parties.under_lock(registration.party_id)
    if not may_be_restored(registration):
        raise NotRestorable
    if has_begun(registration.seminar, now=held.now):
        raise TooLate
    members = _cancelled_with(registration)
    _refuse_second_registrations(members)
    if not are_seats_free(registration):
        raise SeatGone
    for member in members:
        member.cancelled_at, member.cancelled_by, member.cancel_reason = None, "", ""
    change = parties.move(members, Status.CONFIRMED, "restored", actor=activity.PERSON, at=held.now)
    parties.settle_contact(party)
    participants.tell(change, members, now=held.now)


def may_return(registration: Registration) -> bool:
    """Whether the person could undo the cancellation now."""
    return may_be_restored(registration) and are_seats_free(registration)


def may_be_restored(registration: Registration) -> bool:
    """Whether the person gave back a place that was theirs, of a seminar that takes place. Says nothing about seats."""
    seminar = registration.seminar
    if registration.erased_at or registration.cancelled_by != activity.PERSON:
        return False
    if not seminar.takes_place:
        return False
    return registration.status == Status.CANCELLED and state_before_end(registration) == Status.CONFIRMED


def are_seats_free(registration: Registration) -> bool:
    """Whether the seats that were given up in one moment with this one are still free, and nobody waits for them."""
    left = seats.seats_left(registration.seminar, seats.seats_taken(registration.seminar_id))
    wanted = len(_cancelled_with(registration))
    return wanted <= (left or 0) and not queue.somebody_waits(registration.seminar)


def _cancelled_with(registration: Registration) -> list[Registration]:
    return [each for each in registration.party.members if each.cancelled_at == registration.cancelled_at]


def state_before_end(registration: Registration) -> Status | None:
    """What a registration was before it was cancelled; None if it never was."""
    had = select(Activity.from_status).filter_by(registration_id=registration.id, to_status=Status.CANCELLED)
    return db.session.scalar(had.order_by(Activity.id.desc()).limit(1))


def _refuse_second_registrations(members: list[Registration]) -> None:
    for member in members:
        keys = identity.name_keys(member.surname, member.given_name)
        for each in find_bearers(keys, seminar_id=member.seminar_id, email_key=member.email_key):
            # Twins (rekeying.py) were there together before, and may be so again.
            was_there = member.cancelled_at is not None and each.registered_at < member.cancelled_at
            if each.name_key == member.name_key or not was_there:
                raise SignedUpAlready


def reconfirm(registration: Registration, *, seen: int, now: datetime | None = None) -> None:
    """Note that somebody with a place, who has seen the change with this id, still comes.

    Raises NotActive without a place, TooLate after the start, EditedMeanwhile if it has changed once more.
    """
    held = seats.hold(registration.seminar, now=now)
    db.session.refresh(registration)
    seminar = registration.seminar
    if registration.status != Status.CONFIRMED or not seminar.takes_place:
        raise NotActive
    if has_begun(seminar, now=held.now):
        raise TooLate
    if seen != (change_log.last_change_id(seminar) or 0):
        raise EditedMeanwhile
    registration.reconfirmed_at = registration.changed_at = held.now
    activity.record("reconfirmed", actor=activity.PERSON, at=held.now, seminar=seminar, registration=registration)
