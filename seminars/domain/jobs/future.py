"""Rows that tell of a time which is yet to come: a wrong clock wrote them."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import delete, func, inspect, select, update

from seminars.extensions import db
from seminars.models import Activity, Beat, Change, JobRun, Message, Registration, Submission, Telling

CLOCKS_APART = timedelta(minutes=5)  # of several machines, all of them right enough
# When something happened, in every table in which it would mislead somebody.
MOMENTS: tuple[Any, ...] = (
    Beat.at,
    JobRun.began_at,
    Registration.registered_at,
    Registration.changed_at,
    Registration.erased_at,
    Submission.created_at,
    Message.created_at,
    Message.sent_at,
    Activity.at,
    Change.at,
    Telling.going_since,
    Telling.ended_at,
)


def moments(*, now: datetime) -> Iterator[tuple[str, datetime]]:
    """(table and key of a row, what it says), of all that lie ahead."""
    for column in MOMENTS:
        (key,) = inspect(column.class_).primary_key
        rows = select(key, column).where(column > now + CLOCKS_APART).order_by(key)
        for number, moment in db.session.execute(rows):
            yield f"{key.table.name} {number}", moment


def count(*, now: datetime) -> int:
    ahead = (select(func.count()).where(column > now + CLOCKS_APART) for column in MOMENTS)
    return sum(db.session.execute(each).scalar_one() for each in ahead)


def set_right(*, now: datetime) -> None:
    """What happened by a wrong clock happened now at the latest; what was noted by it of itself goes."""
    for ahead in (Beat.at, JobRun.began_at):
        db.session.execute(delete(ahead.class_).where(ahead > now + CLOCKS_APART))
    for column in MOMENTS:
        wrong = update(column.class_).where(column > now + CLOCKS_APART).values({column: now})
        db.session.execute(wrong.execution_options(synchronize_session=False))
