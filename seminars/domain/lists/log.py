"""What happened to one seminar or to one of its people, the latest first, as organisers look through it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import ColumnElement, Select, and_, or_, select
from sqlalchemy.orm import joinedload

from seminars.domain.lists import search
from seminars.extensions import db
from seminars.formats.log_words import Event, Group, kinds_of
from seminars.models import Activity, Appointment, Change, Detail, Organiser, Registration, Seminar

MOST_ON_PAGE_OF_PERSON = 30
ROWS_AT_ONCE = 500


@dataclass(frozen=True)
class Happened:
    """`registration` is that of whom it tells, None where it tells of nobody."""

    at: datetime
    event: Event
    registration: Registration | None


@dataclass(frozen=True)
class History:
    """The last rows about one person, and whether there are more."""

    rows: list[Happened]
    has_more: bool


def page_of(
    seminar: Seminar, *, group: Group | None = None, about: Registration | None = None, number: int = 1
) -> search.Page:
    """One page of what happened; of one `group` of kinds, of what tells of one person, or of both."""
    page = search.page(rows_of(seminar, group=group, about=about), number=number)
    return replace(page, rows=told(page.rows))


def history_of(registration: Registration) -> History:
    """The last that happened to one person, in two queries."""
    statement = rows_of(registration.seminar, about=registration).limit(MOST_ON_PAGE_OF_PERSON + 1)
    rows = told(db.session.scalars(statement).all())
    return History(rows[:MOST_ON_PAGE_OF_PERSON], has_more=len(rows) > MOST_ON_PAGE_OF_PERSON)


def rows_of(seminar: Seminar, *, group: Group | None = None, about: Registration | None = None) -> Select[Activity]:
    """The rows themselves, each with whom it tells of and who did it."""
    only = [Activity.seminar_id == seminar.id]
    if group:
        only.append(Activity.kind.in_(kinds_of(group)))
    if about:
        only.append(_tells_of(about))
    name = (Registration.code, Registration.given_name, Registration.patronymic, Registration.surname)
    with_names = (
        joinedload(Activity.registration).load_only(*name, Registration.erased_at),
        joinedload(Activity.organiser).load_only(Organiser.name, Organiser.email),
    )
    return select(Activity).where(*only).options(*with_names).order_by(Activity.at.desc(), Activity.id.desc())


def _tells_of(person: Registration) -> ColumnElement[bool]:
    """What is written down of the contact alone, such as another address, concerns all of the party; changes of a
    state are written down of each."""
    party = select(Registration.id).where(Registration.party_id == person.party_id)
    of_all = and_(Activity.registration_id.in_(party), Activity.to_status.is_(None))
    return or_(Activity.registration_id == person.id, of_all)


def read_through(statement: Select[Activity]) -> Iterator[list[Happened]]:
    """All that a statement finds, some at a time."""
    found = db.session.scalars(statement, execution_options={"yield_per": ROWS_AT_ONCE})
    for rows in found.partitions():
        yield told(rows)


def told(rows: Sequence[Activity]) -> list[Happened]:
    """With what changes of the seminar made of it, which is looked up in one query."""
    ids = [row.details[Detail.CHANGE] for row in rows if Detail.CHANGE in row.details]
    changes = db.session.scalars(select(Change).where(Change.id.in_(ids))).all()
    after = {change.id: change.after for change in changes}
    return [
        Happened(row.at, _event(row, after.get(row.details.get(Detail.CHANGE, 0))), row.registration) for row in rows
    ]


def _event(row: Activity, after: Appointment | None) -> Event:
    person = row.registration
    return Event(
        kind=row.kind,
        actor=row.actor,
        organiser=row.organiser_name,
        person=person.full_name if person else "",
        is_erased=bool(person and person.erased_at),
        status=row.to_status,
        details=row.details,
        after=after,
    )
