"""Checks of the outbox: each promise has its message, and no message is stuck."""

from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, Row, Select, String, and_, cast, exists, func, or_, select
from sqlalchemy.orm import aliased

from seminars.domain.checks import tellings
from seminars.extensions import db
from seminars.mail.sending.marks import FEWEST_TRIES, GIVE_UP_AFTER, LONGEST_PAUSE
from seminars.mail.sending.refusals.verdicts import UNWRITABLE
from seminars.models import (
    UNTIL_GATHERED,
    Activity,
    ActivityKind,
    Detail,
    Message,
    MessageState,
    Registration,
    SenderVerdict,
    Status,
)

LONGEST_LEASE = timedelta(minutes=10)
LONGEST_TOGETHER = timedelta(days=1, hours=4)  # even one a day should have left by then
_BEGINS_ANEW = (ActivityKind.MESSAGES_RELEASED, ActivityKind.FAILED_SENT_AGAIN)
# Rows of the log that promise messages, and how many, besides those that change a state: an address that was changed is
# told to both.
PROMISES = {
    ActivityKind.ADDRESS_CORRECTED: 1,
    ActivityKind.ADDRESS_MENDED: 1,
    ActivityKind.ADDRESS_CHANGED: 2,
    ActivityKind.UNITED: 1,
    ActivityKind.MESSAGE_SENT_AGAIN: 1,
}
# How a `dedup` begins that ends with the id of a row of the log: what the version before posts while tables are brought
# up to date has no `activity_id`.
_NAMES_A_ROW = or_(*(Message.dedup.startswith(f"{word}-") for word in (*Status, "address", "old-address", "again")))


def promised_messages(_now: datetime) -> Iterator[str]:
    """Each row of the log has as many messages as it promises; it may have none if there is no address."""
    told, promises = _messages_by_activity(), {}
    first_told = _first_addresses()
    for row in db.session.execute(_promising_rows()):
        if Detail.WITH in row.details or _had_no_address(row, first_told):
            continue
        found, promises[row.id] = told.get(row.id, []), PROMISES.get(row.kind, 1)
        if len(found) < promises[row.id] and row.has_address:
            how_many = f"{len(found)} of {promises[row.id]} messages" if found else "no message"
            yield f"activity {row.id} ({row.kind}) of registration {row.registration_id} has {how_many}"
    for activity_id, found in told.items():
        if len(found) > promises.get(activity_id, 0):
            yield f"messages {found} tell of no change, or of one twice (activity {activity_id})"
    yield from tellings.told_as_said(besides=or_(Message.activity_id.is_not(None), _NAMES_A_ROW))
    yield from tellings.missed({party_id: row.at for party_id, row in first_told.items()})


def _messages_by_activity() -> dict[int, list[int]]:
    """Ids of the messages that tell of each row of the log."""
    told: dict[int, list[int]] = {}
    which = or_(Message.activity_id.is_not(None), _NAMES_A_ROW)
    rows = select(Message.id, Message.activity_id, Message.dedup).where(which).order_by(Message.id)
    for message_id, activity_id, dedup in db.session.execute(rows):
        last = dedup.rpartition("-")[2]
        named = int(last) if last.isdecimal() else 0
        told.setdefault(activity_id or named, []).append(message_id)
    return told


def _first_addresses() -> dict[int, Row]:
    """Of parties that had no address before, by their ids: the row of the log that gave them one, and told them how it
    was by then."""
    gave_one = Activity.kind.in_((ActivityKind.ADDRESS_MENDED, ActivityKind.UNITED))
    rows = select(Activity.id, Activity.at, Activity.details, Registration.party_id)
    found = db.session.execute(rows.join_from(Activity, Registration).where(gave_one).order_by(Activity.id))
    return {row.party_id: row for row in found if row.details.get(Detail.FIRST_ADDRESS)}


def _had_no_address(row: Row, first_told: Mapping[int, Row]) -> bool:
    return row.party_id in first_told and row.id < first_told[row.party_id].id


def _promising_rows() -> Select:
    contact = aliased(Registration)
    return (
        select(
            Activity.id,
            Activity.registration_id,
            Registration.party_id,
            Activity.kind,
            Activity.details,
            or_(Registration.email != "", contact.email != "").label("has_address"),
        )
        .join(Registration, Registration.id == Activity.registration_id)
        .join(contact, and_(contact.party_id == Registration.party_id, contact.is_contact))
        .where(or_(Activity.to_status.is_not(None), Activity.kind.in_(PROMISES)))
        # The message about the seminar's postponement tells of it.
        .where(Activity.kind != ActivityKind.OFFER_TAKEN_BACK)
        .order_by(Activity.id)
    )


def living_outbox(now: datetime) -> Iterator[str]:
    wrong = {
        "waits for others although its mailbox has room": _is_forgotten(now),
        "is merged into no other": and_(Message.state == MessageState.MERGED, Message.merged_into_id.is_(None)),
        "is leased for too long": and_(
            Message.state == MessageState.SENDING,
            or_(Message.lease_until.is_(None), Message.lease_until < now - LONGEST_LEASE),
        ),
        "could not be written, and the worker's log says why": and_(
            Message.state == MessageState.FAILED, Message.last_error.startswith(UNWRITABLE), Message.to != ""
        ),
        "has waited for more than 48 hours": _is_late(now),
        "is sent, but at no time": and_(Message.state == MessageState.SENT, Message.sent_at.is_(None)),
        "is sent and still has its facts": and_(
            Message.state == MessageState.SENT, cast(Message.facts, String) != "{}"
        ),
    }
    for what, condition in wrong.items():
        for message_id in db.session.scalars(select(Message.id).where(condition)):
            yield f"message {message_id} {what}"
    yield from tellings.stuck(now)


def _is_late(now: datetime) -> ColumnElement[bool]:
    """Whether it waits for too long, while mails leave."""
    waits = Message.state.in_((MessageState.QUEUED, MessageState.SENDING)), Message.due_at != UNTIL_GATHERED
    mails_leave = ~exists().where(SenderVerdict.began_at.is_not(None))
    return and_(*waits, mails_leave, _waits_since(now - GIVE_UP_AFTER - LONGEST_PAUSE - LONGEST_LEASE))


def _is_forgotten(now: datetime) -> ColumnElement[bool]:
    """Whether it has waited for others for so long that one of them should have left in the last day, and none did."""
    other, limit = aliased(Message), now - LONGEST_TOGETHER
    had_one = exists().where(other.mailbox == Message.mailbox, other.gathered_at >= limit)
    waits = Message.state == MessageState.QUEUED, Message.due_at == UNTIL_GATHERED
    return and_(*waits, Message.created_at < limit, ~had_one)


def _waits_since(limit: datetime) -> ColumnElement[bool]:
    """Whether nobody has tried to send it, or to send it again, for so long, or has only tried in vain. What operators
    released lately may be older, without being late, and so may all if no mail left for a while."""
    is_released = exists().where(Activity.kind.in_(_BEGINS_ANEW), Activity.at >= limit)
    refused_till_lately = exists().where(SenderVerdict.ended_at >= limit)
    written = func.coalesce(Message.gathered_at, Message.created_at)
    untried = and_(Message.first_tried_at.is_(None), written < limit, ~is_released, ~refused_till_lately)
    is_given_up = or_(Message.attempts >= FEWEST_TRIES, Message.due_at < limit)
    return or_(untried, and_(Message.first_tried_at < limit, is_given_up))
