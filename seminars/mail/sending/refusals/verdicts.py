"""Whether the mail server refuses whatever we send, which no mail is to blame for: while such a verdict holds, nothing
fails, one mail a minute is tried (probes.py), and the first that leaves ends it. The installation has one, in the
database. All but `standing` and `holds` are called inside a write unit, before any message is written there."""

import logging
from datetime import datetime, timedelta
from enum import Enum, auto

from sqlalchemy import Delete, Insert, Update, delete, exists, func, or_, select, update

from seminars.database.upsert import insert
from seminars.extensions import db
from seminars.mail.sending.refusals.answers import Answer, Blame, blame, counts_for_all
from seminars.mail.sending.refusals.server_words import domain_key, likeness, shown
from seminars.models import THE_ONE, UNTIL_GATHERED, Message, MessageState, Refusal, SenderVerdict

FEWEST_MAILS, FEWEST_DOMAINS = 5, 3  # that are told the same, and none leaves meanwhile
LAST_REFUSAL = 3  # of one mail, if others left meanwhile
TOLD_EVERY = timedelta(hours=1)
UNWRITABLE = "unwritable"  # in the place of a server's words: it was us who could not write the mail
NOT_DONE = (MessageState.QUEUED, MessageState.SENDING, MessageState.HELD)

log = logging.getLogger(__name__)


class Fate(Enum):
    FAILED = auto()
    PUT_OFF = auto()
    WAITS = auto()  # for the end of a verdict


def standing() -> SenderVerdict | None:
    """The verdict that holds: since `began_at`, in the server's `words`. None if mails leave."""
    verdict = db.session.get(SenderVerdict, THE_ONE, populate_existing=True)
    return verdict if verdict and verdict.began_at else None


def holds() -> bool:
    """Whether a verdict does. Ends the read unit."""
    found = standing() is not None
    db.session.rollback()
    return found


def refused(message: Message, answer: Answer, *, now: datetime) -> Fate:
    """Count what the server answered to this mail; returns what becomes of the mail."""
    verdict, fault, alike = _locked(), blame(answer.phase, answer.code, answer.enhanced), likeness(answer, message.to)
    if verdict.began_at is not None:
        return _waits(verdict, now=now)
    counted = _counted(message, alike) if counts_for_all(answer) else None
    if fault == Blame.SENDER or (counted and _is_said_to_many(counted)):
        _begin(verdict, alike, shown(answer, message.to), now=now)
        return _waits(verdict, now=now)
    is_last = counted and counted.times >= LAST_REFUSAL and counted.others_left
    return Fate.FAILED if fault == Blame.RECIPIENT or (fault == Blame.MAIL and is_last) else Fate.PUT_OFF


def hindered(message: Message, *, is_ours: bool, now: datetime) -> Fate:
    """The same of one that the server said nothing of: it was away, or (`is_ours`) the mail could not be written."""
    verdict = _locked()
    counted = _counted(message, UNWRITABLE) if is_ours else None
    if verdict.began_at is not None:
        # The server has not seen what could not be written, so another one may be tried at once.
        verdict.tried_at = None if is_ours else verdict.tried_at
        return _waits(verdict, now=now)
    return Fate.FAILED if counted and counted.times >= LAST_REFUSAL else Fate.PUT_OFF


def succeeded(message_id: int, *, now: datetime) -> None:
    """A mail left: a verdict ends, and the same words count anew."""
    is_told = or_(Refusal.message_id == message_id, Refusal.is_latest, ~Refusal.others_left)
    # Looking first costs a read; the lock would make all workers wait for one another at each mail.
    if not db.session.scalar(select(or_(exists().where(is_told), exists().where(SenderVerdict.began_at.is_not(None))))):
        return
    verdict = _locked()
    is_done = exists().where(Message.id == Refusal.message_id, Message.state.not_in(NOT_DONE))
    _do(delete(Refusal).where(or_(Refusal.message_id == message_id, is_done)))
    _do(update(Refusal).where(is_told).values(others_left=True, is_latest=False))
    if verdict.began_at is not None:
        _end(verdict, now=now)


def try_at_once() -> None:
    """While a verdict holds, the next mail need not wait for its minute."""
    _do(update(SenderVerdict).where(SenderVerdict.began_at.is_not(None)).values(tried_at=None))


def _locked() -> SenderVerdict:
    """Whoever holds its row is the only one to judge. It comes before the rows of messages, so that nobody waits in a
    circle."""
    _do(insert(SenderVerdict).values(id=THE_ONE, words="", likeness="").on_conflict_do_nothing())
    return db.session.get_one(SenderVerdict, THE_ONE, with_for_update=True, populate_existing=True)


def _counted(message: Message, alike: str) -> Refusal:
    refusal = db.session.get(Refusal, message.id, populate_existing=True)
    if refusal is None:
        refusal = Refusal(message_id=message.id, times=0, others_left=False)
        db.session.add(refusal)
    elif (refusal.likeness == UNWRITABLE) != (alike == UNWRITABLE):
        refusal.times, refusal.others_left = 0, False
    refusal.times += 1
    refusal.domain_key = domain_key(message.to)
    refusal.likeness, refusal.is_latest = alike, True
    db.session.flush()
    return refusal


def _is_said_to_many(refusal: Refusal) -> bool:
    mails, domains = db.session.execute(
        select(func.count(), func.count(Refusal.domain_key.distinct())).where(
            Refusal.likeness == refusal.likeness, Refusal.is_latest
        )
    ).one()
    return mails >= FEWEST_MAILS and domains >= FEWEST_DOMAINS


def _begin(verdict: SenderVerdict, alike: str, words: str, *, now: datetime) -> None:
    verdict.began_at, verdict.tried_at, verdict.told_at = now, now, None
    verdict.likeness, verdict.words = alike, words
    told_so = select(Refusal.message_id).where(Refusal.likeness == alike, Refusal.is_latest)
    _do(
        update(Message)
        .where(Message.id.in_(told_so), Message.state.in_((MessageState.FAILED, MessageState.QUEUED)), Message.to != "")
        .values(state=MessageState.QUEUED, due_at=now, first_tried_at=None)
    )


def _waits(verdict: SenderVerdict, *, now: datetime) -> Fate:
    """What holds is told to the log at its beginning and once an hour. A worker that had to wait for another one knows
    an earlier moment than that one has written."""
    if verdict.told_at is None or abs(now - verdict.told_at) >= TOLD_EVERY:
        verdict.told_at = now
        since = f"{verdict.began_at:%Y-%m-%d %H:%M} UTC"
        log.error("no mail has left since %s, the mail server refuses the sender: %s", since, verdict.words)
    return Fate.WAITS


def _end(verdict: SenderVerdict, *, now: datetime) -> None:
    """What was tried meanwhile is due, and has its whole time from now on."""
    log.warning("a mail left again, so the others are sent: the mail server refused the sender: %s", verdict.words)
    _do(delete(Refusal).where(Refusal.likeness == verdict.likeness))
    verdict.began_at, verdict.ended_at = None, now
    refused_alone = exists().where(Refusal.message_id == Message.id)
    tried = Message.first_tried_at.is_not(None), Message.due_at < UNTIL_GATHERED, ~refused_alone
    fresh = {"first_tried_at": None, "attempts": 0, "due_at": now}
    _do(update(Message).where(Message.state == MessageState.QUEUED, *tried).values(fresh))


def _do(statement: Insert | Update | Delete) -> None:
    db.session.flush()
    db.session.execute(statement.execution_options(synchronize_session=False))
