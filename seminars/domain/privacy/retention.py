"""How long personal data is kept: some days after a seminar's last one. Then it is removed, some people at a time."""

from datetime import datetime, timedelta

from sqlalchemy import delete, exists, func, select

from seminars.database.ids import written_out
from seminars.domain import activity
from seminars.domain.activity import SYSTEM
from seminars.domain.privacy import blanking
from seminars.domain.programme import personal_feeds
from seminars.domain.seating import seats
from seminars.extensions import db
from seminars.models import Group, Invitation, Message, MessageKind, MessageState, Registration, Seminar, Submission

AT_ONCE = 200
# A worker may have been away; only then does the check say that something was kept for too long.
GRACE = timedelta(days=2)


def has_expired(seminar: Seminar, *, now: datetime, grace: timedelta = timedelta(0)) -> bool:
    """Whether its personal data should be gone. A postponed seminar has no end from which to count; a cancelled one
    has the end that was planned."""
    return not seminar.is_postponed and seminar.in_zone(now - grace).date() > seminar.personal_data_until


def due(*, now: datetime, grace: timedelta = timedelta(0)) -> list[int]:
    """Ids of the seminars whose time is over and of which something personal is kept."""
    over = select(Seminar).where(Seminar.ends_at < now).order_by(Seminar.id)
    found = [each for each in db.session.scalars(over) if has_expired(each, now=now, grace=grace)]
    return [seminar.id for seminar in found if _holds_anything(seminar.id)]


def _holds_anything(seminar_id: int) -> bool:
    kept = (
        exists().where(Registration.seminar_id == seminar_id, Registration.erased_at.is_(None)),
        exists().where(Submission.seminar_id == seminar_id, blanking.was_typed()),
        exists().where(Invitation.seminar_id == seminar_id),
        exists().where(Group.seminar_id == seminar_id),
        exists().where(*_about_people(seminar_id), blanking.has_an_address()),
    )
    return any(db.session.scalar(select(each)) for each in kept)


def _about_people(seminar_id: int) -> tuple:
    return Message.seminar_id == seminar_id, Message.registration_id.is_not(None)


def remove(seminar: Seminar, *, due_by: datetime, now: datetime | None = None) -> int:
    """Remove the personal data of the next AT_ONCE people of a seminar whose time was over by then, and return how many
    they were; 0 when the last of it is gone, or must wait because a mail is being sent at this moment."""
    held = seats.hold(seminar, now=now)
    if not has_expired(seminar, now=due_by) or _is_being_written_about(seminar.id):
        return 0
    left = select(Registration).where(Registration.seminar_id == seminar.id, Registration.erased_at.is_(None))
    people = db.session.scalars(left.order_by(Registration.id).limit(AT_ONCE)).all()
    if people:
        blanking.blank(people, now=held.now)
        activity.record("personal_data_removed", actor=SYSTEM, at=held.now, seminar=seminar, people=len(people))
    else:
        _remove_the_rest(seminar.id)
    return len(people)


def _is_being_written_about(seminar_id: int) -> bool:
    sending = exists().where(*_about_people(seminar_id), Message.state == MessageState.SENDING)
    return bool(db.session.scalar(select(sending)))


def _remove_the_rest(seminar_id: int) -> None:
    blanking.blank_forms(Submission.seminar_id == seminar_id)
    blanking.blank_messages(*_about_people(seminar_id))
    for what in (Invitation, Group):
        db.session.execute(delete(what).where(what.seminar_id == seminar_id))


def tidy_up(*, now: datetime) -> None:
    """What no single seminar owns: mails with all links of an address, and calendars of addresses that nobody has."""
    forget_mails_with_links()
    personal_feeds.forget_unused(now=now)


def forget_mails_with_links() -> None:
    """A mail with all links of an address is kept as long as the first registration that it told of."""
    links = select(Message.id, Message.dedup).where(Message.kind == MessageKind.LINKS, blanking.has_an_address())
    first = {message_id: _first_told_of(dedup) for message_id, dedup in db.session.execute(links)}
    told_of = Registration.id.in_(written_out(set(first.values())))
    erased = set(db.session.scalars(select(Registration.id).where(told_of, Registration.erased_at.is_not(None))))
    gone = [message_id for message_id, registration_id in first.items() if registration_id in erased]
    blanking.blank_messages(Message.id.in_(written_out(gone)))


def _first_told_of(dedup: str) -> int:
    return int(dedup.split("-")[1])


def forgotten_dedups() -> list[str]:
    """The `dedup` of every message that is not kept with its address any more."""
    return list(db.session.scalars(select(Message.dedup).where(Message.to == "")))


def forgotten_of_late(*, since: datetime) -> set[str]:
    """Those among them that may have been forgotten since then, so that their kept mails may still be there."""
    columns = Message.dedup, Message.kind, Message.registration_id, Message.due_at
    forgotten = db.session.execute(select(*columns).where(Message.to == "")).all()
    erased = set(db.session.scalars(select(Registration.id).where(Registration.erased_at > since)))
    return {
        dedup
        for dedup, kind, registration_id, due_at in forgotten
        if due_at > since or (_first_told_of(dedup) if kind == MessageKind.LINKS else registration_id) in erased
    }


def was_anything_erased_since(moment: datetime) -> bool:
    """Whether a registration was erased since then, so that its traces may still stand in freed pages."""
    return (db.session.scalar(select(func.max(Registration.erased_at))) or moment) > moment
