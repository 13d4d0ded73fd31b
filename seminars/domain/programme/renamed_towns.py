"""Names of towns stand in a file, so a new name changes calendars without any row of a seminar changing."""

from contextlib import suppress
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from seminars.domain import activity
from seminars.domain.seating import seats
from seminars.extensions import db
from seminars.models import Seminar, SeminarStatus, ShownTown
from seminars.places import current_places


def note_renamed_towns(*, actor: str, now: datetime) -> list[str]:
    """Tell calendars of towns that the places file names differently now; returns their codes. Writes to nobody.

    The place line of their seminars has changed, so SEQUENCE and `changed_at` rise (RFC 5546 section 2.1.4).
    """
    shown = {town.code: town for town in db.session.scalars(select(ShownTown))}
    renamed = []
    for code in sorted(set(db.session.scalars(select(Seminar.town_code).distinct()))):
        name = current_places().get_town(code).name
        if code not in shown:
            _remember(ShownTown(code=code, name=name))
        elif shown[code].name != name:
            shown[code].name = name
            _tell_calendars(code, actor=actor, now=now)
            renamed.append(code)
    return renamed


def _remember(town: ShownTown) -> None:
    # Another worker may see the town for the first time at the same moment.
    with suppress(IntegrityError), db.session.begin_nested():
        db.session.add(town)


def _tell_calendars(code: str, *, actor: str, now: datetime) -> None:
    public = select(Seminar).where(Seminar.town_code == code, Seminar.status != SeminarStatus.DRAFT)
    for seminar in db.session.scalars(public.order_by(Seminar.id)).all():
        seats.hold(seminar, now=now)
        seminar.touch(now)
        seminar.ical_sequence += 1
        activity.record("town_renamed", actor=actor, at=now, seminar=seminar)
