"""Sending what is due: claim under a lease, render, send outside any transaction, mark."""

import os
import secrets
import socket
import threading
from time import monotonic

from seminars.crash import crash_point
from seminars.database import trusted_time
from seminars.database.units import database_now
from seminars.extensions import db
from seminars.mail.render import as_mail
from seminars.mail.sending import invented, pace
from seminars.mail.sending.claims import claim
from seminars.mail.sending.connections import KeptConnection
from seminars.mail.sending.marks import hold_back, mark, put_off
from seminars.mail.sending.order import Slots
from seminars.mail.sending.picking import let_followers_wait
from seminars.mail.sending.refusals import probes, verdicts
from seminars.mail.still_true import is_too_late, still_true
from seminars.models import INVENTED_ADDRESS, Message, MessageState

LONGEST_TURN = 30  # seconds


def deliver_due(*, stop: threading.Event | None = None, slots: Slots | None = None) -> int:
    """Send what is due, in the order of order.py; returns how many were sent. `slots` tell whose turn it is where an
    earlier call has left off.

    Stops between two mails when `stop` is set, and after LONGEST_TURN, so that other jobs get theirs.
    """
    # Two containers can be alike in host name and process id, so a random part tells their claims apart.
    me = f"{socket.gethostname()}-{os.getpid()}-{secrets.token_hex(8)}"[-64:]
    sent, turn_ends_at = 0, monotonic() + LONGEST_TURN
    slots = slots or Slots()
    with KeptConnection() as connection:
        while monotonic() < turn_ends_at and not (stop and stop.is_set()):
            message_id = probes.claim_one(me) if verdicts.holds() else claim(me, slots.next)
            if message_id is None:
                break
            slots.take()
            sent += _deliver(message_id, me, connection)
            connection.rest()
    return sent


def _deliver(message_id: int, me: str, connection: KeptConnection) -> bool:
    message = db.session.get(Message, message_id, populate_existing=True)
    if message is None or message.lease_by != me or message.state != MessageState.SENDING:
        return False
    # What was held back has an error, too, and no try.
    was_put_off = message.attempts > 0 or message.last_error != ""
    try:
        if not _is_to_leave(message, me):
            return False
        mail = as_mail(message)
        db.session.rollback()
        connection.send(mail)
    except Exception as error:
        put_off(message_id, me, error)
        let_followers_wait(message_id)
        return False
    crash_point("before-mark")
    mark(message_id, me, state=MessageState.SENT, facts={}, last_error="")
    crash_point("after-mark")
    if was_put_off:
        let_followers_wait(message_id)
    return True


def _is_to_leave(message: Message, me: str) -> bool:
    """If not, the message has its state already."""
    if invented.stays_here(message.to):
        return _leave_out(message.id, me, MessageState.MISSED, why=INVENTED_ADDRESS)
    if is_too_late(message, now := database_now()):
        return _miss(message.id, me, is_settled=trusted_time.is_settled(now=now))
    return still_true(message) or _leave_out(message.id, me, MessageState.SUPERSEDED)


def _miss(message_id: int, me: str, *, is_settled: bool) -> bool:
    if is_settled:
        return _leave_out(message_id, me, MessageState.MISSED)
    hold_back(message_id, me)
    pace.give_back(message_id)
    let_followers_wait(message_id)
    return False


def _leave_out(message_id: int, me: str, state: MessageState, *, why: str = "") -> bool:
    mark(message_id, me, state=state, facts={}, last_error=why)
    pace.give_back(message_id)
    let_followers_wait(message_id)
    return False
