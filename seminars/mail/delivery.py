"""Sending what is due: claim under a lease, render, send outside any transaction, mark. Leases and retry times are
by the database's clock, so that a worker whose own clock is wrong neither steals nor delays a mail."""

import logging
import os
import secrets
import smtplib
import socket
import threading
from datetime import datetime, timedelta
from time import monotonic
from typing import Any

from sqlalchemy import func, select, update

from seminars.crash import crash_point
from seminars.database.units import database_now, write_unit
from seminars.extensions import db
from seminars.mail.render import as_mail
from seminars.mail.still_true import is_too_late, still_true
from seminars.mail.transport import classify, mailer
from seminars.models import Change, Message, MessageState, Registration
from seminars.text import clean_line

LEASE = timedelta(seconds=60)
GIVE_UP_AFTER = timedelta(hours=48)
FEWEST_TRIES = 8  # they take an hour, however long no worker ran
LONGEST_PAUSE = timedelta(hours=2)
LONGEST_TURN = 30  # seconds

log = logging.getLogger(__name__)


def deliver_due(*, stop: threading.Event | None = None) -> int:
    """Send what is due, oldest first; returns how many were sent.

    Stops between two mails when `stop` is set, and after LONGEST_TURN, so that other jobs get theirs.
    """
    # Two containers can be alike in host name and process id, so a random part tells their claims apart.
    me = f"{socket.gethostname()}-{os.getpid()}-{secrets.token_hex(8)}"[-64:]
    sent, turn_ends_at = 0, monotonic() + LONGEST_TURN
    while monotonic() < turn_ends_at and not (stop and stop.is_set()):
        message_id = _claim(me)
        if message_id is None:
            break
        sent += _deliver(message_id, me)
    return sent


def _claim(me: str) -> int | None:
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


def _deliver(message_id: int, me: str) -> bool:
    message = db.session.get(Message, message_id, populate_existing=True)
    if message is None or message.lease_by != me or message.state != MessageState.SENDING:
        return False
    try:
        if is_too_late(message, database_now()):
            _mark(message_id, me, state=MessageState.MISSED, facts={})
            return False
        if not still_true(message):
            _mark(message_id, me, state=MessageState.SUPERSEDED, facts={})
            return False
        mail = as_mail(message)
        db.session.rollback()
        mailer.send(mail)
    except Exception as error:
        _put_off(message_id, me, error)
        return False
    crash_point("before-mark")
    _mark(message_id, me, state=MessageState.SENT, facts={}, last_error="")
    crash_point("after-mark")
    return True


def _put_off(message_id: int, me: str, error: Exception) -> None:
    """Try again later, with growing pauses up to 48 hours, or give up where trying again cannot help."""
    db.session.rollback()
    message = db.session.get_one(Message, message_id)
    pause = min(timedelta(seconds=30) * 2 ** min(message.attempts, 10), LONGEST_PAUSE)
    first_tried_at = message.first_tried_at or database_now()
    tried: dict[str, Any] = {"first_tried_at": first_tried_at, "last_error": _words(error)}
    is_enough = message.attempts + 1 >= FEWEST_TRIES and database_now() - first_tried_at > GIVE_UP_AFTER
    if classify(error) == "failed" or is_enough:
        log.warning("message %s failed for good: %s", message_id, type(error).__name__)
        _mark(message_id, me, state=MessageState.FAILED, **tried)
    else:
        log.info("message %s is put off for %s: %s", message_id, pause, type(error).__name__)
        _mark(message_id, me, state=MessageState.QUEUED, pause=pause, **tried)


def _words(error: Exception) -> str:
    """What the server said, for the organiser; never the address, which would outlive the message's own."""
    refused = next(iter(error.recipients.values())) if isinstance(error, smtplib.SMTPRecipientsRefused) else None
    code, said = refused or (getattr(error, "smtp_code", None), getattr(error, "smtp_error", None))
    if code is None:
        return clean_line(f"{type(error).__name__}: {error}")[:500]
    return clean_line(f"{code} {said.decode(errors='replace') if isinstance(said, bytes) else said}")[:500]


def _mark(
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
