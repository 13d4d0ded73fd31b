"""The organisers' daily mail: what happened in their seminars since yesterday, and what waits for them."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from sqlalchemy import func, or_, select

from seminars import mail
from seminars.domain import messages, organisers
from seminars.extensions import db
from seminars.models import Activity, Message, MessageKind, Organiser, Registration, Seminar, Status

SPAN = timedelta(days=1)
LOOK_BACK = 3 * SPAN  # a worker may have been away


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
    """Numbers by seminar, for those in which something happened or waits."""
    coming = or_(Seminar.ends_at > now - SPAN, Seminar.postponed_at.is_not(None))
    mine = organisers.seminars_of(organiser).where(coming).order_by(Seminar.starts_at, Seminar.id)
    for seminar in db.session.scalars(mine).all():
        found = {"new": _logged(seminar, "registered", since), "cancelled": _logged(seminar, "cancelled", since)}
        found["failed"] = messages.undelivered([seminar.id]).get(seminar.id, 0)
        # A seminar that is called off leaves nothing to decide.
        found["pending"] = 0 if seminar.is_cancelled else _in_state(seminar, Status.PENDING)
        if any(found.values()):
            waiting = 0 if seminar.is_cancelled else _in_state(seminar, Status.WAITING)
            yield {"id": seminar.id, **found, "waiting": waiting}


def _logged(seminar: Seminar, kind: str, since: datetime) -> int:
    statement = select(func.count()).select_from(Activity).filter_by(seminar_id=seminar.id, kind=kind)
    return db.session.scalar(statement.where(Activity.at > since, Activity.registration_id.is_not(None)))


def _in_state(seminar: Seminar, status: Status) -> int:
    statement = select(func.count()).select_from(Registration).filter_by(seminar_id=seminar.id, status=status)
    return db.session.scalar(statement)
