"""Beats: once a minute each worker notes that it lives and what time it is. A beat from the future counts as none."""

from datetime import datetime, timedelta

from sqlalchemy import delete, func, select, update

from seminars.extensions import db
from seminars.models import Beat

KEPT_FOR = timedelta(weeks=26)  # six starts of a machine that is on once a month


def last(*, now: datetime) -> datetime | None:
    """When a worker beat last; None if none ever did."""
    by_workers = Beat.accepted.is_(False), Beat.at <= now
    return db.session.scalar(select(func.max(Beat.at)).where(*by_workers))


def begin(worker: str, *, now: datetime) -> int:
    """The first beat of a worker, or the first after its own clock and the database's have parted; returns its id."""
    beat = Beat(worker=worker, began_at=now, at=now)
    db.session.add(beat)
    db.session.flush()
    return beat.id


def go_on(beat_id: int, *, now: datetime) -> bool:
    """One more beat in step with those before; False if they are not there any more, as after a restore."""
    one_more = update(Beat).where(Beat.id == beat_id).values(at=now, count=Beat.count + 1)
    return db.session.execute(one_more.returning(Beat.id)).scalar() is not None


def accept(operator: str, *, now: datetime) -> None:
    """Somebody says that the present time is right."""
    db.session.add(Beat(worker=operator[:32], began_at=now, at=now, accepted=True))


def forget_old(*, now: datetime) -> None:
    db.session.execute(delete(Beat).where(Beat.at < now - KEPT_FOR))
