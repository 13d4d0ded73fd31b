"""What became of a mail. Times to try again are by the database's clock, so that a worker whose own clock is wrong
delays no mail."""

import logging
import re
import smtplib
from datetime import datetime, timedelta
from typing import Any

from flask_mail import BadHeaderError
from jinja2 import TemplateError
from sqlalchemy import func, select, update
from sqlalchemy.exc import DBAPIError, SQLAlchemyError

from seminars.database import trusted_time
from seminars.database.units import database_now, write_unit
from seminars.extensions import db
from seminars.mail.encoding import UndeliverableAddress
from seminars.mail.sending.refusals import verdicts
from seminars.mail.sending.refusals.answers import answer_in
from seminars.mail.sending.refusals.server_words import shown
from seminars.mail.sending.refusals.unwritable import tell_of
from seminars.mail.sending.refusals.verdicts import UNWRITABLE, Fate
from seminars.models import Change, Message, MessageState, Registration
from seminars.text import clean_line

GIVE_UP_AFTER = timedelta(hours=48)
FEWEST_TRIES = 8  # they take an hour, however long no worker ran
LONGEST_PAUSE = timedelta(hours=2)
HELD_BACK_FOR = timedelta(minutes=1)
HELD_BACK = "too late, if the clock is right"  # the `last_error` of what waits until that is known

log = logging.getLogger(__name__)


def put_off(message_id: int, me: str, error: Exception) -> None:
    """Try again later, with growing pauses up to 48 hours, or give up where trying again cannot help. While the mail
    server refuses whatever we send, none is given up."""
    if isinstance(error, DBAPIError) and error.connection_invalidated:
        raise error  # it says nothing of the mail, which is taken up again when the lease has ended
    db.session.rollback()
    is_ours = _is_ours(error)
    if is_ours:
        tell_of(error, db.session.get_one(Message, message_id))
    with write_unit():
        now = database_now()
        message = db.session.get_one(Message, message_id, populate_existing=True)
        if message.lease_by != me:
            return
        fate = _fate(message, error, is_ours=is_ours, now=now)
        state = MessageState.FAILED if fate == Fate.FAILED else MessageState.QUEUED
        has_no_pause = fate == Fate.FAILED or (fate == Fate.WAITS and not is_ours)
        pause = timedelta(0) if has_no_pause else _pause(message)
        log.log(*_in_the_log(message_id, state, pause, error))
        tried = {"first_tried_at": _first_tried_at(message, now), "last_error": _words(error, message.to)}
        _write(message_id, me, now=now, state=state, pause=pause, **tried)
        db.session.commit()


def hold_back(message_id: int, me: str) -> None:
    """Look again in a minute, which counts as no try: by the present time it is too late, but that may be wrong."""
    with write_unit():
        verdicts.try_at_once()
        db.session.execute(
            update(Message)
            .where(Message.id == message_id, Message.lease_by == me)
            .values(state=MessageState.QUEUED, due_at=database_now() + HELD_BACK_FOR, last_error=HELD_BACK)
            .values(lease_by=None, lease_until=None)
            .execution_options(synchronize_session=False)
        )
        db.session.commit()


def _is_ours(error: Exception) -> bool:
    """Whether the mail could not be written, which says nothing of network, server, database or address."""
    elsewhere = smtplib.SMTPException | OSError | SQLAlchemyError | BadHeaderError | UndeliverableAddress
    # A missing template is an OSError for Jinja.
    return isinstance(error, TemplateError) or not isinstance(error, elsewhere)


def _fate(message: Message, error: Exception, *, is_ours: bool, now: datetime) -> Fate:
    answer, first_tried_at = answer_in(error), _first_tried_at(message, now)
    fate = (
        verdicts.refused(message, answer, now=now) if answer else verdicts.hindered(message, is_ours=is_ours, now=now)
    )
    if fate == Fate.WAITS:
        return fate
    is_enough = message.attempts + 1 >= FEWEST_TRIES and now - first_tried_at > GIVE_UP_AFTER
    is_enough = is_enough and trusted_time.is_settled(now=now)
    cannot_leave = isinstance(error, BadHeaderError | UndeliverableAddress)
    return Fate.FAILED if is_enough or cannot_leave else fate


def _first_tried_at(message: Message, now: datetime) -> datetime:
    return min(message.first_tried_at or now, now)  # a clock may have been wrong then


def _pause(message: Message) -> timedelta:
    return min(timedelta(seconds=30) * 2 ** min(message.attempts, 10), LONGEST_PAUSE)


def _in_the_log(message_id: int, state: MessageState, pause: timedelta, error: Exception) -> tuple[Any, ...]:
    kind = _kind_of(error)
    if state == MessageState.FAILED:
        return logging.WARNING, "message %s failed for good: %s", message_id, kind
    return logging.INFO, "message %s is put off for %s: %s", message_id, pause, kind


def _kind_of(error: Exception) -> str:
    """Such as "SMTPAuthentication Error": in one word the log would take it for a token and show three stars."""
    return re.sub(r"(?<=[a-z])(?=[A-Z])", " ", type(error).__name__)


def _words(error: Exception, address: str) -> str:
    """What the server said, for the organiser; never the address, which would outlive the message's own."""
    answer = answer_in(error)
    if answer:
        return shown(answer, address)
    if _is_ours(error):
        return f"{UNWRITABLE}: {type(error).__name__}"
    code, said = getattr(error, "smtp_code", None), getattr(error, "smtp_error", None)
    if code is None:
        return clean_line(f"{type(error).__name__}: {error}")[:500]
    return clean_line(f"{code} {said.decode(errors='replace') if isinstance(said, bytes) else said}")[:500]


def mark(message_id: int, me: str, *, state: MessageState, **values: object) -> None:
    """It has left, or need not leave any more."""
    with write_unit():
        now = database_now()
        if state == MessageState.SENT:
            verdicts.succeeded(message_id, now=now)
            values["sent_at"] = now
            _note_what_was_told(message_id)
        else:
            # It need not be sent, so it takes no other's turn to be tried.
            verdicts.try_at_once()
        _write(message_id, me, now=now, state=state, pause=timedelta(0), **values)
        db.session.commit()


def _write(message_id: int, me: str, *, now: datetime, state: MessageState, pause: timedelta, **values: object) -> None:
    released = {"lease_by": None, "lease_until": None}
    db.session.flush()
    db.session.execute(
        update(Message)
        .where(Message.id == message_id, Message.lease_by == me)
        .values(state=state, attempts=Message.attempts + 1, due_at=now + pause, **released, **values)
        .execution_options(synchronize_session=False)
    )


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
