"""Messages that wait after a restore until somebody decides: they may have been sent before."""

from datetime import datetime
from typing import Any, cast

from sqlalchemy import CursorResult, Select, Update, func, select, update

from seminars.domain import activity
from seminars.extensions import db
from seminars.models import ActivityKind, Message, MessageState


def hold_all(*, add_to_sequence: int) -> int:
    """Hold back everything that is not sent yet; returns how many. Their calendar parts get a higher SEQUENCE."""
    unsent = Message.state.in_((MessageState.QUEUED, MessageState.SENDING, MessageState.HELD))
    values = {
        "state": MessageState.HELD,
        "lease_by": None,
        "lease_until": None,
        "calendar_sequence": Message.calendar_sequence + add_to_sequence,
    }
    return _change(update(Message).where(unsent).values(values))


def release(wanted: Select[Message], *, actor: str, now: datetime) -> int:
    """Let those of `wanted` that are held be sent, and return how many. Each is compared with the present state when
    its turn comes; it has the Message-ID that it had, so that a mail program takes a second copy for the first."""
    return _decide(
        wanted, ActivityKind.MESSAGES_RELEASED, actor=actor, now=now, state=MessageState.QUEUED, first_tried_at=None
    )


def discard(wanted: Select[Message], *, actor: str, now: datetime) -> int:
    """Never send those of `wanted` that are held, and return how many."""
    return _decide(wanted, "messages_discarded", actor=actor, now=now, state=MessageState.SUPERSEDED, facts={})


def count(wanted: Select[Message]) -> int:
    """How many of `wanted` are held."""
    return db.session.execute(select(func.count()).select_from(_held(wanted).subquery())).scalar_one()


def _held(wanted: Select[Message]) -> Select[int]:
    return wanted.where(Message.state == MessageState.HELD).with_only_columns(Message.id)


def _decide(wanted: Select[Message], kind: str, *, actor: str, now: datetime, **values: object) -> int:
    decided = update(Message).where(Message.id.in_(_held(wanted)), Message.state == MessageState.HELD)
    number = _change(decided.values(values))
    if number:
        activity.record(kind, actor=actor, at=now, number=number)
    return number


def _change(statement: Update) -> int:
    """How many rows it changes."""
    result = cast(CursorResult[Any], db.session.execute(statement.execution_options(synchronize_session=False)))
    return result.rowcount
