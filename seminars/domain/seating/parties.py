"""People signed up together: they change their state as one, leave one by one, and always have one contact."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.orm import selectinload

from seminars.domain import activity
from seminars.extensions import db
from seminars.models import NOT_YET_SENT, Activity, Detail, Message, Party, Registration, Status, kinds_that

MOST = 5


def under_lock(party_id: int) -> Party:
    """The party with its members as the database has them now; the caller holds the seats."""
    return db.session.scalars(
        select(Party)
        .where(Party.id == party_id)
        .options(selectinload(Party.members))
        .execution_options(populate_existing=True)
    ).one()


def move(
    members: Sequence[Registration], status: Status, kind: str, *, actor: str, at: datetime, **details: Any
) -> Activity:
    """Bring these members of one party into another state; returns the row of the log that its message is about."""
    was = members[0].status
    for member in members:
        member.status, member.changed_at = status, at
    return record(kind, members, was, actor=actor, at=at, **details)


def record(
    kind: str, members: Sequence[Registration], was: Status | None, *, actor: str, at: datetime, **details: Any
) -> Activity:
    """Log a change of state of each member. The contact's row comes first, and the others name it: together they
    promise one message."""
    rows: list[Activity] = []
    for member in sorted(members, key=lambda each: not each.is_contact):
        row = activity.record(
            kind,
            actor=actor,
            at=at,
            seminar=member.seminar,
            registration=member,
            from_status=was,
            to_status=member.status,
            **details,
            **({Detail.WITH: rows[0].id} if rows else {}),
        )
        rows.append(row)
    return rows[0]


def settle_contact(party: Party) -> None:
    """If the contact has left and others stay, one of them becomes the contact: the address and its unsent messages
    are theirs from now on."""
    left, heir = party.contact, next(iter(party.active_members), None)
    if left.is_active or heir is None:
        return
    left.is_contact = False
    db.session.flush()
    heir.is_contact, heir.email = True, left.email
    heir.language, heir.told_change_id = left.language, left.told_change_id
    heir.email_proven_at, heir.reconfirmed_at = left.email_proven_at, left.reconfirmed_at
    db.session.execute(
        update(Message)
        .where(Message.registration_id == left.id, Message.state.in_(NOT_YET_SENT))
        .where(Message.kind.not_in(kinds_that(lambda kind: kind.ends_a_place)))
        .values(registration_id=heir.id)
    )
