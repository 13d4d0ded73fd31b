"""Whose turn it is to run a job: of several workers one begins it, once in each period, by the database's clock."""

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import and_, or_, update

from seminars.database.upsert import insert
from seminars.extensions import db
from seminars.models import JobRun

DAY = timedelta(days=1)
LONGEST_RUN = timedelta(minutes=10)  # a job that has not ended by then was left by a worker that died
# A clock that is set right may go back by less; what lies further ahead was begun by a wrong one, and counts as never.
AHEAD = timedelta(minutes=1)
Rhythm = timedelta | time


def is_due(name: str, rhythm: Rhythm, *, zone: str, now: datetime) -> bool:
    """Whether the job has not begun in the present period, or was left. Reads only: look before `take`."""
    last = db.session.get(JobRun, name, populate_existing=True)
    if last is None or last.began_at <= _last_moment(rhythm, zone, now) or last.began_at > now + AHEAD:
        return True
    return last.ended_at is None and last.began_at <= now - LONGEST_RUN


def take(name: str, rhythm: Rhythm, *, zone: str, now: datetime) -> bool:
    """Begin the job unless somebody else has: one statement, which only one of two can win. Call in a write unit."""
    was_left = and_(JobRun.ended_at.is_(None), JobRun.began_at <= now - LONGEST_RUN)
    statement = (
        insert(JobRun)
        .values(name=name, began_at=now, done_at=now)
        .on_conflict_do_update(
            index_elements=[JobRun.name],
            set_={"began_at": now, "ended_at": None},
            where=or_(JobRun.began_at <= _last_moment(rhythm, zone, now), JobRun.began_at > now + AHEAD, was_left),
        )
    )
    return db.session.execute(statement.returning(JobRun.name)).scalar() is not None


def end(name: str, *, now: datetime) -> None:
    """The job has done its work; one that failed is not ended, and is tried again after LONGEST_RUN."""
    db.session.execute(update(JobRun).where(JobRun.name == name).values(ended_at=now, done_at=now))


def _last_moment(rhythm: Rhythm, zone: str, now: datetime) -> datetime:
    """The latest instant at which it can have begun to be due now: a span before, or just before the clocks of the zone
    last showed that time. They show it once a day, even where it is skipped or repeated as summer begins or ends."""
    if isinstance(rhythm, timedelta):
        return now - rhythm
    today = now.astimezone(ZoneInfo(zone)).date()
    moments = (datetime.combine(day, rhythm, ZoneInfo(zone)).astimezone(UTC) for day in (today, today - DAY))
    return next(moment for moment in moments if moment <= now) - datetime.resolution
