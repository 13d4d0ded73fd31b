"""Which seminars a page shows, and how many seats each has, in a fixed number of queries."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Select, or_, select
from sqlalchemy.orm import joinedload, selectinload

from seminars.domain import openings
from seminars.domain.seating import queue, seats
from seminars.extensions import db
from seminars.formats.seat_steps import Places, Waiting, step
from seminars.mail.contents import no_place
from seminars.models import Seminar, SeminarStatus, Series, Session, Speaker
from seminars.models.programme import session_speaker
from seminars.places import Region, Town, current_places
from seminars.text.alphabets import in_order

_SLUG = re.compile("[a-z0-9-]{1,80}")


@dataclass(frozen=True)
class Listed:
    """A seminar as people see it: `state` says why it is closed (see RegistrationClosed), or is full, queue, few or
    open: in a queue people wait for a seat, in a full one nobody can. Strangers are told `places` (None where the
    capacity is not known) and `waiting`; organisers alone see how many seats are `taken`."""

    seminar: Seminar
    taken: int
    places: Places | None
    waiting: Waiting
    state: str

    @property
    def takes_registrations(self) -> bool:
        return self.state in ("open", "few", "queue")


def upcoming(*, now: datetime) -> list[Listed]:
    """Published and cancelled seminars that are not over, soonest first; then postponed ones, which have no date."""
    is_postponed = Seminar.postponed_at.is_not(None)
    statement = _public().where(or_(Seminar.ends_at > now, is_postponed))
    return listed(statement.order_by(is_postponed, Seminar.starts_at, Seminar.id), now=now)


def past(*, now: datetime, at_most: int | None = None) -> list[Listed]:
    """Seminars that are over, latest first."""
    statement = _public().where(Seminar.ends_at <= now, Seminar.postponed_at.is_(None))
    return listed(statement.order_by(Seminar.starts_at.desc(), Seminar.id).limit(at_most), now=now)


def matching(found: Iterable[Listed], *, region: str, town: str, series: str) -> list[Listed]:
    """Those of this region, this town and this series; "" is any."""
    return [
        entry
        for entry in found
        if region in ("", entry.seminar.town.region.code)
        and town in ("", entry.seminar.town_code)
        and series in ("", entry.seminar.series.slug)
    ]


def listed(statement: Select, *, now: datetime) -> list[Listed]:
    """The seminars of a statement with their seats: four queries, however many there are."""
    found = db.session.scalars(statement.options(joinedload(Seminar.series), joinedload(Seminar.venue))).all()
    ids = [seminar.id for seminar in found]
    taken, waiting = seats.seats_taken_of(ids), queue.people_waiting(ids, at_most=max(Waiting))
    return [_as_listed(seminar, taken.get(seminar.id, 0), waiting[seminar.id], now) for seminar in found]


def as_listed(seminar: Seminar, *, now: datetime) -> Listed:
    """One seminar as people see it."""
    waiting = queue.people_waiting([seminar.id], at_most=max(Waiting))[seminar.id]
    return _as_listed(seminar, seats.seats_taken(seminar.id), waiting, now)


def _as_listed(seminar: Seminar, taken: int, people_waiting: int, now: datetime) -> Listed:
    places, waiting = _places(seminar, taken, people_waiting), step(Waiting, people_waiting)
    state = openings.why_closed(seminar, now=now)
    if state is None:
        nobody_can_wait = (seminar.queue_closed and not seminar.needs_approval) or not seminar.capacity
        when_full = "full" if nobody_can_wait else "queue"
        state = when_full if places == Places.NONE else "few" if places == Places.LAST_FIVE else "open"
    return Listed(seminar, taken, places, waiting, state)


def _places(seminar: Seminar, taken: int, people_waiting: int) -> Places | None:
    """Whoever comes now has to wait behind those who wait already, but where organisers decide."""
    left = seats.seats_left(seminar, taken)
    if left is None:
        return None
    return Places.NONE if people_waiting and not seminar.needs_approval else step(Places, left)


def find_public(slug: str, *, whole: bool = True) -> Seminar | None:
    """The seminar at this address, if the public may see it; `whole`, with all that its page shows."""
    if not _SLUG.fullmatch(slug):
        return None
    parts = (
        joinedload(Seminar.series),
        joinedload(Seminar.venue),
        selectinload(Seminar.sessions).selectinload(Session.speakers),
    )
    return db.session.scalar(_public().where(Seminar.slug == slug).options(*(parts if whole else ())))


def next_in_region(seminar: Seminar, *, now: datetime) -> Listed | None:
    """The next seminar of the same region that takes place: what a cancelled seminar's page points to."""
    return next(iter(coming_in_region(seminar, now=now, at_most=1)), None)


def coming_in_region(seminar: Seminar, *, now: datetime, at_most: int) -> list[Listed]:
    """Other seminars of the same region that take place, soonest first."""
    return listed(no_place.coming_in_region(seminar, now=now).limit(at_most), now=now)


@dataclass(frozen=True)
class Choices:
    """What a list can be filtered by: the regions and series that there are, and the towns of the chosen region."""

    regions: list[Region]
    towns: list[Town]
    series: list[Series]


def choices(found: list[Listed], *, region: str, language: str) -> Choices:
    """The filters that lead somewhere, given everything there is to list; each in the order in which a reader of the
    language finds it."""
    towns = {entry.seminar.town_code: entry.seminar.town for entry in found}
    regions = {town.region.code: town.region for town in towns.values()}
    series = {entry.seminar.series.slug: entry.seminar.series for entry in found}
    return Choices(
        regions=in_order(regions.values(), language, name=lambda each: each.short),
        towns=in_order(
            (town for town in towns.values() if town.region.code == region), language, name=lambda each: each.name
        ),
        series=in_order(series.values(), language, name=lambda each: each.name),
    )


def _public() -> Select[Seminar]:
    return select(Seminar).where(Seminar.status != SeminarStatus.DRAFT)


def filtered(statement: Select, region: str, town: str, series: str) -> Select:
    """The seminars of a statement that lie in this region or town and belong to this series; "" is any."""
    if region:
        statement = statement.where(Seminar.town_code.in_([each.code for each in current_places().towns_of(region)]))
    if town:
        statement = statement.where(Seminar.town_code == town)
    if series:
        statement = statement.join(Series, Seminar.series_id == Series.id).where(Series.slug == series)
    return statement


def public_series() -> list[Series]:
    """All series of which the public may see a seminar."""
    return list(db.session.scalars(select(Series).where(_is_public()).order_by(Series.id)))


def find_series(slug: str) -> Series | None:
    """The series at this address, if the public may see any of its seminars."""
    if not _SLUG.fullmatch(slug):
        return None
    return db.session.scalar(select(Series).where(Series.slug == slug, _is_public()))


def _is_public() -> ColumnElement[bool]:
    """Of a series: whether the public may see any of its seminars."""
    return _public().where(Seminar.series_id == Series.id).exists()


def find_speaker(slug: str) -> Speaker | None:
    """The speaker at this address, if the public may see any seminar with them."""
    if not _SLUG.fullmatch(slug):
        return None
    theirs = _public().join(Seminar.sessions).join(session_speaker).where(session_speaker.c.speaker_id == Speaker.id)
    return db.session.scalar(select(Speaker).where(Speaker.slug == slug, theirs.exists()))
