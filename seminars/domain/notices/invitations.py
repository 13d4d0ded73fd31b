"""The calendar entry that an address has for a seminar. A family shares it: it begins with the first place of the
address and ends with its last, so that one person's withdrawal does not wipe the others' entry."""

from collections.abc import Collection

from sqlalchemy import func, select
from sqlalchemy.orm import aliased

from seminars.extensions import db
from seminars.models import (
    CalendarMethod,
    Invitation,
    Message,
    MessageKind,
    MessageState,
    Registration,
    Seminar,
    Status,
)
from seminars.tokens import fingerprint, fingerprints

CalendarPart = tuple[CalendarMethod, int]


def invite_placed(registration: Registration, members: Collection[Registration]) -> CalendarPart | None:
    """(REQUEST, its SEQUENCE) if these of the party of this registration have the first places of its address, else
    None. Call afterwards."""
    seminar, key = registration.seminar, registration.email_key
    if registration.status != Status.CONFIRMED or _confirmed(seminar, key, but=members):
        return None
    return CalendarMethod.REQUEST, _next_sequence(seminar, key)


def invite_again(seminar: Seminar, *, email_key: str) -> CalendarPart | None:
    """(REQUEST, a higher SEQUENCE) for an address with a confirmed registration, whose mail is sent once more."""
    if not _confirmed(seminar, email_key):
        return None
    return CalendarMethod.REQUEST, _next_sequence(seminar, email_key)


def withdraw(seminar: Seminar, *, email_key: str) -> CalendarPart | None:
    """(CANCEL, its SEQUENCE) if the address has no confirmed registration left, else None. Call after cancelling."""
    if _confirmed(seminar, email_key):
        return None
    return CalendarMethod.CANCEL, _next_sequence(seminar, email_key)


def was_sent(seminar: Seminar, *, to: str) -> bool:
    """Whether this address may have the seminar in its calendar from a mail of ours."""
    sent = select(Message.id).where(
        Message.seminar_id == seminar.id,
        Message.to == to,
        Message.calendar_method == CalendarMethod.REQUEST,
        Message.state.in_((MessageState.SENT, MessageState.SENDING)),
    )
    return db.session.scalar(sent.limit(1)) is not None


def find_owed(registration: Registration) -> CalendarPart | None:
    """The invitation that this address should have, where a gathered mail went to another address of its mailbox and
    carried that one's; None if it has had its own since."""
    if registration.status != Status.CONFIRMED:
        return None
    seminar, key, carrier = registration.seminar, registration.email_key, aliased(Message)
    theirs = select(Registration.id).filter_by(seminar_id=seminar.id, email_key=key)
    left_out = (
        select(Message.id)
        .join(carrier, carrier.id == Message.merged_into_id)
        .where(Message.registration_id.in_(theirs), Message.calendar_method == CalendarMethod.REQUEST)
        .where(carrier.to != Message.to)
    )
    known = _find(seminar, key) if db.session.scalar(left_out.limit(1)) else None
    if known is None or was_sent(seminar, to=registration.mail_address):
        return None
    return CalendarMethod.REQUEST, known.sequence


def begin_at(seminar: Seminar, *, email_key: str, sequence: int) -> None:
    """Let the next SEQUENCE of this address be above `sequence`, which another address of the same person has had."""
    known = _find(seminar, email_key)
    if known is None:
        db.session.add(Invitation(seminar_id=seminar.id, email_key=email_key, sequence=sequence))
    else:
        known.sequence = max(known.sequence, sequence)
    db.session.flush()


def for_change(seminar: Seminar, *, email_keys: set[str], change_id: int | None = None) -> dict[str, int]:
    """The next SEQUENCE of each of these addresses, whose entries a change of the seminar moves or removes. In a
    family all get the same one, so whichever mail arrives first does it: with `change_id` also those of them who are
    told of that change at different times, unless the address had a mail with another one in between."""
    if not email_keys:
        return {}
    known = select(Invitation).where(Invitation.seminar_id == seminar.id, Invitation.email_key.in_(email_keys))
    invitations = {each.email_key: each for each in db.session.scalars(known)}
    had = _sequences_of_change(change_id, email_keys) if change_id else {}
    return {
        key: had[key] if key in had and had[key] == invitations[key].sequence else _raised(each, seminar, key)
        for key, each in ((key, invitations.get(key)) for key in sorted(email_keys))
    }


