"""Checks of what is told of changes: as many as they say, everybody who had their turn, and to an end."""

from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, Exists, and_, exists, func, not_, select

from seminars.domain.notices import telling
from seminars.extensions import db
from seminars.models import ACTIVE, Activity, Change, Message, Registration, Telling

LONGEST_TELLING = timedelta(minutes=15)


def told_as_said(*, besides: ColumnElement[bool]) -> Iterator[str]:
    """Each change of a seminar told as many people as it says, once its telling has ended; messages that tell of it for
    another reason are `besides` and do not count."""
    posted = func.count(Message.id)
    wrong = (
        select(Change.id, Change.told, posted)
        .outerjoin(Message, and_(Message.change_id == Change.id, not_(besides)))
        .where(~exists().where(Telling.change_id == Change.id, Telling.ended_at.is_(None)))
        .group_by(Change.id, Change.told)
        .having(posted != Change.told)
    )
    for change_id, told, count in db.session.execute(wrong):
        yield f"change {change_id} told {told} people, but has {count} messages"


def missed(first_told: Mapping[int, datetime]) -> Iterator[str]:
    """Everybody to whom a telling has come got their message, or somebody of their party did. Parties that had no
    address before this moment were told then how it is."""
    left_out = telling.untold().where(Registration.id <= Telling.reached_id, ~_came_back())
    left_out = left_out.join(Change, Change.id == Telling.change_id)
    found = left_out.with_only_columns(Change.id, Change.at, Registration.id, Registration.party_id)
    for change_id, at, registration_id, party_id in db.session.execute(found.order_by(Change.id, Registration.id)):
        if party_id not in first_told or first_told[party_id] < at:
            yield f"registration {registration_id} was not told of change {change_id}"


def _came_back() -> Exists:
    """Whether they had left when it came to them; what they were told on their return shows how it is."""
    changed_at = select(Change.at).where(Change.id == Telling.change_id).correlate(Telling).scalar_subquery()
    is_return = Activity.from_status.not_in(ACTIVE), Activity.to_status.in_(ACTIVE), Activity.at >= changed_at
    return exists().where(Activity.registration_id == Registration.id, *is_return)


def stuck(now: datetime) -> Iterator[str]:
    is_going = Telling.ended_at.is_(None), ~Telling.is_held, Telling.going_since < now - LONGEST_TELLING
    for change_id in db.session.scalars(select(Telling.change_id).where(*is_going).order_by(Telling.change_id)):
        yield f"change {change_id} has not been told to everybody for more than 15 minutes"
