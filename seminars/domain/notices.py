"""What the contact of a registration is told. People without an address are told nothing."""

from datetime import datetime

from sqlalchemy import select, update

from seminars import mail
from seminars.domain import activity, consequences, invitations, throttle
from seminars.domain.invitations import CalendarPart
from seminars.extensions import db
from seminars.models import (
    ACTIVE,
    CalendarMethod,
    Change,
    ChangeKind,
    Message,
    MessageKind,
    MessageState,
    Registration,
    Seminar,
    Status,
)

_KINDS = {
    ChangeKind.MOVED: (MessageKind.MOVED, CalendarMethod.REQUEST),
    ChangeKind.POSTPONED: (MessageKind.POSTPONED, CalendarMethod.CANCEL),
    ChangeKind.CANCELLED: (MessageKind.SEMINAR_CANCELLED, CalendarMethod.CANCEL),
}


def tell_confirmed(registration: Registration, *, change_id: int, now: datetime) -> None:
    """The place is theirs; the invitation comes along if it is the first of this address. Of a seminar that is called
    off they are told that."""
    dedup = f"confirmed-{registration.id}-{change_id}"
    if registration.email and registration.seminar.is_cancelled:
        last = consequences.last_change_id(registration.seminar)
        _post(MessageKind.SEMINAR_CANCELLED, registration, dedup=dedup, part=None, now=now, change_id=last)
    elif registration.email:
        part = invitations.invite(registration.seminar, email_key=registration.email_key)
        _post(MessageKind.CONFIRMED, registration, dedup=dedup, part=part, now=now)


def tell_cancelled(registration: Registration, was: Status, *, change_id: int, now: datetime) -> None:
    """The registration has ended; with the last confirmed one of the address its calendar entry ends too."""
    if not registration.email:
        return
    key, by_person = registration.email_key, registration.cancelled_by == activity.PERSON
    invitations.hand_on(registration, email_key=key)
    part = invitations.withdraw(registration.seminar, email_key=key) if was == Status.CONFIRMED else None
    kind = MessageKind.CANCELLED_BY_PERSON if by_person else MessageKind.CANCELLED_BY_ORGANISER
    dedup = f"cancelled-{registration.id}-{change_id}"
    _post(kind, registration, dedup=dedup, part=part, now=now, reason=registration.cancel_reason)


def tell_change(seminar: Seminar, change: Change, *, now: datetime) -> None:
    """Tell every active contact who has an address of a change; those with a place get their calendar entry moved or
    removed. What was queued about earlier changes is superseded, and `change.told` counts the messages."""
    kind, method = _KINDS[change.kind]
    contacts = [person for person in contacts_of(seminar) if person.email]
    _supersede_earlier(seminar)
    placed = {person.email_key for person in contacts if person.status == Status.CONFIRMED}
    sequences = invitations.for_change(seminar, email_keys=placed)
    for person in contacts:
        part = (method, sequences[person.email_key]) if person.status == Status.CONFIRMED else None
        dedup = f"changed-{person.id}-{change.id}"
        _post(kind, person, dedup=dedup, part=part, now=now, change_id=change.id)
    change.told = len(contacts)


def contacts_of(seminar: Seminar) -> list[Registration]:
    """Everyone whom a change concerns: contacts with an active registration, in the order in which they came."""
    statement = select(Registration).where(
        Registration.seminar_id == seminar.id, Registration.is_contact, Registration.status.in_(ACTIVE)
    )
    return list(db.session.scalars(statement.order_by(Registration.id)))


def _supersede_earlier(seminar: Seminar) -> None:
    # One that is being sent stays: should it fail, the worker sees that there is a later one.
    db.session.execute(
        update(Message)
        .where(Message.seminar_id == seminar.id, Message.change_id.is_not(None), Message.state == MessageState.QUEUED)
        .values(state=MessageState.SUPERSEDED)
    )


def remind(registration: Registration, *, now: datetime) -> None:
    """Send somebody the link of their registration again, unless their address had enough of these lately. There is
    none to be sent of a seminar that is called off."""
    if registration.seminar.is_cancelled:
        return
    if throttle.may("remind", registration.email_key, limits=throttle.TO_ONE_ADDRESS, now=now):
        dedup = f"reminded-{registration.id}-{now.timestamp():.6f}"
        _post(MessageKind.REPEATED, registration, dedup=dedup, part=None, now=now)


def _post(
    kind: MessageKind,
    registration: Registration,
    *,
    dedup: str,
    part: CalendarPart | None,
    now: datetime,
    change_id: int | None = None,
    **facts: str,
) -> None:
    mail.post(
        kind,
        to=registration.email,
        language=registration.language,
        registration=registration,
        change_id=change_id,
        dedup=dedup,
        calendar=part,
        now=now,
        facts=facts,
    )
