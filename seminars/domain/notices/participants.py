"""What the contact of a registration is told. People without an address are told nothing.

Whoever is still to be told of a change of the seminar is told that first (telling.py).
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import select

from seminars import mail
from seminars.domain import change_log
from seminars.domain.activity import PERSON
from seminars.domain.guard import throttle
from seminars.domain.notices import invitations, telling, together
from seminars.domain.notices.invitations import CalendarPart
from seminars.domain.people.mailboxes import mailbox
from seminars.extensions import db
from seminars.models import (
    Activity,
    ActivityKind,
    Message,
    MessageKind,
    Registration,
    Status,
)

_KIND_OF_STATUS = {
    Status.CONFIRMED: MessageKind.CONFIRMED,
    Status.PENDING: MessageKind.PENDING,
    Status.WAITING: MessageKind.WAITING,
    Status.OFFERED: MessageKind.OFFERED,
    Status.EXPIRED: MessageKind.EXPIRED,
    Status.DECLINED: MessageKind.DECLINED,
}
# Rows of the log that come from a form or a receipt, which anybody may send under any address.
_FROM_ANYBODY = (ActivityKind.REGISTERED, ActivityKind.ADDRESS_CORRECTED)
_KIND_OF_CHANGE: dict[tuple[str, Status], MessageKind] = {(ActivityKind.LAPSED, Status.WAITING): MessageKind.LAPSED}


def tell(change: Activity, members: Sequence[Registration], *, now: datetime, **facts: str) -> None:
    """Tell the contact of these members of one party that they are in another state now; `change` is its row in the
    log. The invitation comes along with the first place of the address."""
    registration = _whom(change, members)
    if not registration.mail_address:
        return
    _tell_of_seminar_first(registration, now=now)
    dedup = f"{registration.status}-{registration.id}-{change.id}"
    kind = _KIND_OF_CHANGE.get((change.kind, registration.status)) or _KIND_OF_STATUS[registration.status]
    part = invitations.invite_placed(registration, members)
    _post(kind, registration, dedup=dedup, activity=change, part=part, now=now, facts=dict(facts))


def tell_address(registration: Registration, change: Activity, *, now: datetime) -> None:
    """What this registration is, to the address that it has from now on. Of a seminar that is called off they are told
    that."""
    dedup = f"address-{registration.id}-{change.id}"
    if registration.seminar.is_cancelled:
        last = change_log.last_change_id(registration.seminar)
        _post(MessageKind.SEMINAR_CANCELLED, registration, dedup=dedup, activity=change, now=now, change_id=last)
        return
    part = invitations.invite_placed(registration, registration.party.members)
    _post(_KIND_OF_STATUS[registration.status], registration, dedup=dedup, activity=change, part=part, now=now)


def tell_old_address(
    registration: Registration, address: str, email_key: str, change: Activity, *, now: datetime
) -> None:
    """Tell the address that a registration had that it has another one now; its calendar entry ends, if it has one.
    Call before `tell_address`, so that a calendar which gets both mails keeps the entry."""
    part = None
    if registration.status == Status.CONFIRMED and invitations.was_sent(registration.seminar, to=address):
        part = invitations.withdraw(registration.seminar, email_key=email_key)
    if part:
        invitations.begin_at(registration.seminar, email_key=registration.email_key, sequence=part[1])
    mail.post(
        MessageKind.ADDRESS_CHANGED,
        to=address,
        language=registration.language,
        registration=registration,
        dedup=f"old-address-{registration.id}-{change.id}",
        activity=change,
        calendar=part,
        now=now,
    )


def tell_cancelled(
    change: Activity, members: Sequence[Registration], was: Status, *, may_return: bool, now: datetime
) -> None:
    """These registrations have ended; with the last confirmed one of the address its calendar entry ends too."""
    registration = _whom(change, members)
    if not registration.mail_address:
        return
    _tell_of_seminar_first(registration, now=now)
    key, by_person = registration.email_key, registration.cancelled_by != "organiser"
    hand_invitation_on(registration, email_key=key, now=now)
    part = invitations.withdraw(registration.seminar, email_key=key) if was == Status.CONFIRMED else None
    kind = MessageKind.CANCELLED_BY_PERSON if by_person else MessageKind.CANCELLED_BY_ORGANISER
    if registration.erased_at:
        kind = MessageKind.ERASED
    dedup = f"cancelled-{registration.id}-{change.id}"
    facts: dict[str, str | bool] = {"reason": registration.cancel_reason, "was": was.value}
    if by_person and was == Status.CONFIRMED:
        facts["may_return"] = may_return
    _post(kind, registration, dedup=dedup, activity=change, part=part, now=now, facts=facts)


def hand_invitation_on(registration: Registration, *, email_key: str, now: datetime) -> None:
    """The address that this registration has left keeps its invitation, if others of it have a place."""
    heir = invitations.hand_on(registration, email_key=email_key)
    if heir:
        _tell_of_seminar_first(heir, now=now)
    part = invitations.invite_again(heir.seminar, email_key=email_key) if heir else None
    if heir and part:
        message = _post(MessageKind.CONFIRMED, heir, dedup=f"invited-{heir.id}-{part[1]}", part=part, now=now)
        together.count_answer(message, now=now)  # in place of one that has not left


def _whom(change: Activity, members: Sequence[Registration]) -> Registration:
    return next(member for member in members if member.id == change.registration_id)


def remind(registration: Registration, *, now: datetime, what: str = "remind") -> None:
    """Send somebody the link of their registration again, unless their mailbox had enough of these lately. `what` keeps
    strangers from using up what its owner may ask for."""
    dedup = f"reminded-{registration.id}-{now.timestamp():.6f}"
    # Several of a party may be found registered at once; one mail tells their contact of all.
    if not may_be_reminded(registration, now=now) or db.session.scalar(select(Message.id).filter_by(dedup=dedup)):
        return
    _tell_of_seminar_first(registration, now=now)
    if throttle.may(what, mailbox(registration.email_key), limits=throttle.TO_ONE_MAILBOX, now=now):
        _post(MessageKind.REPEATED, registration, dedup=dedup, part=invitations.find_owed(registration), now=now)


def may_be_reminded(registration: Registration, *, now: datetime) -> bool:
    """Whether there is a link to be sent: not of a seminar that is called off or over, or of what has ended."""
    seminar = registration.seminar
    return registration.is_active and not seminar.is_cancelled and not seminar.is_over(now)


def _tell_of_seminar_first(registration: Registration, *, now: datetime) -> None:
    telling.tell_first(registration.seminar, [registration.party_id], now=now)


def _post(
    kind: MessageKind,
    registration: Registration,
    *,
    dedup: str,
    now: datetime,
    part: CalendarPart | None = None,
    activity: Activity | None = None,
    **more: Any,
) -> Message:
    message = mail.post(
        kind,
        to=registration.mail_address,
        language=registration.language,
        registration=registration,
        activity=activity,
        dedup=dedup,
        calendar=part,
        now=now,
        **more,
    )
    if activity and activity.actor == PERSON and activity.kind in _FROM_ANYBODY:
        together.count_answer(message, now=now)
    return message
