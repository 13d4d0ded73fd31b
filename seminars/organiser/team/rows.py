"""What the page of people who help shows: by place, who has which role there, and what is offered to whom."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import Select, select

from seminars import clock
from seminars.domain.organisers import memberships
from seminars.domain.organisers.giving import role_offers, scopes
from seminars.domain.organisers.giving.scopes import Scope
from seminars.extensions import db
from seminars.formats.roles.places import town_and_day, where
from seminars.models import Activity, ActivityKind, Membership, Message, Organiser, Role, RoleOffer, Seminar, Series

Held = Iterable[Membership]


@dataclass(frozen=True)
class Person:
    """`who` is their name, or the address where it may be seen: by whoever may change the role. Both may be missing."""

    number: int
    role: Role
    name: str
    address: str
    is_reader: bool
    may_change: bool
    since: datetime
    invited_by: str

    @property
    def who(self) -> str:
        return self.name or self.address


@dataclass(frozen=True)
class Offered:
    number: int
    role: Role
    address: str
    may_change: bool
    ends_at: datetime
    is_over: bool
    mail: Message | None


@dataclass
class Group:
    """One place where roles hold."""

    place: str
    people: list[Person] = field(default_factory=list)
    offers: list[Offered] = field(default_factory=list)


def groups_of(reader: Organiser) -> list[Group]:
    """The whole site, then series, then seminars, as far as the reader may invite people there."""
    held = list(memberships.held_by(reader))
    roles = _roles(reader)
    offers = db.session.scalars(_offers(reader)).all()
    _load_places([*(membership for membership, _account in roles), *offers])
    groups: defaultdict[Scope, Group] = defaultdict(lambda: Group(""))
    since, names = _since(), _names(membership.invited_by for membership, _account in roles)
    for membership, account in roles:
        may_change = scopes.may_give(held, membership.role, scopes.scope_of(membership))
        person = Person(
            number=membership.id,
            role=membership.role,
            name=account.name,
            address=account.email if may_change or account.id == reader.id else "",
            is_reader=account.id == reader.id,
            may_change=may_change,
            since=since.get(membership.id, account.created_at),
            invited_by=names.get(membership.invited_by or 0, ""),
        )
        groups[scopes.scope_of(membership)].people.append(person)
    _add_offers(groups, offers, held)
    return [_named(scope, groups[scope]) for scope in sorted(groups, key=_order)]


def accounts() -> list[tuple[Organiser, int]]:
    """All of them, those that have ended last, each with the number of its roles."""
    counts: defaultdict[int, int] = defaultdict(int)
    for organiser_id in db.session.scalars(select(Membership.organiser_id).where(Membership.ended_at.is_(None))):
        counts[organiser_id] += 1
    found = db.session.scalars(select(Organiser).order_by(Organiser.active.desc(), Organiser.email))
    return [(each, counts[each.id]) for each in found]


def _roles(reader: Organiser) -> list[tuple[Membership, Organiser]]:
    found = select(Membership, Organiser).join(Organiser, Organiser.id == Membership.organiser_id)
    holding = found.where(Membership.ended_at.is_(None), scopes.in_reach_of(reader, Membership))
    rows = [(membership, account) for membership, account in db.session.execute(holding)]
    return sorted(rows, key=lambda row: (list(Role).index(row[0].role), row[1].name, row[0].id))


def _offers(reader: Organiser) -> Select[RoleOffer]:
    """Those that nobody took, until their address is forgotten."""
    untaken = RoleOffer.taken_at.is_(None), RoleOffer.revoked_at.is_(None), RoleOffer.email != ""
    return select(RoleOffer).where(*untaken, scopes.in_reach_of(reader, RoleOffer)).order_by(RoleOffer.id)


def _load_places(rows: list[Membership | RoleOffer]) -> None:
    """In one query each, so that `scope_of` finds them without one."""
    for table, ids in ((Series, {r.series_id for r in rows}), (Seminar, {r.seminar_id for r in rows})):
        db.session.scalars(select(table).where(table.id.in_(ids - {None}))).all()


def _since() -> dict[int, datetime]:
    """When each role was taken, or stood in the place of another one; of the first ones nothing was logged."""
    began = Activity.kind.in_([ActivityKind.ROLE_TAKEN, ActivityKind.ROLE_CHANGED])
    rows = db.session.execute(select(Activity.at, Activity.details).where(began).order_by(Activity.id.desc()))
    return {details["membership"]: at for at, details in rows}


def _names(ids: Iterable[int | None]) -> dict[int, str]:
    known = select(Organiser.id, Organiser.name).where(Organiser.id.in_({each for each in ids if each}))
    return dict(db.session.execute(known).all())


def _add_offers(groups: defaultdict[Scope, Group], offers: Iterable[RoleOffer], held: Held) -> None:
    fates = role_offers.fates(list(offers))
    for offer in offers:
        scope = scopes.scope_of(offer)
        may_change = scopes.may_give(held, offer.role, scope)
        shown = Offered(
            number=offer.id,
            role=offer.role,
            address=offer.email if may_change else "",
            may_change=may_change,
            ends_at=offer.ends_at,
            is_over=offer.ends_at <= clock.now(),
            mail=fates.get(offer.id),
        )
        groups[scope].offers.append(shown)


def _named(scope: Scope, group: Group) -> Group:
    group.place = town_and_day(scope.seminar) if scope.seminar else where(scope.series, None)
    return group


def _order(scope: Scope) -> tuple[bool, bool, float]:
    """The latest seminar first, as in the form."""
    return bool(scope.seminar), bool(scope.series), -scope.seminar.starts_at.timestamp() if scope.seminar else 0
