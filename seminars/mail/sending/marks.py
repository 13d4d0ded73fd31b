"""What became of a mail. Times to try again are by the database's clock, so that a worker whose own clock is wrong
delays no mail."""

import logging
import smtplib
from datetime import timedelta
from typing import Any

from sqlalchemy import func, select, update

from seminars.database import trusted_time
from seminars.database.units import database_now, write_unit
from seminars.extensions import db
from seminars.mail.sending.transport import classify
from seminars.models import Change, Message, MessageState, Registration
from seminars.text import clean_line

GIVE_UP_AFTER = timedelta(hours=48)
FEWEST_TRIES = 8  # they take an hour, however long no worker ran
LONGEST_PAUSE = timedelta(hours=2)
HELD_BACK_FOR = timedelta(minutes=1)
HELD_BACK = "too late, if the clock is right"  # the `last_error` of what waits until that is known

log = logging.getLogger(__name__)


def put_off(message_id: int, me: str, error: Exception) -> None:
    """Try again later, with growing pauses up to 48 hours, or give up where trying again cannot help."""
    db.session.rollback()
    message = db.session.get_one(Message, message_id)
    pause = min(timedelta(seconds=30) * 2 ** min(message.attempts, 10), LONGEST_PAUSE)
    now = database_now()
    first_tried_at = min(message.first_tried_at or now, now)
    tried: dict[str, Any] = {"first_tried_at": first_tried_at, "last_error": _words(error)}
    is_enough = message.attempts + 1 >= FEWEST_TRIES and now - first_tried_at > GIVE_UP_AFTER
    is_enough = is_enough and trusted_time.is_settled(now=now)
    if classify(error) == "failed" or is_enough:
        log.warning("message %s failed for good: %s", message_id, type(error).__name__)
        mark(message_id, me, state=MessageState.FAILED, **tried)
    else:
        log.info("message %s is put off for %s: %s", message_id, pause, type(error).__name__)
        mark(message_id, me, state=MessageState.QUEUED, pause=pause, **tried)


def hold_back(message_id: int, me: str) -> None:
    """Look again in a minute, which counts as no try: by the present time it is too late, but that may be wrong."""
    with write_unit():
        db.session.execute(
            update(Message)
            .where(Message.id == message_id, Message.lease_by == me)
            .values(state=MessageState.QUEUED, due_at=database_now() + HELD_BACK_FOR, last_error=HELD_BACK)
            .values(lease_by=None, lease_until=None)
            .execution_options(synchronize_session=False)
        )
        db.session.commit()


def _words(error: Exception) -> str:
    """What the server said, for the organiser; never the address, which would outlive the message's own."""
    refused = next(iter(error.recipients.values())) if isinstance(error, smtplib.SMTPRecipientsRefused) else None
    code, said = refused or (getattr(error, "smtp_code", None), getattr(error, "smtp_error", None))
    if code is None:
        return clean_line(f"{type(error).__name__}: {error}")[:500]
    return clean_line(f"{code} {said.decode(errors='replace') if isinstance(said, bytes) else said}")[:500]


def mark(
    message_id: int,
    me: str,
    *,
    state: MessageState,
    pause: timedelta = timedelta(0),
    **values: object,
) -> None:
    with write_unit():
        now = database_now()
        released = {"lease_by": None, "lease_until": None}
        if state == MessageState.SENT:
            values["sent_at"] = now
            _note_what_was_told(message_id)
        db.session.execute(
            update(Message)
            .where(Message.id == message_id, Message.lease_by == me)
            .values(state=state, attempts=Message.attempts + 1, due_at=now + pause, **released, **values)
            .execution_options(synchronize_session=False)
        )
        db.session.commit()


def _note_what_was_told(message_id: int) -> None:
    """Each mail about a registration shows how it is now; the next one about a change begins from there."""
    registration_id, change_id = db.session.execute(
        select(Message.registration_id, func.max(Change.id))
        .outerjoin(Change, Change.seminar_id == Message.seminar_id)
        .where(Message.id == message_id)
        .group_by(Message.registration_id)
    ).one()
    if registration_id is not None and change_id is not None:
        db.session.execute(
            update(Registration)
            .where(Registration.id == registration_id, func.coalesce(Registration.told_change_id, 0) < change_id)
            .values(told_change_id=change_id)
            .execution_options(synchronize_session=False)
        )
