"""The acts, at noon in Minsk on 1 March 2027 unless a test says when; the seminar begins 20 days later."""

from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any

import acts
from factories import make_seminar
from sqlalchemy import select

from seminars.extensions import db
from seminars.models import Message, MessageKind, Registration, Seminar

NOW = datetime(2027, 3, 1, 9, tzinfo=UTC)
START = NOW + timedelta(days=20)
SECOND, HOUR, DAY = timedelta(seconds=1), timedelta(hours=1), timedelta(days=1)

sign_up = partial(acts.sign_up, now=NOW)
cancel = partial(acts.cancel, now=NOW)
act = partial(acts.act, now=NOW)


def seminar_with(capacity: int | None, **values: Any) -> Seminar:
    return make_seminar(starts_at=START, created_at=NOW - 30 * DAY, capacity=capacity, **values)


def lapse(seminar: Seminar, now: datetime) -> int:
    """How many offers have ended, when every mail had left at once."""
    acts.let_mails_leave()
    return acts.lapse(seminar, now=now)


def states() -> dict[str, str]:
    """By surname."""
    rows = db.session.execute(select(Registration.surname, Registration.status).order_by(Registration.id))
    return {surname: status.value for surname, status in rows}


def kinds_to(name: str) -> list[MessageKind]:
    """Of all mails to somebody, in their order."""
    address = f"{name.lower()}@example.org"
    return list(db.session.scalars(select(Message.kind).filter_by(to=address).order_by(Message.id)))
