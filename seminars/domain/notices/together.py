"""Answers to sign-ups beyond ten a day to one address wait ten minutes and leave together: for each seminar one mail
about those who have a place, one about those on the waiting list, one about those who await approval. Nobody can fill a
stranger's mailbox, and a secretary who enrols her office hears of everybody.

Each keeps its row in the outbox, in the state `merged`; `merged_into_id` names the mail that carried it.
"""

from datetime import datetime, timedelta
from typing import Any, cast

from sqlalchemy import Select, func, select

from seminars import mail
from seminars.domain.guard import throttle
from seminars.domain.seating import seats
from seminars.extensions import db
from seminars.mail.still_true import is_too_late, still_true
from seminars.models import KINDS, Message, MessageKind, MessageState, Seminar, kinds_that

EACH_ALONE = ((10, timedelta(days=1)),)
TOGETHER_AFTER = timedelta(minutes=10)
# Should nobody have put them together by then, they leave one by one: late is better than never.
ALONE_AFTER = timedelta(hours=1)
_GATHERED = kinds_that(lambda kind: kind.answers_a_sign_up)


def due_at(email_key: str, *, now: datetime) -> datetime:
    """When one more answer to this address leaves: now, or later so that it can be put together with others.
    Counts it, so ask once for each."""
    return now if throttle.may("confirmed", email_key, limits=EACH_ALONE, now=now) else now + ALONE_AFTER


def ripe(*, now: datetime) -> list[tuple[int, str]]:
    """(seminar id, address) of answers that have waited long enough for others."""
    oldest = func.min(Message.created_at)
    groups = _held_back(Message.seminar_id, Message.to).group_by(Message.seminar_id, Message.to)
    ripe_ones = groups.having(oldest <= now - TOGETHER_AFTER).order_by(func.min(Message.id))
    return [(seminar_id, address) for seminar_id, address in db.session.execute(ripe_ones)]


def merge(seminar: Seminar, *, to: str, now: datetime | None = None) -> list[Message]:
    """Put what waits for this address into one mail for each state, and return these. One alone leaves as it is; there
    is nothing left if somebody else was quicker."""
    # Whoever changes the calendar entry of the address holds the seats too, and so does another worker.
    held = seats.hold(seminar, now=now)
    found = _held_back(Message).where(Message.seminar_id == seminar.id, Message.to == to).order_by(Message.id)
    messages = list(db.session.scalars(found.execution_options(populate_existing=True)))
    for message in messages:
        message.due_at = message.created_at
    # One whose place was cancelled meanwhile, or that is of no use any more, is left for the delivery to mark so.
    true = [message for message in messages if still_true(message) and not is_too_late(message, held.now)]
    alike = [[message for message in true if message.kind == kind] for kind in _GATHERED]
    return [_carried(messages, now=held.now) for messages in alike if len(messages) > 1]


def _held_back(*what: Any) -> Select:
    """Only these are due later than they were written; one that could not be sent was tried."""
    return select(*what).where(
        Message.kind.in_(_GATHERED),
        Message.state == MessageState.QUEUED,
        Message.attempts == 0,
        Message.due_at > Message.created_at,
    )


def _carried(messages: list[Message], *, now: datetime) -> Message:
    first = messages[0]
    invitation = next((each for each in messages if each.calendar_method), None)
    together = mail.post(
        cast(MessageKind, KINDS[first.kind].gathers_into),  # those of other kinds are not gathered
        to=first.to,
        language=first.language,
        dedup=f"together-{first.id}",
        registration=first.registration,
        calendar=invitation.calendar if invitation else None,
        useless_after=first.useless_after,
        now=now,
    )
    db.session.flush()
    for message in messages:
        message.state, message.merged_into_id, message.facts = MessageState.MERGED, together.id, {}
    return together
