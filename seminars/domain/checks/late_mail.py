"""Whether mails leave in time, judged by when each was due first: every try that fails puts it off once more."""

from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, and_, case, func, or_, select

from seminars.extensions import db
from seminars.models import Activity, ActivityKind, Message, MessageState, Urgency

PATIENCE = {Urgency.NOW: timedelta(minutes=15), Urgency.SOON: timedelta(hours=2), Urgency.BULK: timedelta(hours=24)}


def oldest_late(urgency: Urgency, *, now: datetime) -> datetime | None:
    """When the oldest mail of this class was due first that has waited for longer than PATIENCE; None if none has.

    What a restore holds back waits for people and is not due. What they released is due from then on.
    """
    limit = now - PATIENCE[urgency]
    # Whatever was tried when a clock was far ahead is put off until then; it was due when it was written.
    is_ahead = and_(Message.first_tried_at > now, Message.created_at <= limit)
    first = func.min(case((is_ahead, Message.created_at), else_=func.coalesce(Message.first_tried_at, Message.due_at)))
    waits = Message.state.in_((MessageState.QUEUED, MessageState.SENDING)), Message.urgency == urgency
    untried = and_(Message.first_tried_at.is_(None), Message.due_at <= limit)
    late = select(first).where(*waits, or_(untried, is_ahead, Message.first_tried_at <= limit))
    if db.session.scalar(late) is None:
        return None
    # Looking closer is for when something is late at all.
    return db.session.scalar(late.where(_had_time_to_leave(limit, now), _is_not_its_own_fault(now)))


def _had_time_to_leave(limit: datetime, now: datetime) -> ColumnElement[bool]:
    """Whether it was not released too lately for that."""
    is_release = Activity.kind == ActivityKind.MESSAGES_RELEASED, Activity.at > limit, Activity.at <= now
    released_at = db.session.scalar(select(func.max(Activity.at)).where(*is_release))
    if released_at is None:
        return Message.id.is_not(None)
    return or_(Message.first_tried_at.is_not(None), Message.created_at > released_at)


def _is_not_its_own_fault(now: datetime) -> ColumnElement[bool]:
    """Whether nothing has left since it was first tried in vain: as long as others leave, its recipient is to blame."""
    sent_at = [_last_sent(urgency, now) for urgency in Urgency]
    last = max((at for at in sent_at if at), default=None)
    if last is None:
        return Message.id.is_not(None)
    return or_(Message.first_tried_at.is_(None), Message.first_tried_at > last)


def _last_sent(urgency: Urgency, now: datetime) -> datetime | None:
    # When one is sent it is due no more, and the index is by that.
    sent = Message.state == MessageState.SENT, Message.urgency == urgency, Message.due_at <= now
    return db.session.scalar(select(Message.sent_at).where(*sent).order_by(Message.due_at.desc()).limit(1))
