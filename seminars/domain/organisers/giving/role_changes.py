"""Giving a role, changing it and ending it, one after the other: the installation always has an owner."""

from datetime import datetime

from sqlalchemy import select, text

from seminars.domain.errors import DomainError
from seminars.domain.organisers import accounts, memberships
from seminars.domain.organisers.giving import told
from seminars.domain.organisers.giving.scopes import NotTheirsToGive, Scope, require, scope_of
from seminars.domain.organisers.roles import owns_all
from seminars.extensions import db
from seminars.models import Membership, Organiser, Role, RoleOffer


class LastOwner(DomainError):
    """Without this role nobody would own the installation."""


class RoleEnded(DomainError):
    """It has ended, or was changed, meanwhile."""


def hold() -> None:
    """Let nobody else change a role until the unit ends, and read anew what is read from now on. On SQLite a write unit
    is alone anyway."""
    if db.engine.dialect.name == "postgresql":
        db.session.execute(text("LOCK TABLE membership IN SHARE ROW EXCLUSIVE MODE"))
    db.session.expire_all()


def is_stronger(role: Role, other: Role) -> bool:
    return list(Role).index(role) < list(Role).index(other)


def held_there(organiser: Organiser, scope: Scope) -> Membership | None:
    """The role that they have in just this place, whatever they have in a wider one."""
    here = Membership.organiser_id == organiser.id, Membership.ended_at.is_(None), scope.is_of(Membership)
    return db.session.scalar(select(Membership).where(*here))


def give(organiser: Organiser, role: Role, scope: Scope, *, by: int, now: datetime) -> Membership:
    """The role that they have there from now on: where they have one already, the stronger of the two. `by` is the id
    of who offered it. The caller holds all roles."""
    present = held_there(organiser, scope)
    if present and not is_stronger(role, present.role):
        return present
    if present:
        _end(present, now=now)
    return _add(organiser.id, role, scope, by=by)


def change_role(membership: Membership, role: Role, *, by: Organiser, now: datetime) -> None:
    """Make it another one; all sign-ins of its account end, and it is told. Raises RoleEnded, NotTheirsToGive,
    LastOwner."""
    scope, organiser = _held(membership, by)
    require(by, role, scope)
    was = membership.role
    if role == was:
        return
    _refuse_for_the_last_owner(membership)
    _end(membership, now=now)
    added = _add(organiser.id, role, scope, by=by.id)
    accounts.end_sessions(organiser)
    told.changed(added, organiser, was=was, by=by, now=now)


def end_role(membership: Membership, *, by: Organiser, now: datetime) -> None:
    """All sign-ins of its account end, and it is told. Raises RoleEnded, NotTheirsToGive, LastOwner."""
    _scope, organiser = _held(membership, by)
    _refuse_for_the_last_owner(membership)
    _end(membership, now=now)
    accounts.end_sessions(organiser)
    told.ended(membership, organiser, by=by, now=now)


def end_account(organiser: Organiser, *, by: Organiser, now: datetime) -> None:
    """Let nobody in with it, and end all of its roles and what it was offered; it stays, for others have to see who did
    what. Whoever takes a role that is offered to its address later opens it again. Raises NotTheirsToGive, LastOwner.
    """
    hold()
    if not memberships.is_owner(by):
        raise NotTheirsToGive(Scope())
    if not organiser.active:
        return
    for membership in memberships.held_by(organiser):
        _refuse_for_the_last_owner(membership)
        _end(membership, now=now)
    open_offers = select(RoleOffer).filter_by(email=organiser.email, taken_at=None, revoked_at=None)
    for offer in db.session.scalars(open_offers):
        offer.revoked_at = now
    organiser.active, organiser.link_nonce = False, None
    accounts.end_sessions(organiser)
    told.account_ended(organiser, by=by, now=now)


def _held(membership: Membership, by: Organiser) -> tuple[Scope, Organiser]:
    """Its scope and account, once nobody else can change it."""
    hold()
    if membership.ended_at:
        raise RoleEnded
    scope = scope_of(membership)
    require(by, membership.role, scope)
    return scope, db.session.get_one(Organiser, membership.organiser_id)


def _refuse_for_the_last_owner(membership: Membership) -> None:
    others = [each for each in memberships.owners() if each.id != membership.organiser_id]
    if owns_all(membership) and not others:
        raise LastOwner


def _end(membership: Membership, *, now: datetime) -> None:
    membership.ended_at = now
    db.session.flush()  # before another one takes its place


def _add(organiser_id: int, role: Role, scope: Scope, *, by: int) -> Membership:
    wants_mail = role != Role.VIEWER
    added = Membership(organiser_id=organiser_id, role=role, invited_by=by, wants_mail=wants_mail, **scope.columns)
    db.session.add(added)
    db.session.flush()
    return added
