"""What waits after a restore until somebody decides, as it may have been sent before: messages, and the tellings of
changes, from which messages had still to be made."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, cast

from sqlalchemy import CursorResult, Select, Update, func, select, update

from seminars.domain import activity
from seminars.domain.notices import telling
from seminars.domain.seating import seats
from seminars.extensions import db
from seminars.models import ActivityKind, Message, MessageState, Seminar, Telling


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


def hold_tellings() -> int:
    """Let no more messages be made of changes whose telling has not ended; returns how many changes."""
    return _change(update(Telling).where(Telling.ended_at.is_(None)).values(is_held=True))


def release_tellings(of: Select[Seminar], *, actor: str, now: datetime) -> int:
    """Go on telling everybody of the last change of these seminars, where that was held back; returns how many changes.
    Messages that were made before the backup was are not made again."""
    found = _held_tellings(of)
    for each in found:
        _record("telling_released", each, actor=actor, now=now)
        each.is_held, each.going_since = False, now
    return len(found)


def discard_tellings(of: Select[Seminar], *, actor: str, now: datetime) -> int:
    """Tell nobody more of these changes than were told before the backup; returns how many changes."""
    found = _held_tellings(of)
    for each in found:
        _record("telling_discarded", each, actor=actor, now=now)
        telling.end(each, now=now)
    return len(found)


def count_tellings(of: Select[Seminar]) -> int:
    """Of how many of these seminars' changes people are not told until somebody decides."""
    return len(_held_tellings(of))


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


def _held_tellings(of: Select[Seminar]) -> Sequence[Telling]:
    held = Telling.is_held, Telling.ended_at.is_(None), Telling.seminar_id.in_(of.with_only_columns(Seminar.id))
    return db.session.scalars(select(Telling).where(*held).order_by(Telling.change_id)).all()


def _record(kind: str, each: Telling, *, actor: str, now: datetime) -> None:
    # Whoever gets another mail meanwhile is told of the change under this lock.
    seminar = db.session.get_one(Seminar, each.seminar_id)
    seats.hold(seminar, now=now)
    db.session.refresh(each)
    activity.record(kind, actor=actor, at=now, seminar=seminar, change=each.change_id)


def _change(statement: Update) -> int:
    """How many rows it changes."""
    result = cast(CursorResult[Any], db.session.execute(statement.execution_options(synchronize_session=False)))
    return result.rowcount
