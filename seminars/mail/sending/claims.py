"""Whose a mail is while it is sent. Leases are by the database's clock, so that a worker whose own clock is wrong
steals no mail."""

from datetime import datetime, timedelta

from sqlalchemy import update

from seminars.crash import crash_point
from seminars.database.units import database_now, write_unit
from seminars.extensions import db
from seminars.mail.sending import pace, picking
from seminars.mail.sending.order import Slot
from seminars.models import Message, MessageState

LEASE = timedelta(seconds=60)


def claim(me: str, slot: Slot = Slot.URGENT) -> int | None:
    """Take the mail whose turn it is under a lease of `me`, and return its id; None if none is due, or no more may
    leave for now."""
    # Looking first costs a few reads; opening the write gate every second for nothing would cost every sign-up.
    now = database_now()
    idle = not picking.is_any_due(now) or not pace.allows_one(now)
    db.session.rollback()
    if idle:
        return None
    with write_unit():
        now = database_now()
        message_id = picking.pick(slot, now=now)
        if message_id is None or not pace.take(message_id, now):
            return None
        lease(message_id, me, now=now)
        db.session.commit()
    crash_point("after-claim")
    return message_id


def lease(message_id: int, me: str, *, now: datetime) -> None:
    """Until its end nobody else sends this mail. Within the write unit that has picked and locked it."""
    db.session.execute(
        update(Message)
        .where(Message.id == message_id)
        .values(state=MessageState.SENDING, lease_by=me, lease_until=now + LEASE)
        .execution_options(synchronize_session=False)
    )
