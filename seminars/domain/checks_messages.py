"""Checks of the outbox: each promise has its message, and no message is stuck."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, String, and_, case, cast, exists, func, or_, select

from seminars.domain.messages import AGAIN
from seminars.extensions import db
from seminars.mail.delivery import GIVE_UP_AFTER, LONGEST_PAUSE
from seminars.models import Activity, Change, Message, MessageKind, MessageState, Registration, Status

LONGEST_LEASE = timedelta(minutes=10)
PROMISED = (MessageKind.CONFIRMED, MessageKind.CANCELLED_BY_PERSON, MessageKind.CANCELLED_BY_ORGANISER)


def promised_messages(_now: datetime) -> Iterator[str]:
    carried = exists().where(Message.dedup == _dedup_of_change())
    changes = (
        select(Activity.id, Activity.registration_id, Activity.kind)
        .join(Registration, Registration.id == Activity.registration_id)
        .where(Registration.email != "", _promises_a_message(), ~carried)
    )
    for activity_id, registration_id, kind in db.session.execute(changes):
        yield f"activity {activity_id} ({kind}) of registration {registration_id} has no message"
    change = exists().where(
        Activity.registration_id == Message.registration_id,
        _promises_a_message(),
        Message.dedup == _dedup_of_change(),
    )
    yield from _told_of_changes()
    # A mail that an organiser sends again is a copy and begins so.
    first = Message.kind.in_(PROMISED), ~Message.dedup.startswith(AGAIN)
    for message_id, dedup in db.session.execute(select(Message.id, Message.dedup).where(*first, ~change)):
        yield f"message {message_id} ({dedup}) tells of no change"


def _told_of_changes() -> Iterator[str]:
    """Each change of a seminar told as many people as it says."""
    posted = func.count(Message.id)
    wrong = (
        select(Change.id, Change.told, posted)
        .outerjoin(Message, and_(Message.change_id == Change.id, Message.dedup.startswith("changed-")))
        .group_by(Change.id, Change.told)
        .having(posted != Change.told)
    )
    for change_id, told, count in db.session.execute(wrong):
        yield f"change {change_id} told {told} people, but has {count} messages"


def _promises_a_message() -> ColumnElement[bool]:
    return or_(Activity.to_status.in_((Status.CONFIRMED, Status.CANCELLED)), Activity.kind == "address_corrected")


def _dedup_of_change() -> ColumnElement[str]:
    word = case((Activity.to_status == Status.CANCELLED, "cancelled-"), else_="confirmed-")
    return word + cast(Activity.registration_id, String) + "-" + cast(Activity.id, String)


def living_outbox(now: datetime) -> Iterator[str]:
    waits = Message.state.in_((MessageState.QUEUED, MessageState.SENDING))
    wrong = {
        "is leased for too long": and_(
            Message.state == MessageState.SENDING,
            or_(Message.lease_until.is_(None), Message.lease_until < now - LONGEST_LEASE),
        ),
        "has waited for more than 48 hours": and_(
            waits, Message.created_at < now - GIVE_UP_AFTER - LONGEST_PAUSE - LONGEST_LEASE
        ),
        "is sent, but at no time": and_(Message.state == MessageState.SENT, Message.sent_at.is_(None)),
        "is sent and still has its facts": and_(
            Message.state == MessageState.SENT, cast(Message.facts, String) != "{}"
        ),
    }
    for what, condition in wrong.items():
        for message_id in db.session.scalars(select(Message.id).where(condition)):
            yield f"message {message_id} {what}"
