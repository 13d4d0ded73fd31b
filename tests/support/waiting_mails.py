"""Mails that wait, written straight into the outbox: as many as a test wants, and as old."""

from collections.abc import Iterable
from datetime import timedelta
from secrets import token_hex
from typing import Any

from sqlalchemy import insert

from seminars import clock
from seminars.database.units import write_unit
from seminars.extensions import db
from seminars.mail.sending import claims
from seminars.mail.sending.order import Slots
from seminars.models import KINDS, Message, MessageKind, MessageState, Urgency

KIND = {Urgency.NOW: MessageKind.LINKS, Urgency.SOON: MessageKind.MOVED, Urgency.BULK: MessageKind.DIGEST}


def let_wait(*rows: dict[str, Any], ago: float = 60) -> list[int]:
    """A message for each of these, which are values of its columns; the first has waited for so many seconds, each
    that follows a millisecond less. Returns their ids."""
    with write_unit():
        written = [_row(values, timedelta(seconds=ago, milliseconds=-number)) for number, values in enumerate(rows)]
        ids = db.session.scalars(insert(Message).returning(Message.id, sort_by_parameter_order=True), written).all()
        db.session.commit()
    return list(ids)


def _row(values: dict[str, Any], ago: timedelta) -> dict[str, Any]:
    at = clock.now() - ago
    kind = values.get("kind") or KIND[values.get("urgency", Urgency.NOW)]
    plain = {"dedup": token_hex(8), "kind": kind, "state": MessageState.QUEUED, "urgency": KINDS[kind].urgency}
    more = {"to": "ada@example.org", "language": "en", "facts": {}, "created_at": at, "due_at": at}
    return {**plain, **more, "attempts": 0, "last_error": "", "seminar_id": None, "registration_id": None, **values}


def in_turn(number: int) -> list[int]:
    """The ids of so many mails, as one worker takes them and sends each."""
    slots, taken = Slots(), []
    while len(taken) < number and (message_id := claims.claim("a worker", slots.next)) is not None:
        slots.take()
        taken.append(message_id)
        settle(message_id)
    return taken


def settle(message_id: int) -> None:
    with write_unit():
        message = db.session.get_one(Message, message_id)
        message.state, message.sent_at = MessageState.SENT, clock.now()
        db.session.commit()


def urgencies(ids: Iterable[int]) -> list[Urgency]:
    db.session.rollback()
    return [db.session.get_one(Message, number).urgency for number in ids]
