"""Mails that a wrong clock has put into the future: written, put off or being sent by it, they would wait for years."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, and_, case, exists, or_, select, update

from seminars.database.ids import written_out
from seminars.extensions import db
from seminars.mail.sending.marks import HELD_BACK, LONGEST_PAUSE
from seminars.models import NOT_YET_SENT, UNTIL_GATHERED, Beat, Message, MessageState

A_MOMENT = timedelta(minutes=2)  # more than a lease lasts, so that nobody who is sending loses one
FEWEST_BEATS = 3  # within A_MOMENT


def find(*, now: datetime) -> Sequence[int]:
    """Ids of those that wait for a time which is not to be waited for; reads only. None while the present time is as
    new as theirs may have been: a clock can be wrong in both directions."""
    lasts = Beat.accepted.is_(False), Beat.count >= FEWEST_BEATS, Beat.at.between(now - A_MOMENT, now)
    if not db.session.scalar(select(exists().where(*lasts))):
        return []
    written = and_(Message.state.in_((*NOT_YET_SENT, MessageState.SENDING)), Message.created_at > now + A_MOMENT)
    return db.session.scalars(select(Message.id).where(or_(written, _is_put_off(now), _is_leased(now)))).all()


def free(*, now: datetime) -> None:
    """Let them leave now, and as if they were written now."""
    values = {
        "created_at": case((Message.created_at > now, now), else_=Message.created_at),
        "due_at": case((and_(Message.due_at > now, Message.due_at != UNTIL_GATHERED), now), else_=Message.due_at),
        "lease_until": case((Message.lease_until > now, now), else_=Message.lease_until),
    }
    ids = written_out(find(now=now))
    freed = update(Message).where(Message.id.in_(ids)).values(values)
    db.session.execute(freed.execution_options(synchronize_session=False))


def _is_put_off(now: datetime) -> ColumnElement[bool]:
    waits = Message.state == MessageState.QUEUED, Message.due_at > now + A_MOMENT, Message.due_at != UNTIL_GATHERED
    return and_(*waits, or_(Message.due_at > now + LONGEST_PAUSE + A_MOMENT, Message.last_error == HELD_BACK))


def _is_leased(now: datetime) -> ColumnElement[bool]:
    return and_(Message.state == MessageState.SENDING, Message.lease_until > now + A_MOMENT)
