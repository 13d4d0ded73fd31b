"""What the needs have to be looked up for, each in one query for all seminars."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import and_, func, select

from seminars.extensions import db
from seminars.models import (
    ACTIVE,
    Change,
    JobRun,
    Message,
    MessageKind,
    MessageState,
    Party,
    Registration,
    Status,
)

NIGHTLY_CHECK = "check_everything"  # as the worker calls it


def last_check_found_something() -> datetime | None:
    """When the owners were warned of the last nightly check; None if it found nothing. What it found stands in the
    operator's log alone."""
    begun = select(JobRun.began_at).where(JobRun.name == NIGHTLY_CHECK).scalar_subquery()
    is_warning = Message.kind == MessageKind.NOTICE, Message.dedup.startswith("notice-check-")
    of_owners = Message.organiser_id.is_not(None), Message.created_at >= begun
    return db.session.scalar(select(func.min(Message.created_at)).where(*is_warning, *of_owners))


def failed_mails(seminar_ids: Sequence[int]) -> dict[int, tuple[datetime, int]]:
    """Of the mails that failed for good: since when, and how many people who are still registered have an address to be
    corrected."""
    is_wrong = Message.registration_id == Registration.id, Message.to == Registration.email
    people = func.count(Registration.id.distinct())
    rows = db.session.execute(
        select(Message.seminar_id, func.min(Message.created_at), people)
        .outerjoin(Registration, and_(*is_wrong, Registration.status.in_(ACTIVE)))
        .where(Message.seminar_id.in_(seminar_ids), Message.state == MessageState.FAILED, Message.to != "")
        .group_by(Message.seminar_id)
    )
    return {seminar_id: (since, number) for seminar_id, since, number in rows if seminar_id}


def pending_since(seminar_ids: Sequence[int]) -> dict[int, datetime]:
    """When the oldest of those who await approval signed up."""
    oldest = select(Registration.seminar_id, func.min(Registration.registered_at))
    pending = Registration.seminar_id.in_(seminar_ids), Registration.status == Status.PENDING
    return dict(db.session.execute(oldest.where(*pending).group_by(Registration.seminar_id)).all())


def first_offers(seminar_ids: Sequence[int]) -> dict[int, tuple[str, datetime]]:
    """To whom a place is offered, and until when; of several, who has to answer first."""
    nth = func.row_number().over(
        partition_by=Registration.seminar_id, order_by=(Party.offer_ends_at, ~Registration.is_contact, Registration.id)
    )
    offered = (
        select(Registration.id, Party.offer_ends_at, nth.label("nth"))
        .join(Party, Party.id == Registration.party_id)
        .where(Registration.seminar_id.in_(seminar_ids), Registration.status == Status.OFFERED)
        .subquery()
    )
    of_first = select(Registration, offered.c.offer_ends_at).join(offered, offered.c.id == Registration.id)
    rows = db.session.execute(of_first.where(offered.c.nth == 1))
    return {person.seminar_id: (person.full_name, until) for person, until in rows}


def last_changes(seminar_ids: Sequence[int]) -> list[Change]:
    """The last change of each seminar that has one; most readers are told of none."""
    if not seminar_ids:
        return []
    last = select(func.max(Change.id)).where(Change.seminar_id.in_(seminar_ids)).group_by(Change.seminar_id)
    return list(db.session.scalars(select(Change).where(Change.id.in_(last)).order_by(Change.id)))
