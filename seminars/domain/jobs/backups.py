"""When the last backup was made, so that it is noticed when none is made any more."""

from datetime import datetime

from seminars.database.upsert import insert
from seminars.extensions import db
from seminars.models import JobRun

NAME = "backup"  # among the jobs of the worker, of which none is called so


def note(*, began_at: datetime, safe_at: datetime) -> None:
    """A copy of what there was at `began_at` is safe since `safe_at`. Call in a write unit."""
    times = {"began_at": began_at, "ended_at": safe_at}
    statement = insert(JobRun).values(name=NAME, **times)
    db.session.execute(statement.on_conflict_do_update(index_elements=[JobRun.name], set_=times))


def last(*, now: datetime) -> datetime | None:
    """From when the newest backup is; None if none was made, or if a clock was wrong then."""
    found = db.session.get(JobRun, NAME, populate_existing=True)
    return found.began_at if found and found.began_at <= now else None
