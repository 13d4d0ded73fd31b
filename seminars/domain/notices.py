"""What the contact of a registration is told. People without an address are told nothing."""

from datetime import datetime

from seminars import mail
from seminars.domain import activity, invitations, throttle
from seminars.domain.invitations import CalendarPart
from seminars.models import MessageKind, Registration, Status


def tell_confirmed(registration: Registration, *, change_id: int, now: datetime) -> None:
    """The place is theirs; the invitation comes along if it is the first of this address."""
    if registration.email:
        part = invitations.invite(registration.seminar, email_key=registration.email_key)
        _post(MessageKind.CONFIRMED, registration, dedup=f"confirmed-{registration.id}-{change_id}", part=part, now=now)


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


def remind(registration: Registration, *, now: datetime) -> None:
    """Send somebody the link of their registration again, unless their address had enough of these lately."""
    if throttle.may("remind", registration.email_key, limits=throttle.TO_ONE_ADDRESS, now=now):
        dedup = f"reminded-{registration.id}-{now.timestamp():.6f}"
        _post(MessageKind.REPEATED, registration, dedup=dedup, part=None, now=now)


def _post(
    kind: MessageKind, registration: Registration, *, dedup: str, part: CalendarPart | None, now: datetime, **facts: str
) -> None:
    mail.post(
        kind,
        to=registration.email,
        language=registration.language,
        registration=registration,
        dedup=dedup,
        calendar=part,
        now=now,
        facts=facts,
    )
