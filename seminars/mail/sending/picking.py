"""The next mail by the rules of order.py, as the database has it."""

from collections.abc import Set
from datetime import datetime

from sqlalchemy import ColumnElement, Row, Select, and_, func, or_, select, update

from seminars.database.units import write_unit
from seminars.extensions import db
from seminars.mail.sending.order import Blocked, Sibling, Slot, whose_turn
from seminars.models import CARRIES_OTHERS, UNTIL_GATHERED, Message, MessageState, Seminar, Urgency

_IS_QUEUED = Message.state == MessageState.QUEUED
_SIBLING = Message.id, Message.state, Message.due_at, Message.to


def is_any_due(now: datetime) -> bool:
    """Whether a mail waits whose time has come, or whose sender died; only reads."""
    return any(db.session.execute(due).first() for due in (_orphaned(now), *(_waiting(each, now) for each in Urgency)))


def pick(slot: Slot, *, now: datetime) -> int | None:
    """The mail whose turn it is, locked so that no other worker takes it; None if there is none. One whose sender died
    comes first: it had its turn."""
    orphaned = _locked(_orphaned(now))
    if orphaned:
        return orphaned.id
    blocked: set[int] = set()
    while picked := _first(slot, now, blocked):
        try:
            return _first_of_its_registration(picked, now)
        except Blocked:
            blocked.add(picked.registration_id)
    return None


def _first(slot: Slot, now: datetime, blocked: Set[int]) -> Row | None:
    others = [or_(Message.registration_id.is_(None), Message.registration_id.not_in(blocked))] if blocked else []
    for urgency in slot.value or _by_their_oldest(now):
        by_age = _waiting(urgency, now).where(*others)
        found = None
        if slot.value and urgency == Urgency.SOON:
            found = _locked(by_age.where(Message.seminar_id == _nearest_seminar(now)))
        if found := found or _locked(by_age):
            return found
    return None


def _by_their_oldest(now: datetime) -> list[Urgency]:
    """Of which urgency the oldest mail is, before all, and then the others."""
    oldest = {urgency: db.session.execute(_waiting(urgency, now)).first() for urgency in Urgency}
    found = sorted((row.due_at, row.id, urgency) for urgency, row in oldest.items() if row)
    return [urgency for _due_at, _id, urgency in found]


def _nearest_seminar(now: datetime) -> int | None:
    """Of those whose people wait for a mail that leaves soon, the one that begins first; of two, whose mail is older.
    Each is asked for its oldest mail, which an index knows: to sort all mails would take the longer the more wait."""
    theirs = select(func.min(Message.due_at)).where(_is_due(Urgency.SOON, now), Message.seminar_id == Seminar.id)
    seminar = select(Seminar.id, Seminar.starts_at, theirs.scalar_subquery().label("oldest")).subquery()
    nearest = select(seminar.c.id).where(seminar.c.oldest.is_not(None))
    return db.session.scalar(nearest.order_by(seminar.c.starts_at, seminar.c.oldest, seminar.c.id).limit(1))


def _first_of_its_registration(picked: Row, now: datetime) -> int:
    first = whose_turn(Sibling(*picked[:4]), _written_before(picked), now=now)
    if first != picked.id and not _locked(select(Message.id).where(Message.id == first, _IS_QUEUED)):
        raise Blocked
    return first


def _written_before(picked: Row) -> list[Sibling]:
    """All about the same registration, and what carries them together with others."""
    if picked.registration_id is None:
        return []
    own = select(*_SIBLING, Message.merged_into_id).where(Message.registration_id == picked.registration_id)
    rows: list[Row] = list(db.session.execute(own.where(Message.id < picked.id)))
    if carriers := {row.merged_into_id for row in rows} - {None, picked.id}:
        rows += db.session.execute(select(*_SIBLING).where(Message.id.in_(carriers), Message.id < picked.id))
    return [Sibling(*row[:4]) for row in rows]


def let_followers_wait(message_id: int) -> None:
    """What was written later about the same registration, or one that it carries, to the same address, waits for as
    long as a mail that was put off, and no longer than until it has left. Call it after each try, outside of any
    unit."""
    message = db.session.get_one(Message, message_id, populate_existing=True)
    later = Message.registration_id.in_(_told_of_by(message)), Message.to == message.to, Message.id > message_id
    if message.state == MessageState.QUEUED:
        out_of_step = Message.due_at < message.due_at
    else:
        out_of_step = and_(Message.due_at > message.due_at, Message.due_at != UNTIL_GATHERED, Message.attempts == 0)
    followers, due_at = and_(_IS_QUEUED, *later, out_of_step), message.due_at
    # Looking first costs a read; hardly any mail has followers.
    has_any = db.session.scalar(select(Message.id).where(followers).limit(1)) is not None
    db.session.rollback()
    if has_any:
        with write_unit():
            moved = update(Message).where(followers).values(due_at=due_at)
            db.session.execute(moved.execution_options(synchronize_session=False))
            db.session.commit()


def _told_of_by(message: Message) -> list[int]:
    """Ids of the registrations before whose later mails it leaves; none for what is about no registration."""
    own = [] if message.registration_id is None else [message.registration_id]
    if message.kind not in CARRIES_OTHERS:
        return own
    carried = select(Message.registration_id).where(Message.merged_into_id == message.id).distinct()
    return [*own, *(number for number in db.session.scalars(carried) if number)]


def _waiting(urgency: Urgency, now: datetime) -> Select:
    """The oldest of those of this urgency whose time has come."""
    return _oldest(_is_due(urgency, now))


def _orphaned(now: datetime) -> Select:
    """The oldest of those whose sender died."""
    return _oldest(Message.state == MessageState.SENDING, Message.lease_until < now)


def _oldest(*which: ColumnElement[bool]) -> Select:
    return select(*_SIBLING, Message.registration_id).where(*which).order_by(Message.due_at, Message.id).limit(1)


def _is_due(urgency: Urgency, now: datetime) -> ColumnElement[bool]:
    return and_(_IS_QUEUED, Message.urgency == urgency, Message.due_at <= now)


def _locked(found: Select) -> Row | None:
    return db.session.execute(found.with_for_update(skip_locked=True)).first()
