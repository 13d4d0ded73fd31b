"""Seats: counted, never kept. A seat write locks the seminar's row first and counts in a second statement."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, literal, select, update
from sqlalchemy.sql.dml import ReturningUpdate

from seminars import clock
from seminars.crash import crash_point
from seminars.domain.errors import WouldExceed
from seminars.extensions import db
from seminars.models import TAKES_A_SEAT, Detail, Registration, Seminar


@dataclass(frozen=True)
class Hold:
    """The lock on one seminar's seats until the transaction ends. `number` is unique and serves as queue number."""

    capacity: int | None
    number: int
    now: datetime


def hold(seminar: Seminar, *, now: datetime | None = None) -> Hold:
    """Lock the seminar's seats; refreshes `seminar` with what the database says under the lock.

    At READ COMMITTED a statement that both locks and counts would count with a snapshot from before it waited, so
    the count must be a statement of its own, after this one.
    """
    crash_point("before-lock")
    capacity, number, database_time = db.session.execute(_lock_statement(seminar.id)).one()
    crash_point("after-lock")
    db.session.refresh(seminar)
    return Hold(capacity, number, now or database_time or clock.now())


def _lock_statement(seminar_id: int) -> ReturningUpdate[*tuple[Any, ...]]:
    on_postgresql = db.engine.dialect.name == "postgresql"
    return (
        update(Seminar)
        .where(Seminar.id == seminar_id)
        .values(seat_counter=Seminar.seat_counter + 1)
        .returning(Seminar.capacity, Seminar.seat_counter, func.clock_timestamp() if on_postgresql else literal(None))
        .execution_options(synchronize_session=False)
    )


def another_number(seminar_id: int) -> int:
    """One more queue number, where one hold needs two. The caller holds the seats."""
    return db.session.execute(_lock_statement(seminar_id)).one().seat_counter


def refuse_excess(seminar: Seminar, wanted: int, *, may_exceed: bool) -> dict[str, bool]:
    """Count whether `wanted` more seats fit. If not, raises WouldExceed unless an organiser `may_exceed`; then returns
    what the log must say of it."""
    taken = seats_taken(seminar.id) + wanted
    if seminar.capacity is None or taken <= seminar.capacity:
        return {}
    if not may_exceed:
        raise WouldExceed(taken, seminar.capacity)
    return {Detail.FORCED: True}


def seats_taken(seminar_id: int) -> int:
    """Confirmed and offered registrations of one seminar."""
    return seats_taken_of([seminar_id]).get(seminar_id, 0)


def seats_taken_of(seminar_ids: list[int]) -> dict[int, int]:
    """Seats taken by seminar id, in one query; a seminar without any is left out."""
    rows = db.session.execute(
        select(Registration.seminar_id, func.count())
        .where(Registration.seminar_id.in_(seminar_ids), Registration.status.in_(TAKES_A_SEAT))
        .group_by(Registration.seminar_id)
    )
    return dict(rows.all())


def seats_left(seminar: Seminar, taken: int) -> int | None:
    """Free seats, never below zero; None where the capacity is not known."""
    return None if seminar.capacity is None else max(0, seminar.capacity - taken)
