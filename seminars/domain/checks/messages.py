"""Checks of the outbox: each promise has its message, and no message is stuck."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, String, and_, cast, exists, func, or_, select
from sqlalchemy.orm import aliased

from seminars.domain.outbox.held import RELEASED
from seminars.extensions import db
from seminars.mail.delivery import FEWEST_TRIES, GIVE_UP_AFTER, LONGEST_PAUSE
from seminars.models import Activity, Change, Message, MessageState, Registration, Status

LONGEST_LEASE = timedelta(minutes=10)
# Changes of a registration's address have no state and promise a message, too.
NEW_ADDRESS = ("address_corrected", "address_changed")
# The message about the seminar's postponement tells of it.
TOLD_OTHERWISE = "offer_taken_back"


def promised_messages(_now: datetime) -> Iterator[str]:
    """A message that tells of a change of state ends its `dedup` with the ids of registration and activity."""
    promises, without_address = {}, set()
    for row in db.session.execute(_promising_changes()):
        if "with" in row.details:
            continue
        promises[f"{row.registration_id}-{row.id}"] = (
            f"activity {row.id} ({row.kind}) of registration {row.registration_id}"
        )
        if not row.has_address:
            without_address.add(f"{row.registration_id}-{row.id}")
    told = {}
    for message_id, dedup in db.session.execute(select(Message.id, Message.dedup).where(_tells_of_a_change())):
        told.setdefault(dedup.partition("-")[2], []).append(message_id)
    for key in promises.keys() - told.keys() - without_address:
        yield f"{promises[key]} has no message"
    for key, message_ids in told.items():
        if key not in promises or len(message_ids) > 1:
            yield f"messages {message_ids} tell of no change, or of one twice ({key})"
    yield from _told_of_changes()


def _promising_changes():
    contact = aliased(Registration)
    return (
        select(
            Activity.id,
            Activity.registration_id,
            Activity.kind,
            Activity.details,
            or_(Registration.email != "", contact.email != "").label("has_address"),
        )
        .join(Registration, Registration.id == Activity.registration_id)
        .join(contact, and_(contact.party_id == Registration.party_id, contact.is_contact))
        .where(or_(Activity.to_status.is_not(None), Activity.kind.in_(NEW_ADDRESS)), Activity.kind != TOLD_OTHERWISE)
        .order_by(Activity.id)
    )


def _tells_of_a_change() -> ColumnElement[bool]:
    return or_(*(Message.dedup.startswith(f"{word}-") for word in (*Status, "address")))


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


def living_outbox(now: datetime) -> Iterator[str]:
    wrong = {
        "is leased for too long": and_(
            Message.state == MessageState.SENDING,
            or_(Message.lease_until.is_(None), Message.lease_until < now - LONGEST_LEASE),
        ),
        "has waited for more than 48 hours": and_(
            Message.state.in_((MessageState.QUEUED, MessageState.SENDING)),
            _waits_since(now - GIVE_UP_AFTER - LONGEST_PAUSE - LONGEST_LEASE),
        ),
        "is sent, but at no time": and_(Message.state == MessageState.SENT, Message.sent_at.is_(None)),
        "is sent and still has its facts": and_(
            Message.state == MessageState.SENT, cast(Message.facts, String) != "{}"
        ),
    }
    for what, condition in wrong.items():
        for message_id in db.session.scalars(select(Message.id).where(condition)):
            yield f"message {message_id} {what}"


def _waits_since(limit: datetime) -> ColumnElement[bool]:
    """Whether nobody has tried to send it, or to send it again, for so long, or everybody in vain. What operators
    released lately may be older, without being late."""
    is_released = exists().where(Activity.kind == RELEASED, Activity.at >= limit)
    untried = and_(Message.first_tried_at.is_(None), Message.created_at < limit, ~is_released)
    is_given_up = or_(Message.attempts >= FEWEST_TRIES, Message.due_at < limit)
    return or_(untried, and_(Message.first_tried_at < limit, is_given_up))
