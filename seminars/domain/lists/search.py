"""One seminar's registrations as organisers look through them: searched, sorted, a page at a time."""

from dataclasses import dataclass
from enum import StrEnum

from sqlalchemy import ColumnElement, Select, SQLColumnExpression, case, exists, func, select
from sqlalchemy.orm import aliased, contains_eager

from seminars.database.ids import written_out
from seminars.domain.people import transliteration
from seminars.extensions import db
from seminars.models import ACTIVE, OrganisationKind, Party, Registration, Seminar, Status

PAGE_SIZE = 100
MOST_WORDS = 8
SORTS = {
    "name": (Registration.name_key, Registration.id),
    "organisation": (Registration.organisation, Registration.name_key, Registration.id),
    "status": (Registration.status, Registration.name_key, Registration.id),
    "registered": (Registration.registered_at, Registration.id),
    "queue": (Party.queue_no, Registration.id),
}


class Reach(StrEnum):
    """What is known of the way to somebody by mail."""

    NO_MAIL = "none"
    UNPROVEN = "unproven"


def never_answered(contact: type[Registration]) -> ColumnElement[bool]:
    """Whether nothing was ever done from a mail to this contact, whose address may be anybody's; NULL without one."""
    return case((contact.email != "", contact.email_proven_at.is_(None)))


_contact = aliased(Registration)
_is_active = Registration.status.in_(ACTIVE), Registration.erased_at.is_(None)
REACHED: dict[Reach, tuple[SQLColumnExpression[bool], ...]] = {
    # Whoever has an active registration of their own and no address must be called when something changes.
    Reach.NO_MAIL: (*_is_active, Registration.is_contact, Registration.email == ""),
    Reach.UNPROVEN: (
        *_is_active,
        exists().where(
            _contact.party_id == Registration.party_id,
            _contact.is_contact,
            never_answered(_contact),
        ),
    ),
}


@dataclass(frozen=True)
class Page:
    """Some of `total` rows; `first` and `last` count them from 1, `number` counts pages from 1."""

    rows: list
    total: int
    number: int

    @property
    def first(self) -> int:
        return (self.number - 1) * PAGE_SIZE + bool(self.rows)

    @property
    def last(self) -> int:
        return (self.number - 1) * PAGE_SIZE + len(self.rows)

    @property
    def has_next(self) -> bool:
        return self.last < self.total


def registrations_of(
    seminar: Seminar,
    *,
    search: str = "",
    status: Status | None = None,
    reach: Reach | None = None,
    group_no: int | None = None,
    kind: OrganisationKind | None = None,
    sort: str = "registered",
    falling: bool = False,
    number: int = 1,
) -> Page:
    """One page; `sort` is a key of SORTS. `search` finds parts of names and organisations in any of the four
    languages' spellings, and of addresses and codes; all its words must be found. `reach` leaves only
    those counted by `count_by_reach`, `group_no` those who were seen to come as one group, `kind` those of such an
    organisation. People who were erased are not listed."""
    with_party = contains_eager(Registration.party).selectinload(Party.members)
    only = _only(seminar, status, reach, group_no, kind)
    statement = select(Registration).join(Party).where(*only).options(with_party)
    if search:
        statement = statement.where(Registration.id.in_(written_out(_matching(seminar.id, search))))
    return page(statement.order_by(*(each.desc() if falling else each for each in SORTS[sort])), number=number)


def _only(
    seminar: Seminar,
    status: Status | None,
    reach: Reach | None,
    group_no: int | None,
    kind: OrganisationKind | None,
) -> list[SQLColumnExpression[bool]]:
    only: list[SQLColumnExpression[bool]] = [Registration.seminar_id == seminar.id, Registration.erased_at.is_(None)]
    if status:
        only.append(Registration.status == status)
    if reach:
        only += REACHED[reach]
    if group_no is not None:
        only.append(Registration.group_no == group_no)
    if kind:
        only.append(Registration.organisation_kind == kind)
    return only


def latest(seminar: Seminar, *, at_most: int) -> list[Registration]:
    """Those who signed up last, the latest first; whoever was erased is left out."""
    found = select(Registration).where(*_only(seminar, None, None, None, None))
    newest = found.order_by(Registration.registered_at.desc(), Registration.id.desc())
    return list(db.session.scalars(newest.limit(at_most)))


def page(statement: Select, *, number: int) -> Page:
    """One page of what the statement finds, in two queries."""
    total = db.session.execute(select(func.count()).select_from(statement.order_by(None).subquery())).scalar_one()
    rows = db.session.scalars(statement.limit(PAGE_SIZE).offset((number - 1) * PAGE_SIZE)).all()
    return Page(list(rows), total, number)


def count_by_reach(seminar: Seminar) -> dict[Reach, int]:
    """How many contacts with an active registration gave no e-mail address, so that they are told by phone; and how
    many active registrations nobody ever answered from a mail."""
    counts = [func.count().filter(*conditions) for conditions in REACHED.values()]
    found = db.session.execute(select(*counts).select_from(Registration).where(Registration.seminar_id == seminar.id))
    return dict(zip(REACHED, found.one(), strict=True))


def _matching(seminar_id: int, search: str) -> list[int]:
    # Neither database folds Cyrillic case alike, nor knows how names sound, so the words are compared here.
    words = [(word.casefold(), transliteration.sounds(word)) for word in search.split()[:MOST_WORDS]]
    rows = db.session.execute(
        select(
            Registration.id, Registration.surname, Registration.given_name, Registration.patronymic,
            Registration.organisation, Registration.email, Registration.code,
        ).where(Registration.seminar_id == seminar_id, Registration.erased_at.is_(None))
    )  # fmt: skip
    found = []
    for number, surname, given_name, patronymic, organisation, email, code in rows:
        heard = transliteration.sound(f"{surname} {given_name} {patronymic} {organisation}")
        written = f"{email} {code}".casefold()
        if all(word in written or any(sound in heard for sound in sounds) for word, sounds in words):
            found.append(number)
    return found
