"""How many registrations there are in each state that occurs."""

from sqlalchemy import func, select

from seminars.extensions import db
from seminars.models import Registration, Seminar, Status


def counts_by_status(seminar: Seminar) -> dict[Status, int]:
    return counts_by_status_of([seminar.id]).get(seminar.id, {})


def counts_by_status_of(seminar_ids: list[int]) -> dict[int, dict[Status, int]]:
    """By seminar, in one query, the states in their order; a seminar without any registration is left out."""
    rows = db.session.execute(
        select(Registration.seminar_id, Registration.status, func.count())
        .where(Registration.seminar_id.in_(seminar_ids))
        .group_by(Registration.seminar_id, Registration.status)
    ).all()
    found: dict[int, dict[Status, int]] = {}
    for seminar_id, status, number in sorted(rows, key=lambda row: list(Status).index(row.status)):
        found.setdefault(seminar_id, {})[status] = number
    return found
