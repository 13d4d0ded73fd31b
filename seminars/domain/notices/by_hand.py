"""Whom no mail tells of the last change of a seminar: contacts without an address, and those whose mail about it failed
for good. Organisers call them and tick them off, on the seminar's page, until it is over. A tick writes down which
change they know of (`told_change_id`), as a mail does; so after the next change they stand there again, with what is
different from what they were told."""

from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, cast

from sqlalchemy import ColumnElement, CursorResult, Exists, Select, and_, exists, func, or_, select, update
from sqlalchemy.orm import aliased, joinedload, selectinload

from seminars.domain import activity
from seminars.domain.notices.telling import concerned
from seminars.domain.seating import seats
from seminars.extensions import db
from seminars.formats.appointments import appointment
from seminars.mail.contents import news
from seminars.mail.contents.news import News
from seminars.models import (
    Activity,
    ActivityKind,
    Change,
    Detail,
    Message,
    MessageState,
    Party,
    Registration,
    Seminar,
    Telling,
)

MOST_SHOWN = 200
_TICKS = (ActivityKind.TOLD_BY_HAND, ActivityKind.TOLD_BY_HAND_UNDONE)
_KNOWN = func.coalesce(Registration.told_change_id, 0)


@dataclass(frozen=True)
class Group:
    """Those who knew the same, in the order in which they signed up, and what is different from that now."""

    news: News
    people: list[Registration]


@dataclass(frozen=True)
class Tick:
    registration: Registration
    by: str
    at: datetime


@dataclass(frozen=True)
class ByHand:
    """Of the last change: how many are `left`, the first MOST_SHOWN of them, and who was told, the last one first."""

    change: Change
    left: int
    groups: list[Group]
    told: list[Tick]


def left_of(seminars: Sequence[Seminar], *, now: datetime) -> Counter[int]:
    """How many people are still to be told, by seminar, in two queries."""
    left: Counter[int] = Counter()
    for seminar_id, _known, _news, number in _differences(seminars, now=now):
        left[seminar_id] += number
    return left


def find(seminar: Seminar, *, now: datetime) -> ByHand | None:
    """Who is still to be told, and who was; None where nobody ever had to be, or the seminar is over."""
    change = find_change(seminar)
    if change is None or seminar.is_over(now):
        return None
    differences = {known: (found, number) for _id, known, found, number in _differences([seminar], now=now)}
    left = _untold([seminar.id]).where(_KNOWN.in_(differences)).order_by(Registration.id).limit(MOST_SHOWN)
    people = db.session.scalars(left.options(_with_party())).all()
    groups = [
        Group(found, [each for each in people if (each.told_change_id or 0) == known])
        for known, (found, _number) in sorted(differences.items())
    ]
    told = _ticks(seminar, change)
    number = sum(number for _news, number in differences.values())
    return ByHand(change, number, groups, told) if number or told else None


def find_change(seminar: Seminar, number: int | None = None) -> Change | None:
    """The last change of which people of this seminar were to be told, or the one with this number."""
    of_it = select(Change).join(Telling).where(Telling.seminar_id == seminar.id).order_by(Change.id.desc()).limit(1)
    return db.session.scalar(of_it if number is None else of_it.where(Change.id == number))


def note(
    seminar: Seminar,
    change: Change,
    *,
    told: Collection[str],
    untold: Collection[str],
    actor: str,
    now: datetime | None = None,
) -> int:
    """Write down that organisers told some people of this change, and that others were ticked by mistake; both by their
    codes. Returns how many were told. Whoever knows of it or of a later one already stays as they are."""
    held = seats.hold(seminar, now=now)
    ticked = {tick.registration.code: tick.registration for tick in _ticks(seminar, change)}
    for person in (ticked[code] for code in sorted(untold) if code in ticked):
        _undo(person, change, actor=actor, at=held.now)
    people = select(Registration).where(*concerned(seminar.id), Registration.code.in_(told))
    fresh = people.order_by(Registration.id).execution_options(populate_existing=True)
    return sum(_tick(person, change, actor=actor, at=held.now) for person in db.session.scalars(fresh).all())


