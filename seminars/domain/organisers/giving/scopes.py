"""Where a role holds, and who may give which role where. Nobody gives more than their own role allows."""

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import ColumnElement, or_, select, true

from seminars.domain.errors import DomainError
from seminars.domain.organisers import memberships
from seminars.domain.organisers.roles import MAY, MAY_GIVE, Act, owns_all
from seminars.extensions import db
from seminars.models import Membership, Organiser, Role, RoleOffer, Seminar, Series


@dataclass(frozen=True)
class Scope:
    """Where a role holds: in one seminar, in one series, or (both None) in the whole installation."""

    series: Series | None = None
    seminar: Seminar | None = None

    @property
    def columns(self) -> dict[str, int | None]:
        """As it stands in a row of a role or an offer."""
        return {
            "series_id": self.series.id if self.series else None,
            "seminar_id": self.seminar.id if self.seminar else None,
        }

    def is_of(self, table: type[Membership | RoleOffer]) -> ColumnElement[bool]:
        columns = self.columns
        series, seminar = columns["series_id"], columns["seminar_id"]
        return table.series_id.is_not_distinct_from(series) & table.seminar_id.is_not_distinct_from(seminar)


class NotTheirsToGive(DomainError):
    """Whoever wants to give, change or end this role may not do so there."""

    def __init__(self, scope: Scope) -> None:
        super().__init__(scope)
        self.scope = scope


def scope_of(row: Membership | RoleOffer) -> Scope:
    series = db.session.get(Series, row.series_id) if row.series_id else None
    return Scope(series, db.session.get(Seminar, row.seminar_id) if row.seminar_id else None)


def scopes_of(giver: Organiser) -> list[Scope]:
    """Where they may give any role: everywhere, in series, in seminars; the latest seminar first."""
    everywhere = [Scope()] if memberships.is_owner(giver) else []
    series = memberships.series_of(giver, Act.INVITE).order_by(Series.id)
    seminars = memberships.seminars_of(giver, Act.INVITE).order_by(Seminar.starts_at.desc(), Seminar.id)
    return [
        *everywhere,
        *(Scope(series=each) for each in db.session.scalars(series)),
        *(Scope(seminar=each) for each in db.session.scalars(seminars)),
    ]


def in_reach_of(giver: Organiser, table: type[Membership | RoleOffer]) -> ColumnElement[bool]:
    """Of which roles, or offers, this organiser is told: those that hold in what they may invite people to."""
    held = [each for each in memberships.held_by(giver) if each.role in MAY[Act.INVITE]]
    if any(each.series_id is None and each.seminar_id is None for each in held):
        return true()
    series = [each.series_id for each in held if each.series_id]
    seminars = [each.seminar_id for each in held if each.seminar_id]
    of_series = select(Seminar.id).where(Seminar.series_id.in_(series))
    return or_(table.series_id.in_(series), table.seminar_id.in_(seminars), table.seminar_id.in_(of_series))


def may_give(held: Iterable[Membership], role: Role, scope: Scope) -> bool:
    """Whether whoever holds these roles may give this one there, or end it."""
    return any(role in MAY_GIVE.get(each.role, ()) and _covers(each, scope) for each in held)


def _covers(held: Membership, scope: Scope) -> bool:
    """What holds for the whole installation only its owners give."""
    if held.series_id is None and held.seminar_id is None:
        return owns_all(held) or scope != Scope()
    seminar = scope.seminar
    if held.series_id is None:
        return bool(seminar and seminar.id == held.seminar_id)
    return held.series_id == (seminar.series_id if seminar else scope.series and scope.series.id)


def require(by: Organiser, role: Role, scope: Scope) -> None:
    """Raises NotTheirsToGive."""
    if not (by.active and may_give(memberships.held_by(by), role, scope)):
        raise NotTheirsToGive(scope)
