"""What each verb of `changes` makes of a plan, and when it refuses. Nothing is read from the database or written to it,
so a preview decides as the verb does."""

from dataclasses import replace
from datetime import datetime

from seminars.domain.errors import (
    CancelledAlready,
    EndsNoLater,
    HasEnded,
    NeedsHall,
    NeedsNewDate,
    NothingChanged,
    PostponedAlready,
)
from seminars.domain.seminars.content import VenueText
from seminars.domain.seminars.plan import Plan
from seminars.domain.seminars.timetable import retimed
from seminars.formats.appointments import place
from seminars.models import Standing
from seminars.places import current_places

_WANTS_A_DATE = {"extend": NeedsNewDate, "postpone": PostponedAlready}


def move(
    plan: Plan,
    *,
    starts_at: datetime | None = None,
    ends_at: datetime | None = None,
    hours_known: bool | None = None,
    town_code: str | None = None,
    venue: VenueText | None = None,
    now: datetime,
) -> Plan:
    refuse_as_it_stands(plan, "move", now=now)
    if plan.appointment.standing == Standing.POSTPONED and starts_at is None:
        raise NeedsNewDate
    _refuse_to_take_the_hall_along(plan, town_code, venue)
    there = _placed(plan, town_code, venue)
    moved = retimed(there, starts_at, ends_at, hours_known, known=plan.appointment, now=now)
    return _unless_the_same(plan, _standing(moved, Standing.TAKES_PLACE))


def extend(plan: Plan, *, ends_at: datetime, now: datetime) -> Plan:
    refuse_as_it_stands(plan, "extend", now=now)
    if ends_at <= plan.appointment.ends_at:
        raise EndsNoLater
    return _unless_the_same(plan, retimed(plan, None, ends_at, None, known=plan.appointment, now=now))


def postpone(plan: Plan, *, now: datetime) -> Plan:
    refuse_as_it_stands(plan, "postpone", now=now)
    return _standing(plan, Standing.POSTPONED)


def cancel(plan: Plan, *, now: datetime) -> Plan:
    refuse_as_it_stands(plan, "cancel", now=now)
    return _standing(plan, Standing.CANCELLED)


def correct_venue(plan: Plan, *, venue: VenueText, now: datetime) -> Plan:
    refuse_as_it_stands(plan, "correct_venue", now=now)
    if venue == plan.venue:
        raise NothingChanged
    return _placed(plan, None, venue)


def refuse_as_it_stands(plan: Plan, verb: str, *, now: datetime) -> None:
    """Raise what no wish could mend: it is cancelled, over, or postponed where the verb wants a date."""
    if plan.appointment.standing == Standing.CANCELLED:
        raise CancelledAlready
    if plan.appointment.standing == Standing.TAKES_PLACE and plan.appointment.ends_at <= now:
        raise HasEnded
    if plan.appointment.standing == Standing.POSTPONED and verb in _WANTS_A_DATE:
        raise _WANTS_A_DATE[verb]


def _refuse_to_take_the_hall_along(plan: Plan, town_code: str | None, venue: VenueText | None) -> None:
    """Another town has another hall. One that has neither name nor address says that there is none yet."""
    if town_code in (None, plan.town_code):
        return
    if venue is None or (venue.address and not venue.name):
        raise NeedsHall
    hall, old_hall = (venue.name, venue.address), (plan.venue.name, plan.venue.address)
    if any(hall) and hall == old_hall:
        raise NeedsHall


def _placed(plan: Plan, town_code: str | None, venue: VenueText | None) -> Plan:
    """The plan at this place; what is None stays. Another town brings its clocks."""
    town = current_places().get_town(town_code or plan.town_code)
    venue = plan.venue if venue is None else venue
    timezone = plan.appointment.timezone if town_code is None else town.timezone
    there = replace(plan.appointment, timezone=timezone, place=place(town, venue))
    return replace(plan, appointment=there, town_code=town.code, venue=venue)


def _standing(plan: Plan, standing: Standing) -> Plan:
    return replace(plan, appointment=replace(plan.appointment, standing=standing))


def _unless_the_same(plan: Plan, changed: Plan) -> Plan:
    if changed.appointment == plan.appointment:
        raise NothingChanged
    return changed
