"""What a change of a seminar is to one person: what they were last told, and how it is now."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from sqlalchemy import func, or_, select

from seminars.extensions import db
from seminars.formats.appointments import appointment
from seminars.mail.sending.marks import HELD_BACK
from seminars.mail.sending.refusals.verdicts import UNWRITABLE
from seminars.models import Appointment, Change, Message, MessageState

# The mail server did not take the mail: it answered with a code, or nobody was there, or it was never asked.
_NOT_TAKEN = re.compile(rf"\d{{3}} |ConnectionRefusedError|gaierror|{UNWRITABLE}|{HELD_BACK}")


@dataclass(frozen=True)
class News:
    """What the person was last told, and how it is now; they are equal where there is nothing to tell."""

    old: Appointment
    new: Appointment

    @property
    def is_anything(self) -> bool:
        return self.old != self.new


def between(changes: Sequence[Change], present: Appointment) -> News:
    """The sum of all these changes, the first one first. A place only written differently in between is no change."""
    if not changes:
        return News(present, present)
    old = changes[0].before
    is_elsewhere = any(change.before.place != change.after.place for change in changes)
    return News(old if is_elsewhere else replace(old, place=present.place), present)


def news_of(message: Message) -> News:
    """What a message has to say of changes now; for one that was sent already, what it said."""
    told = _last_told(message)
    return between([change for change in _changes(message) if change.id > told], appointment(message.get_seminar()))


def is_worth_telling(message: Message) -> bool:
    """Whether a message about a change says something that no later one says better, and that the person may not know:
    including that all is as before, where an earlier mail may have reached them although we never heard that it did."""
    if _changes(message)[-1].id != message.change_id:
        return False
    return news_of(message).is_anything or _may_have_heard_otherwise(message)


def _last_told(message: Message) -> int:
    """Id of the last change that the person knew of before this message; 0 if none."""
    registration, changes = message.get_registration(), _changes(message)
    told = registration.told_change_id or 0
    if message.change_id is None or told < message.change_id:
        return told
    seen = [change.id for change in changes if change.at <= registration.registered_at]
    in_mails = db.session.scalar(
        select(func.max(Message.change_id)).where(
            Message.registration_id == registration.id,
            Message.state == MessageState.SENT,
            Message.change_id < message.change_id,
        )
    )
    return max(in_mails or 0, *seen, 0)


def _may_have_heard_otherwise(message: Message) -> bool:
    earlier = db.session.scalars(
        select(Message).where(
            Message.registration_id == message.registration_id,
            Message.change_id < message.change_id,
            or_(Message.state == MessageState.SENDING, Message.last_error != ""),
        )
    )
    return any(each.state == MessageState.SENDING or not _NOT_TAKEN.match(each.last_error) for each in earlier)


def _changes(message: Message) -> list[Change]:
    return list(db.session.scalars(select(Change).filter_by(seminar_id=message.seminar_id).order_by(Change.id)))
