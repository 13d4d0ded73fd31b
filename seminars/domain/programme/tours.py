"""The way of a series through its towns."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from sqlalchemy import Row, select

from seminars.extensions import db
from seminars.models import Seminar, SeminarStatus
from seminars.places import Town, current_places


@dataclass(frozen=True)
class Stop:
    """A seminar as a point of its series' way; of a postponed one `starts_at` is the old date."""

    slug: str
    series_id: int
    town: Town
    starts_at: datetime
    timezone: str
    hours_known: bool
    is_postponed: bool
    is_over: bool

    @property
    def starts_there(self) -> datetime:
        """Its start as clocks there show it."""
        return self.starts_at.astimezone(ZoneInfo(self.timezone))


def tour_of(series_ids: Collection[int], *, now: datetime) -> list[Stop]:
    """The public stops of these series that take place or did, soonest first, then the postponed ones; one query."""
    is_postponed = Seminar.postponed_at.is_not(None)
    columns = (Seminar.slug, Seminar.series_id, Seminar.town_code, Seminar.starts_at, Seminar.timezone)
    found = db.session.execute(
        select(*columns, Seminar.hours_known, Seminar.ends_at, is_postponed.label("is_postponed"))
        .where(Seminar.series_id.in_(series_ids), Seminar.status == SeminarStatus.PUBLISHED)
        .order_by(is_postponed, Seminar.starts_at, Seminar.id)
    )
    return [_stop(row, now) for row in found]


def _stop(row: Row, now: datetime) -> Stop:
    return Stop(
        slug=row.slug,
        series_id=row.series_id,
        town=current_places().get_town(row.town_code),
        starts_at=row.starts_at,
        timezone=row.timezone,
        hours_known=row.hours_known,
        is_postponed=bool(row.is_postponed),
        is_over=row.ends_at <= now and not row.is_postponed,
    )


def which_of_towns(stops: Sequence[Stop], slug: str) -> tuple[int, int] | None:
    """Of the stop with this address: its town is the how-maniest of how many, as (5, 6).

    Towns are counted once, in the order of their first dates; one that is visited again keeps its number. None where
    there is nothing to tell: a stop that has no date or is not among these, and a way of one town.
    """
    towns = list(dict.fromkeys(stop.town.code for stop in stops))
    here = next((stop for stop in stops if stop.slug == slug and not stop.is_postponed), None)
    return (towns.index(here.town.code) + 1, len(towns)) if here and len(towns) > 1 else None