def _differences(seminars: Sequence[Seminar], *, now: datetime) -> Iterator[tuple[int, int, News, int]]:
    """(seminar, last change that they know of, what is different from that now, how many people), where anything is."""
    by_id = {seminar.id: seminar for seminar in seminars if not seminar.is_over(now)}
    counted = _untold(list(by_id)).with_only_columns(Registration.seminar_id, _KNOWN, func.count())
    rows = db.session.execute(counted.group_by(Registration.seminar_id, _KNOWN)).all()
    concern = Change.seminar_id.in_({seminar_id for seminar_id, *_ in rows})
    changes = db.session.scalars(select(Change).where(concern).order_by(Change.id)).all()
    for seminar_id, known, number in rows:
        later = [change for change in changes if change.seminar_id == seminar_id and change.id > known]
        found = news.between(later, appointment(by_id[seminar_id]))
        if found.is_anything:
            yield seminar_id, known, found, number


def _untold(seminar_ids: Sequence[int]) -> Select[Registration]:
    """Contacts whom the last change concerns, who do not know of it, and whom no mail tells."""
    last = select(func.max(Telling.change_id)).where(Telling.seminar_id == Seminar.id).correlate(Seminar)
    change_id = last.scalar_subquery()
    is_unreached = or_(Registration.email == "", _has_failed_mail(change_id))
    of_these = select(Registration).join(Seminar, and_(*concerned(Seminar.id))).where(Seminar.id.in_(seminar_ids))
    return of_these.where(change_id > _KNOWN, is_unreached)


def _has_failed_mail(change_id: Any) -> Exists:
    """Whether their party has one: when it was written, its contact may have been another one."""
    member = aliased(Registration)
    of_party = Message.registration_id == member.id, member.party_id == Registration.party_id
    failed = exists().where(Message.change_id == change_id, Message.state == MessageState.FAILED, *of_party)
    return failed.correlate(Registration, Seminar)


def _ticks(seminar: Seminar, change: Change) -> list[Tick]:
    """Who was told of this change by hand and has heard of no later one, the last one first."""
    about = select(Activity).where(Activity.seminar_id == seminar.id, Activity.kind.in_(_TICKS))
    rows = db.session.scalars(about.order_by(Activity.id).options(joinedload(Activity.organiser))).all()
    # Of those whose data was removed nothing is left but that they were told of something.
    last = {row.registration_id: row for row in rows if row.details.get(Detail.CHANGE) == change.id}
    told = {number: row for number, row in last.items() if row.kind == ActivityKind.TOLD_BY_HAND}
    knows = Registration.id.in_(told), Registration.told_change_id == change.id
    people = select(Registration).where(*concerned(seminar.id), *knows).options(_with_party())
    ticks = [(told[each.id], each) for each in db.session.scalars(people)]
    latest = sorted(ticks, key=lambda pair: pair[0].id, reverse=True)[:MOST_SHOWN]
    return [Tick(person, row.organiser_name or row.actor, row.at) for row, person in latest]


def _with_party() -> Any:
    return selectinload(Registration.party).selectinload(Party.members)


def _tick(person: Registration, change: Change, *, actor: str, at: datetime) -> bool:
    kind, knew, seminar = ActivityKind.TOLD_BY_HAND, person.told_change_id or 0, person.seminar
    # A mail that leaves at this moment may tell of a later change.
    is_new = _know(person, change.id, change.id > _KNOWN)
    if is_new:
        activity.record(kind, actor=actor, at=at, seminar=seminar, registration=person, change=change.id, knew=knew)
    return is_new


def _undo(person: Registration, change: Change, *, actor: str, at: datetime) -> None:
    ticks = select(Activity).filter_by(registration_id=person.id, kind=ActivityKind.TOLD_BY_HAND)
    tick = db.session.scalars(ticks.order_by(Activity.id.desc()).limit(1)).one()
    kind, seminar = ActivityKind.TOLD_BY_HAND_UNDONE, person.seminar
    if _know(person, tick.details[Detail.KNEW] or None, Registration.told_change_id == change.id):
        activity.record(kind, actor=actor, at=at, seminar=seminar, registration=person, change=change.id)


def _know(person: Registration, change_id: int | None, still: ColumnElement[bool]) -> bool:
    known = update(Registration).where(Registration.id == person.id, still).values(told_change_id=change_id)
    result = db.session.execute(known.execution_options(synchronize_session=False))
    return cast(CursorResult[Any], result).rowcount == 1
