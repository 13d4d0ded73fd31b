"""The organisers' daily mail: what happened in their seminars since yesterday, and what waits for them."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.orm import InstrumentedAttribute

from seminars import mail
from seminars.domain.organisers import memberships
from seminars.domain.outbox import messages
from seminars.extensions import db
from seminars.models import (
    Activity,
    ActivityKind,
    Message,
    MessageKind,
    Organiser,
    Registration,
    Seminar,
    Series,
    Status,
)

SPAN = timedelta(days=1)
LOOK_BACK = 3 * SPAN  # a worker may have been away
_LOGGED = {"new": ActivityKind.REGISTERED, "cancelled": ActivityKind.CANCELLED}
Column = InstrumentedAttribute[Any]


def post_due(*, now: datetime) -> int:
    """One mail to each organiser who wants it and has something to read; returns how many."""
    wanted = db.session.scalars(
        select(Organiser).where(Organiser.active, Organiser.wants_digest).order_by(Organiser.id)
    )
    return sum(_post(organiser, now=now) for organiser in wanted.all())


def _post(organiser: Organiser, *, now: datetime) -> bool:
    dedup = f"digest-{organiser.id}-{now:%Y%m%d}"
    if db.session.scalar(select(Message.id).filter_by(dedup=dedup)):
        return False
    news = list(_news(organiser, since=_last_told(organiser, now), now=now))
    if not news:
        return False
    mail.post(
        MessageKind.DIGEST,
        to=organiser.email,
        language=organiser.language,
        organiser=organiser,
        dedup=dedup,
        now=now,
        useless_after=now + SPAN,
        facts={"seminars": news},
    )
    return True


def _last_told(organiser: Organiser, now: datetime) -> datetime:
    """Where this digest has to begin, so that nothing falls between two: at the last one, or a day ago."""
    last = select(func.max(Message.created_at)).filter_by(organiser_id=organiser.id, kind=MessageKind.DIGEST)
    return max(db.session.scalar(last) or now - SPAN, now - LOOK_BACK)


def _news(organiser: Organiser, *, since: datetime, now: datetime) -> Iterator[dict[str, int]]:
    """Numbers by seminar, for those in which something happened or waits; what was invented waits for nobody."""
    coming = or_(Seminar.ends_at > now - SPAN, Seminar.postponed_at.is_not(None))
    is_real = Seminar.series.has(Series.is_sample.is_(False))
    mine = memberships.followed_by(organiser).where(coming, is_real).order_by(Seminar.starts_at, Seminar.id)
    seminars = db.session.scalars(mine).all()
    ids = [seminar.id for seminar in seminars]
    happened, waits, failed = _logged(ids, since), _waiting(ids), messages.undelivered(ids)
    for seminar in seminars:
        found = {kind: happened.get((seminar.id, logged), 0) for kind, logged in _LOGGED.items()}
        found["failed"] = failed.get(seminar.id, 0)
        # A seminar that is called off leaves nothing to decide.
        found["pending"] = 0 if seminar.is_cancelled else waits.get((seminar.id, Status.PENDING), 0)
        if any(found.values()):
            waiting = 0 if seminar.is_cancelled else waits.get((seminar.id, Status.WAITING), 0)
            yield {"id": seminar.id, **found, "waiting": waiting}


def _logged(seminar_ids: list[int], since: datetime) -> dict[tuple[int, str], int]:
    """How many registrations were made and ended, by seminar and kind of activity."""
    which = Activity.seminar_id.in_(seminar_ids), Activity.kind.in_(_LOGGED.values())
    lately = Activity.at > since, Activity.registration_id.is_not(None)
    return _counted(Activity.seminar_id, Activity.kind, *which, *lately)


def _waiting(seminar_ids: list[int]) -> dict[tuple[int, str], int]:
    """How many people wait for a decision or a place, by seminar and state."""
    which = Registration.seminar_id.in_(seminar_ids), Registration.status.in_((Status.PENDING, Status.WAITING))
    return _counted(Registration.seminar_id, Registration.status, *which)


def _counted(seminar_id: Column, what: Column, *which: ColumnElement[bool]) -> dict[tuple[int, str], int]:
    rows = db.session.execute(select(seminar_id, what, func.count()).where(*which).group_by(seminar_id, what))
    return {(number, found): count for number, found, count in rows}
