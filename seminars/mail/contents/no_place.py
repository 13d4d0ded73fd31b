"""What the mail knows that tells of no place: whom it means, and which seminars of the region are still to come."""

from datetime import datetime
from typing import Any

from sqlalchemy import Select, select

from seminars import clock, links
from seminars.extensions import db
from seminars.models import KINDS, Message, MessageKind, Registration, Seminar
from seminars.places import current_places

MOST_COMING = 3


def coming_in_region(seminar: Seminar, *, now: datetime) -> Select[Seminar]:
    """The other seminars of the same region that take place and have not begun, the next one first."""
    towns = [town.code for town in current_places().towns_of(seminar.town.region.code)]
    is_to_come = Seminar.takes_place, Seminar.starts_at > now
    others = select(Seminar).where(Seminar.town_code.in_(towns), Seminar.id != seminar.id, *is_to_come)
    return others.order_by(Seminar.starts_at, Seminar.id)


def without_place(message: Message) -> dict[str, Any]:
    """As things are when it leaves; of other kinds it knows nothing."""
    if message.kind != MessageKind.NO_PLACE:
        return {}
    seminar, language = message.get_seminar(), message.language
    coming = db.session.scalars(coming_in_region(seminar, now=clock.now()).limit(MOST_COMING))
    return {
        "people": _people(message.get_registration()),
        "coming": [(each, links.seminar(language, each.slug)) for each in coming],
    }


def _people(registration: Registration) -> list[Registration]:
    """All who were signed up under the address, in whichever parties, and had no place in the end."""
    same = {"seminar_id": registration.seminar_id, "email_key": registration.email_key}
    states = KINDS[MessageKind.NO_PLACE].still_true_in
    found = select(Registration).filter_by(**same).where(Registration.status.in_(states))
    return list(db.session.scalars(found.order_by(Registration.id)))
