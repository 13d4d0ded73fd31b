"""Which mail is next, and whose it is meanwhile. Leases are by the database's clock, so that a worker whose own clock
is wrong steals no mail."""

from datetime import datetime, timedelta

from sqlalchemy import select, update

from seminars.crash import crash_point
from seminars.database.units import database_now, write_unit
from seminars.extensions import db
from seminars.models import Message, MessageState

LEASE = timedelta(seconds=60)


def claim(me: str) -> int | None:
    """Take the next mail that is due under a lease of `me`, and return its id; None if none is due."""
    # Looking first costs a read; opening the write gate every second for nothing would cost every sign-up.
    idle = _find_due(database_now()) is None
    db.session.rollback()
    if idle:
        return None
    with write_unit():
        now = database_now()
        message_id = _find_due(now, claims=True)
        db.session.execute(
            update(Message)
            .where(Message.id == message_id)
            .values(state=MessageState.SENDING, lease_by=me, lease_until=now + LEASE)
            .execution_options(synchronize_session=False)
        )
        db.session.commit()
    crash_point("after-claim")
    return message_id


def _find_due(now: datetime, *, claims: bool = False) -> int | None:
    """The next message whose sender died, or whose time has come. Each is asked for alone: an index has the first of
    either, and of both together only a sorted queue has."""
    orphaned = (Message.state == MessageState.SENDING) & (Message.lease_until < now)
    queued = (Message.state == MessageState.QUEUED) & (Message.due_at <= now)
    for is_due in (orphaned, queued):
        first = select(Message.id).where(is_due).order_by(Message.due_at, Message.id).limit(1)
        message_id = db.session.scalar(first.with_for_update(skip_locked=True) if claims else first)
        if message_id is not None:
            return message_id
    return None
