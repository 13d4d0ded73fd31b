"""Answers to what anybody may send are counted by mailbox. Beyond the first of a day they wait and leave together: for
each seminar one mail about those who have a place, one about those on the waiting list, one about those who await
approval, under whichever spellings of the address they came. Nobody can fill a stranger's mailbox, and a secretary who
enrols her office hears of everybody.

Each keeps its row in the outbox, in the state `merged`; `merged_into_id` names the mail that carried it.
"""

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, and_, func, select

from seminars import mail
from seminars.domain.guard import mailboxes
from seminars.domain.notices import telling
from seminars.domain.seating import seats
from seminars.extensions import db
from seminars.mail.still_true import is_too_late, still_true
from seminars.models import KINDS, UNTIL_GATHERED, Mailbox, Message, MessageKind, MessageState, Seminar

TOGETHER_AFTER = timedelta(minutes=10)
SOON_TOGETHER, LATER_TOGETHER_AFTER = 6, timedelta(hours=3)
MOST_TOGETHER, MOST_TOGETHER_IF_QUIET = 12, 1
A_DAY = NEAR = timedelta(days=1)


@dataclass(frozen=True)
class Bundle:
    """What waits for one mailbox about one seminar and of one kind: what one mail can carry."""

    seminar_id: int
    mailbox: str
    kind: MessageKind


@dataclass(frozen=True)
class _Pace:
    """When one mailbox got its gathered mails of the last 24 hours, in order, and whether it is to be left in peace."""

    gathered: list[datetime]
    is_quiet: bool

    def allows(self, oldest: datetime, *, is_near: bool, now: datetime) -> bool:
        """Whether one more may leave, of which the oldest has waited since then; `is_near` is its seminar."""
        if oldest > now - TOGETHER_AFTER:
            return False
        if len(self.gathered) >= (MOST_TOGETHER_IF_QUIET if self.is_quiet else MOST_TOGETHER):
            return False
        pause = TOGETHER_AFTER if is_near else LATER_TOGETHER_AFTER
        return len(self.gathered) < SOON_TOGETHER or self.gathered[-1] <= now - pause


def count_answer(message: Message, *, now: datetime) -> None:
    """Count a mail that was posted because of what anybody may send, and let it wait where its mailbox had enough."""
    message.mailbox = mailboxes.key_of(message.to)
    if not mailboxes.takes_at_once(message.to, now=now):
        message.due_at = UNTIL_GATHERED


def ripe(*, now: datetime) -> list[Bundle]:
    """What has waited long enough for others, of the seminar that begins first before all, but whatever has waited for
    a day before what begins in more than one: else who signs people up for the next seminars could hold it back for
    weeks. When the first of them have left, others may be too many for their mailbox: `merge` looks again."""
    theirs = select(Message.mailbox).where(_waits())
    gathered = _gathered(Message.mailbox.in_(theirs), now=now)
    quiet = set(db.session.scalars(select(Mailbox.key).where(Mailbox.key.in_(theirs), Mailbox.quiet_until > now)))
    group, is_near = (Message.seminar_id, Message.mailbox, Message.kind), _is_near(now).label("is_near")
    waiting = select(*group, is_near, func.min(Message.created_at).label("oldest")).where(_waits())
    waiting = waiting.join(Seminar, Seminar.id == Message.seminar_id).group_by(*group, Seminar.id)
    found = db.session.execute(waiting.order_by(Seminar.starts_at, func.min(Message.id))).all()
    return [
        Bundle(row.seminar_id, row.mailbox, row.kind)
        for row in sorted(found, key=lambda row: (not row.is_near, min(row.oldest, now - A_DAY)))
        if _Pace(gathered[row.mailbox], row.mailbox in quiet).allows(row.oldest, is_near=row.is_near, now=now)
    ]


def merge(seminar: Seminar, bundle: Bundle, *, now: datetime | None = None) -> Message | None:
    """Put what waits into one mail, and return it. One alone leaves as it is; None if somebody else was quicker, or
    nobody needs it any more."""
    # Whoever changes the calendar entry of the address holds the seats too, and so does another worker.
    now = seats.hold(seminar, now=now).now
    quiet_until = mailboxes.hold(bundle.mailbox)
    gathered = _gathered(Message.mailbox == bundle.mailbox, now=now)[bundle.mailbox]
    pace = _Pace(gathered, is_quiet=quiet_until is not None and quiet_until > now)
    about = Message.seminar_id == bundle.seminar_id, Message.mailbox == bundle.mailbox, Message.kind == bundle.kind
    found = select(Message).where(_waits(), *about).order_by(Message.id)
    waiting = db.session.scalars(found.execution_options(populate_existing=True)).all()
    is_near = db.session.scalar(select(_is_near(now)).where(Seminar.id == seminar.id))
    if not waiting or not pace.allows(waiting[0].created_at, is_near=bool(is_near), now=now):
        return None
    needed = [message for message in waiting if _is_needed(message, now=now)]
    telling.tell_first(seminar, [each.get_registration().party_id for each in needed], now=now)
    return _leave_together(needed, now=now) if needed else None


def _waits() -> ColumnElement[bool]:
    return and_(Message.state == MessageState.QUEUED, Message.due_at == UNTIL_GATHERED)


def _is_near(now: datetime) -> ColumnElement[bool]:
    return and_(Seminar.starts_at <= now + NEAR, Seminar.postponed_at.is_(None))


def _gathered(which: ColumnElement[bool], *, now: datetime) -> defaultdict[str, list[datetime]]:
    """When mailboxes got their gathered mails of the last 24 hours, in order."""
    moments: defaultdict[str, list[datetime]] = defaultdict(list)
    found = select(Message.mailbox, Message.gathered_at).where(which, Message.gathered_at > now - A_DAY)
    for row in db.session.execute(found.order_by(Message.gathered_at)):
        moments[row.mailbox].append(row.gathered_at)
    return moments


def _is_needed(message: Message, *, now: datetime) -> bool:
    """Whether it may still leave; one that may not is marked as the delivery would."""
    if is_too_late(message, now):
        message.state, message.facts = MessageState.MISSED, {}
    elif not still_true(message):
        message.state, message.facts = MessageState.SUPERSEDED, {}
    return message.state == MessageState.QUEUED


def _leave_together(messages: list[Message], *, now: datetime) -> Message:
    """To the oldest address of them, with the calendar part that is its own. What no kind gathers leaves one by one,
    each in its turn."""
    first, into = messages[0], KINDS[messages[0].kind].gathers_into
    if into is None or len(messages) == 1:
        first.due_at = first.gathered_at = now
        return first
    own = [each for each in messages if each.calendar and _email_key(each) == _email_key(first)]
    together = mail.post(
        into,
        to=first.to,
        language=first.language,
        dedup=f"together-{first.id}",
        registration=first.registration,
        calendar=own[0].calendar if own else None,
        useless_after=first.useless_after,
        now=now,
    )
    together.mailbox, together.gathered_at = first.mailbox, now
    db.session.flush()
    for message in messages:
        message.state, message.merged_into_id, message.facts = MessageState.MERGED, together.id, {}
    return together


def _email_key(message: Message) -> str:
    return message.get_registration().email_key
