"""Messages that did not leave: all of them again, or at once what waits for another try."""

from datetime import datetime
from typing import Any, cast

from sqlalchemy import CursorResult, Delete, Select, Update, delete, func, select, update

from seminars.domain import activity
from seminars.extensions import db
from seminars.mail.sending.refusals import verdicts
from seminars.models import UNTIL_GATHERED, ActivityKind, Message, MessageState, Refusal


def send_again(wanted: Select[Message], *, actor: str, now: datetime) -> int:
    """Queue those of `wanted` that failed, and return how many. They are the same messages with the same Message-ID,
    each is compared with the present state when its turn comes, and it has its fair tries anew."""
    ids = list(db.session.scalars(_failed(wanted)))
    fresh = {"state": MessageState.QUEUED, "due_at": now, "first_tried_at": None, "attempts": 0}
    number = 0
    # SQLite takes 32,766 values in a statement.
    for first in range(0, len(ids), 1000):
        some = ids[first : first + 1000]
        _change(delete(Refusal).where(Refusal.message_id.in_(some)))
        again = update(Message).where(Message.id.in_(some), Message.state == MessageState.FAILED)
        number += _change(again.values(fresh))
    if number:
        activity.record(ActivityKind.FAILED_SENT_AGAIN, actor=actor, at=now, number=number)
    return number


def try_now(wanted: Select[Message], *, now: datetime) -> int:
    """Let those of `wanted` that wait for another try have it now, and return how many. While the mail server refuses
    whatever is sent, one mail is tried at once, whoever asks."""
    verdicts.try_at_once()
    return _change(update(Message).where(Message.id.in_(_put_off(wanted, now))).values(due_at=now))


def count(wanted: Select[Message]) -> int:
    """How many of `wanted` failed, and could be sent again."""
    return _count(_failed(wanted))


def count_put_off(wanted: Select[Message], *, now: datetime) -> int:
    """How many of `wanted` wait for another try."""
    return _count(_put_off(wanted, now))


def _failed(wanted: Select[Message]) -> Select[int]:
    """Of those whose personal data was removed nothing is left to be sent."""
    return wanted.where(Message.state == MessageState.FAILED, Message.to != "").with_only_columns(Message.id)


def _put_off(wanted: Select[Message], now: datetime) -> Select[int]:
    later = Message.due_at > now, Message.due_at < UNTIL_GATHERED
    was_tried = Message.state == MessageState.QUEUED, Message.first_tried_at.is_not(None)
    return wanted.where(*was_tried, *later).with_only_columns(Message.id)


def _count(statement: Select[int]) -> int:
    return db.session.execute(select(func.count()).select_from(statement.subquery())).scalar_one()


def _change(statement: Update | Delete) -> int:
    """How many rows it changes."""
    result = cast(CursorResult[Any], db.session.execute(statement.execution_options(synchronize_session=False)))
    return result.rowcount
