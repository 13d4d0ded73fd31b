"""While the mail server refuses whatever we send: one mail a minute is tried, whichever worker does it, by the clock of
the database, and each time another one."""

from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, Select, and_, case, exists, or_, select, update
from sqlalchemy.orm import aliased

from seminars.database.units import database_now, write_unit
from seminars.extensions import db
from seminars.mail.sending.claims import lease
from seminars.models import THE_ONE, Message, MessageState, SenderVerdict, Urgency

EVERY = timedelta(minutes=1)


def claim_one(me: str) -> int | None:
    """Take the mail that is to be tried under a lease of `me`, and return its id; None if it is not time for one."""
    now = database_now()
    is_time = db.session.scalar(select(SenderVerdict.id).where(_is_time(now)))
    idle = not is_time or db.session.scalar(_next(now)) is None
    db.session.rollback()
    if idle:
        return None
    with write_unit():
        now = database_now()
        taken = update(SenderVerdict).where(_is_time(now)).values(tried_at=now).returning(SenderVerdict.id)
        if db.session.scalar(taken.execution_options(synchronize_session=False)) is None:
            return None
        message_id: int | None = db.session.scalar(_next(now).with_for_update(skip_locked=True))
        if message_id is None:
            return None
        lease(message_id, me, now=now)
        db.session.commit()
    return message_id


def _is_time(now: datetime) -> ColumnElement[bool]:
    """Whether the last try was a minute ago, or is one of a clock that went wrong. A worker that had to wait for
    another one knows an earlier moment than that one has written."""
    tried_at = SenderVerdict.tried_at
    is_over = or_(tried_at.is_(None), tried_at <= now - EVERY, tried_at > now + EVERY)
    return and_(SenderVerdict.id == THE_ONE, SenderVerdict.began_at.is_not(None), is_over)


def _next(now: datetime) -> Select[int]:
    """The mail with the fewest tries; of them what is urgent, then the oldest. Were it taken, one that has to arrive
    before it would be late, so that one is tried instead."""
    orphaned = and_(Message.state == MessageState.SENDING, Message.lease_until < now)
    queued = and_(Message.state == MessageState.QUEUED, Message.due_at <= now)
    rank = case({Urgency.NOW: 0, Urgency.SOON: 1}, value=Message.urgency, else_=2)
    order = Message.attempts, rank, Message.created_at, Message.id
    return select(Message.id).where(or_(orphaned, queued), ~_is_preceded(now)).order_by(*order).limit(1)


def _is_preceded(now: datetime) -> ColumnElement[bool]:
    """Whether an earlier mail about the same registration waits, too."""
    earlier = aliased(Message)
    is_due = and_(earlier.state == MessageState.QUEUED, earlier.due_at <= now)
    about_the_same = earlier.registration_id == Message.registration_id, earlier.id < Message.id
    return exists().where(*about_the_same, or_(is_due, earlier.state == MessageState.SENDING))
