"""What organisers are told at once, read from what was logged: a job looks every minute, so that no verb has to know
who wants to hear of it. Each is told once; nothing personal stands in these mails."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import Select, exists, func, or_, select

from seminars import mail
from seminars.domain import activity
from seminars.domain.organisers import memberships
from seminars.domain.organisers.roles import Act
from seminars.domain.seating import deadlines, seats
from seminars.extensions import db
from seminars.models import (
    ACTIVE,
    Activity,
    ActivityKind,
    Change,
    Detail,
    Message,
    MessageKind,
    MessageState,
    Organiser,
    Registration,
    Seminar,
    Status,
    Telling,
)

SHORTLY_BEFORE = timedelta(hours=48)
UNDECIDED = timedelta(hours=24)
LOOK_BACK = timedelta(days=2)  # a worker may have been away


@dataclass(frozen=True)
class Notice:
    """`name` chooses the words, `key` makes it one of its kind, `facts` are numbers for the words."""

    name: str
    seminar: Seminar
    key: str
    facts: dict[str, int]


@dataclass(frozen=True)
class Untold:
    """A notice that one organiser has not had; `dedup` is the one of its mail."""

    dedup: str
    notice: Notice
    organiser: Organiser

    @property
    def facts(self) -> dict[str, str | int]:
        return {"notice": self.notice.name, **self.notice.facts}


def post_due(*, now: datetime) -> int:
    """Tell the organisers of every seminar what has happened and was not told yet; returns how many mails."""
    posts = untold(now=now)
    for each in posts:
        seminar = each.notice.seminar
        is_host = each.organiser not in memberships.organisers_of(seminar, Act.PEOPLE)
        facts = {**each.facts, "for_host": 1} if is_host else each.facts
        post(each.organiser, dedup=each.dedup, seminar=seminar, now=now, **facts)
    return len(posts)


def untold(*, now: datetime) -> list[Untold]:
    """What nobody was told yet; reads only."""
    found = {}
    for notice in _notices(now):
        for organiser in memberships.told_of(notice.seminar, notice.name):
            dedup = f"notice-{notice.name}-{notice.seminar.id}-{notice.key}-{organiser.id}"
            found[dedup] = Untold(dedup, notice, organiser)
    told = _told(list(found))
    return [each for dedup, each in found.items() if dedup not in told]


def _told(dedups: Sequence[str]) -> set[str]:
    return set(db.session.scalars(select(Message.dedup).where(Message.dedup.in_(dedups))))


def _notices(now: datetime) -> Iterator[Notice]:
    coming = db.session.scalars(_coming(now)).all()
    taken = seats.seats_taken_of([seminar.id for seminar in coming])
    for seminar in coming:
        yield from _full(seminar, taken.get(seminar.id, 0))
        if seminar.starts_at - now <= SHORTLY_BEFORE:
            yield from _logged_shortly_before(seminar)
        if seminar.starts_at - now <= UNDECIDED and not seminar.series.is_sample:
            yield from _undecided(seminar)
    yield from _changed(now)
    yield from _failed(now)


def _coming(now: datetime) -> Select[Seminar]:
    return select(Seminar).where(Seminar.takes_place, Seminar.starts_at > now).order_by(Seminar.id)


def _full(seminar: Seminar, taken: int) -> Iterator[Notice]:
    if seminar.capacity and taken >= seminar.capacity:
        yield Notice("full", seminar, str(seminar.capacity), {"taken": taken})


def _logged_shortly_before(seminar: Seminar) -> Iterator[Notice]:
    """Places that are free again, and sign-ups that await approval still, in the last two days."""
    rows = (
        select(Activity, Registration.status)
        .join(Registration, Registration.id == Activity.registration_id)
        .where(Activity.seminar_id == seminar.id, Activity.at >= seminar.starts_at - SHORTLY_BEFORE)
    )
    for row, status in db.session.execute(rows.order_by(Activity.id)):
        if Detail.WITH in row.details:
            continue
        # One an hour of each kind, whoever comes and goes meanwhile; the list shows them all.
        if _frees_a_place(row, seminar):
            yield Notice("late_cancellation", seminar, f"{row.at:%Y%m%d%H}", {})
        elif row.to_status == status == Status.PENDING:
            yield Notice("approval_wanted", seminar, f"{row.at:%Y%m%d%H}", {})


def _frees_a_place(row: Activity, seminar: Seminar) -> bool:
    """Also an offer that came to nothing, where it is too late to ask the next one."""
    if row.from_status == Status.OFFERED:
        return row.to_status != Status.CONFIRMED and deadlines.deadline(seminar, now=row.at) is None
    return row.kind == ActivityKind.CANCELLED and row.from_status == Status.CONFIRMED and row.actor == activity.PERSON


def _undecided(seminar: Seminar) -> Iterator[Notice]:
    of_state = select(Registration.status, func.count()).filter_by(seminar_id=seminar.id).group_by(Registration.status)
    counts = dict(db.session.execute(of_state).all())
    pending, waiting = counts.get(Status.PENDING, 0), counts.get(Status.WAITING, 0)
    if pending or waiting:
        yield Notice("undecided", seminar, f"{seminar.starts_at:%Y%m%d}", {"pending": pending, "waiting": waiting})


def _changed(now: datetime) -> Iterator[Notice]:
    """A report after a move, a postponement or a cancellation, if it concerned anybody: how many were written to. It is
    not due before that is known."""
    somebody = exists().where(Registration.seminar_id == Change.seminar_id, Registration.status.in_(ACTIVE))
    is_being_told = exists().where(Telling.change_id == Change.id, Telling.ended_at.is_(None))
    ended_at = select(Telling.ended_at).where(Telling.change_id == Change.id).scalar_subquery()
    is_recent = func.coalesce(ended_at, Change.at) > now - LOOK_BACK
    changes = select(Change).where(is_recent, ~is_being_told, or_(Change.told > 0, somebody))
    for change in db.session.scalars(changes.order_by(Change.id)):
        seminar = db.session.get_one(Seminar, change.seminar_id)
        yield Notice("changed", seminar, str(change.id), {"told": change.told, "change": change.id})


def _failed(now: datetime) -> Iterator[Notice]:
    failed = select(Message).where(
        Message.state == MessageState.FAILED, Message.registration_id.is_not(None), Message.due_at > now - LOOK_BACK
    )
    # One a day for each seminar, however many a mail server refuses; the list shows them all.
    of_days: dict[tuple[int, date], Seminar] = {}
    for message in db.session.scalars(failed):
        if message.seminar:
            of_days[message.seminar.id, message.due_at.date()] = message.seminar
    for (_seminar_id, day), seminar in sorted(of_days.items(), key=lambda each: each[0]):
        yield Notice("delivery_failed", seminar, f"{day:%Y%m%d}", {})


def post(
    organiser: Organiser, *, dedup: str, now: datetime, seminar: Seminar | None = None, **facts: str | int
) -> None:
    mail.post(
        MessageKind.NOTICE,
        to=organiser.email,
        language=organiser.language,
        organiser=organiser,
        seminar=seminar,
        dedup=dedup,
        now=now,
        facts=facts,
    )


def warn_of_violations(count: int, *, now: datetime) -> int:
    """Tell those who own the whole installation that its nightly check found something, each once a day; returns how
    many mails."""
    owners = {f"notice-check-{now:%Y%m%d}-{owner.id}": owner for owner in memberships.owners()}
    untold_yet = owners.keys() - _told(list(owners))
    for dedup in sorted(untold_yet):
        post(owners[dedup], dedup=dedup, now=now, notice="check_failed", found=count)
    return len(untold_yet)