def _sequences_of_change(change_id: int, email_keys: set[str]) -> dict[str, int]:
    """The SEQUENCE with which each of these addresses, if any, was told of a change already."""
    told = select(Registration.email_key, func.max(Message.calendar_sequence)).join(Registration)
    of_change = Message.change_id == change_id, Message.activity_id.is_(None), Message.calendar_sequence.is_not(None)
    of_them = Registration.email_key.in_(email_keys)
    found = db.session.execute(told.where(*of_change, of_them).group_by(Registration.email_key))
    return {key: sequence for key, sequence in found if sequence is not None}


def hand_on(registration: Registration, *, email_key: str) -> Registration | None:
    """Keep an invitation that is still unsent from being lost with its registration: the confirmation of another one of
    the address carries it. If those have left already, returns who is to be invited. Call after that registration was
    cancelled or moved to another address."""
    unsent = db.session.scalar(
        select(Message)
        .filter_by(registration_id=registration.id, calendar_method=CalendarMethod.REQUEST)
        # One that is being sent may still fail and be superseded; that it arrives twice does no harm.
        .where(Message.state.in_((MessageState.QUEUED, MessageState.SENDING)))
    )
    heir = _waiting_confirmation(registration.seminar, email_key)
    if unsent and heir:
        heir.calendar_method, heir.calendar_sequence = unsent.calendar_method, unsent.calendar_sequence
    elif unsent and unsent.kind == MessageKind.CONFIRMED:
        return _first_placed(registration.seminar, email_key)
    return None


def _waiting_confirmation(seminar: Seminar, email_key: str) -> Message | None:
    return db.session.scalar(
        select(Message)
        .join(Registration, Registration.id == Message.registration_id)
        .where(
            Message.kind == MessageKind.CONFIRMED,
            Message.state == MessageState.QUEUED,
            Message.calendar_method.is_(None),
            Registration.seminar_id == seminar.id,
            Registration.email_key == email_key,
            Registration.status == Status.CONFIRMED,
        )
        .order_by(Message.id)
        .limit(1)
    )


def _first_placed(seminar: Seminar, email_key: str) -> Registration | None:
    placed = select(Registration).filter_by(
        seminar_id=seminar.id, email_key=email_key, is_contact=True, status=Status.CONFIRMED
    )
    return db.session.scalar(placed.order_by(Registration.id).limit(1))


def forget(seminar: Seminar, *, email_key: str) -> None:
    """Keep of an address that was erased only a keyed hash: should it sign up again, the next SEQUENCE must be above
    those that its calendar has seen."""
    invitation = _find(seminar, email_key)
    if invitation:
        invitation.email_key = fingerprint("invitation", email_key)


def _find(seminar: Seminar, email_key: str) -> Invitation | None:
    """What this address has had, even before it was erased; then it bears the address again."""
    theirs = Invitation.email_key.in_((email_key, *fingerprints("invitation", email_key)))
    rows = db.session.scalars(select(Invitation).where(Invitation.seminar_id == seminar.id, theirs)).all()
    if not rows:
        return None
    found = max(rows, key=lambda each: each.sequence)
    # There are more only if a secret key was not among the fallbacks for a while.
    for other in rows:
        if other is not found:
            db.session.delete(other)
    db.session.flush()
    found.email_key = email_key
    return found


def _confirmed(seminar: Seminar, email_key: str, *, but: Collection[Registration] = ()) -> int:
    db.session.flush()
    return db.session.execute(
        select(func.count()).where(
            Registration.seminar_id == seminar.id,
            Registration.email_key == email_key,
            Registration.status == Status.CONFIRMED,
            Registration.id.not_in([member.id for member in but]),
        )
    ).scalar_one()


def _next_sequence(seminar: Seminar, email_key: str) -> int:
    return _raised(_find(seminar, email_key), seminar, email_key)


def _raised(invitation: Invitation | None, seminar: Seminar, email_key: str) -> int:
    if invitation is None:
        invitation = Invitation(seminar_id=seminar.id, email_key=email_key, sequence=seminar.ical_sequence)
        db.session.add(invitation)
    else:
        invitation.sequence = max(invitation.sequence + 1, seminar.ical_sequence)
    return invitation.sequence
