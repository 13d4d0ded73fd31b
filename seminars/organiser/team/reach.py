"""Roles and offers that are the signed-in organiser's to change. Where they may invite nobody there are none for them;
what others gave whom they may not give is not theirs."""

from typing import TypeVar

from flask import abort
from flask_security import current_user
from sqlalchemy import select

from seminars.domain.organisers import memberships
from seminars.domain.organisers.giving import scopes
from seminars.extensions import db
from seminars.models import Membership, Organiser, RoleOffer
from seminars.organiser.access import NotTheirs, is_owner

MOST = 2**31 - 1
Row = TypeVar("Row", Membership, RoleOffer)


def get_role(number: int) -> Membership:
    """404, or NotTheirs."""
    return _get(Membership, number)


def get_offer(number: int) -> RoleOffer:
    """404, or NotTheirs."""
    return _get(RoleOffer, number)


def get_account(number: int) -> Organiser:
    """For the owners of the installation, who alone see accounts; 404 for others."""
    found = db.session.get(Organiser, number) if is_owner() else None
    return found or abort(404)


def _get(table: type[Row], number: int) -> Row:
    within = select(table).where(table.id == number, scopes.in_reach_of(current_user, table))
    found = db.session.scalar(within) or abort(404)
    if not scopes.may_give(memberships.held_by(current_user), found.role, scopes.scope_of(found)):
        raise NotTheirs(None, None)
    return found
