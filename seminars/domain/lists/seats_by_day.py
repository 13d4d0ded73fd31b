"""How many seats were taken at the end of each day, by the log, in which every change of state stands."""

from datetime import date

from sqlalchemy import select

from seminars.extensions import db
from seminars.models import TAKES_A_SEAT, Activity, Seminar


def seats_by_day(seminar: Seminar) -> dict[date, int]:
    """Days by the calendar of the place, in their order: each on which a seat was taken or given back, and what was
    taken at its end. The last number is that of now; one query."""
    steps = select(Activity.at, Activity.from_status, Activity.to_status).where(
        Activity.seminar_id == seminar.id, Activity.to_status.is_not(None)
    )
    taken, by_day = 0, {}
    for at, before, after in db.session.execute(steps.order_by(Activity.at, Activity.id)):
        change = (after in TAKES_A_SEAT) - (before in TAKES_A_SEAT)
        if change:
            taken += change
            by_day[seminar.in_zone(at).date()] = taken
    return by_day
