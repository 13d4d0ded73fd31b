"""Which seminars a calendar feed holds, nearest first, and when that was last different."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from functools import cache

from sqlalchemy import ColumnElement, Select, SQLColumnExpression, and_, bindparam, case, func, not_, null, or_, select
from sqlalchemy.orm import joinedload

from seminars.domain.programme import listings
from seminars.extensions import db
from seminars.models import Seminar, SeminarStatus, Session, Speaker

FEED_PAST = timedelta(days=60)
CANCELLED_STAY = timedelta(days=30)
MOST_EVENTS = 1000
# From the moment that a write calls "now" until others see what it did; none takes longer.
SETTLED_AFTER = timedelta(seconds=30)

# From when on a cancelled seminar is kept for CANCELLED_STAY; old rows have no `cancelled_at`.
_cancelled_from = case((Seminar.cancelled_at > Seminar.ends_at, Seminar.cancelled_at), else_=Seminar.ends_at)

Version = tuple[str, int, datetime]


def in_feed(
    *conditions: ColumnElement[bool],
    now: datetime,
    region: str = "",
    town: str = "",
    series: str = "",
    speaker: str = "",
) -> tuple[Version, ...]:
    """What a calendar feed holds: seminars from 60 days back on, postponed ones, and cancelled ones until 30 days
    after both their date and the day they were cancelled.

    Each as (UID, SEQUENCE, changed_at), which differ whenever the event's bytes would. Coming and postponed ones
    stand first, the soonest before all, then past ones, the latest before all. At most MOST_EVENTS, and one more
    where there are more. At most one filter is given: a code of a place, the slug of a series or of a speaker.
    """
    statement = listings.filtered(_SHOWN.where(*conditions) if conditions else _SHOWN, region, town, series)
    if speaker:
        statement = statement.where(Seminar.sessions.any(Session.speakers.any(Speaker.slug == speaker)))
    return tuple(map(tuple, db.session.execute(statement, _instants(now))))


def _shown() -> Select[str, int, datetime]:
    is_published, is_cancelled = (Seminar.status == each for each in (SeminarStatus.PUBLISHED, SeminarStatus.CANCELLED))
    is_postponed = and_(is_published, Seminar.postponed_at.is_not(None))
    comes = or_(Seminar.ends_at > bindparam("now"), is_postponed)
    in_date = and_(is_published, Seminar.ends_at > bindparam("past_from"))
    cancelled_of_late = and_(is_cancelled, _cancelled_from > bindparam("cancelled_from"))
    return (
        select(Seminar.uid, Seminar.ical_sequence, Seminar.changed_at)
        .where(or_(in_date, is_postponed, cancelled_of_late))
        .order_by(case((comes, 0), else_=1), case((comes, Seminar.starts_at)))
        .order_by(case((not_(comes), Seminar.starts_at)).desc(), Seminar.id)
        .limit(MOST_EVENTS + 1)
    )


# Made once: to put a statement together takes longer than to answer it.
_SHOWN = _shown()


def _instants(now: datetime) -> dict[str, datetime]:
    return {"now": now, "past_from": now - FEED_PAST, "cancelled_from": now - CANCELLED_STAY}


def version_of(seminar: Seminar) -> Version:
    return seminar.uid, seminar.ical_sequence, seminar.changed_at


def with_uids(uids: list[str]) -> list[Seminar]:
    """These seminars in this order, with all that a calendar event shows; one that is gone is left out."""
    statement = select(Seminar).where(Seminar.uid.in_(uids))
    found = db.session.scalars(statement.options(joinedload(Seminar.series), joinedload(Seminar.venue)))
    by_uid = {seminar.uid: seminar for seminar in found}
    return [by_uid[uid] for uid in uids if uid in by_uid]


def last_modified(
    *conditions: ColumnElement[bool], now: datetime, is_cut: bool = False, also: Iterable[datetime | None] = ()
) -> datetime | None:
    """When a feed was last different, in whole seconds: late rather than early, and never in the future (RFC 9110
    section 8.8.2.1). None while nothing has happened.

    A seminar that has left a feed is not seen in it, so this asks all public seminars that meet `conditions`: when
    they changed, and when time alone took one out; the end of any of them may do that to a feed that `is_cut`.
    `also` are further instants of change.

    A change can come to light after a later one did. So SETTLED_AFTER the last one it rises once more, and whoever
    asks by If-Modified-Since alone hears of that change too.
    """
    statement = _changes(*conditions, is_cut=is_cut) if conditions else _public_changes(is_cut)
    changed, past, cancelled, ended = db.session.execute(statement, _instants(now)).one()
    happened = [changed, past and past + FEED_PAST, cancelled and cancelled + CANCELLED_STAY, ended, *also]
    known = [instant for instant in happened if instant is not None]
    if not known:
        return None
    is_settled = max(known) + SETTLED_AFTER <= now
    return min(now, max(known) + SETTLED_AFTER if is_settled else max(known)).replace(microsecond=0)


@cache
def _public_changes(is_cut: bool) -> Select:
    return _changes(is_cut=is_cut)


def _changes(*conditions: ColumnElement[bool], is_cut: bool) -> Select:
    """The last change, and the last date (of a published, a cancelled and, if `is_cut`, of any seminar) with which
    time alone changed a feed. Each is a query of its own, answered from the end of its index."""
    ends_at, status = Seminar.ends_at, Seminar.status
    public = (status != SeminarStatus.DRAFT, *conditions)
    has_a_date = (*public, Seminar.takes_place)
    is_cancelled = (*public, status == SeminarStatus.CANCELLED)
    return select(
        _latest(Seminar.changed_at, *public),
        _latest(ends_at, *has_a_date, ends_at <= bindparam("past_from")),
        _latest(_cancelled_from, *is_cancelled, _cancelled_from <= bindparam("cancelled_from")),
        _latest(ends_at, *public, ends_at <= bindparam("now")) if is_cut else null(),
    )


def _latest(column: SQLColumnExpression[datetime], *where: SQLColumnExpression[bool]) -> ColumnElement[datetime]:
    return select(func.max(column)).where(*where).scalar_subquery()
