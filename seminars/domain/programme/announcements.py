"""What the public is told of seminars, one after another: that they are announced, changed, and what came of them."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Select, String, case, cast, select
from sqlalchemy.orm import joinedload

from seminars.extensions import db
from seminars.models import Change, Seminar, SeminarStatus

MOST = 50

_SHOWN = (joinedload(Seminar.series), joinedload(Seminar.venue))


@dataclass(frozen=True)
class Announcement:
    """At this instant the public could first read it: of a change, or of the seminar's publication, or its recap."""

    at: datetime
    seminar: Seminar
    change: Change | None = None
    is_recap: bool = False


def latest(*, now: datetime) -> list[Announcement]:
    """The latest MOST of all public seminars, the newest first: three queries, however many there are."""
    everything = [*_recaps(now), *_changes(), *_publications()]
    # What comes at one instant stays in the order above, which is that of its happening, backwards.
    return sorted(everything, key=lambda each: each.at, reverse=True)[:MOST]


def _publications() -> list[Announcement]:
    # One that was over when it was published is told of by its recap.
    statement = _public(select(Seminar)).where(Seminar.published_at < Seminar.ends_at)
    latest_first = statement.order_by(Seminar.published_at.desc(), Seminar.id.desc())
    return [Announcement(each.published_at, each) for each in db.session.scalars(latest_first.limit(MOST))]


def _changes() -> list[Announcement]:
    statement = _public(select(Change, Seminar).join(Seminar, Change.seminar_id == Seminar.id))
    latest_first = statement.order_by(Change.at.desc(), Change.id.desc())
    found = db.session.execute(latest_first.limit(MOST))
    return [Announcement(change.at, seminar, change) for change, seminar in found]


def _recaps(now: datetime) -> list[Announcement]:
    """Of seminars that are over; a recap written before shows on the page from the end on."""
    shown_at = case((Seminar.recap_at > Seminar.ends_at, Seminar.recap_at), else_=Seminar.ends_at)
    statement = (
        _public(select(Seminar))
        .where(Seminar.recap_at.is_not(None), cast(Seminar.recap, String) != "{}")
        .where(Seminar.ends_at <= now, Seminar.postponed_at.is_(None) | (Seminar.status == SeminarStatus.CANCELLED))
        .order_by(shown_at.desc(), Seminar.id.desc())
    )
    found = db.session.scalars(statement.limit(MOST))
    return [Announcement(max(each.recap_at, each.ends_at), each, is_recap=True) for each in found]


def _public(statement: Select) -> Select:
    return statement.where(Seminar.status != SeminarStatus.DRAFT).options(*_SHOWN)
