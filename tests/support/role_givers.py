"""Organisers who offer, take, change and end roles, each act committed."""

from datetime import UTC, datetime

from acts import write
from sqlalchemy import select

from seminars import tokens
from seminars.domain.organisers import accounts
from seminars.domain.organisers.giving import role_changes, role_offers
from seminars.domain.organisers.giving.role_offers import Taken
from seminars.domain.organisers.giving.scopes import Scope
from seminars.extensions import db
from seminars.models import Activity, Membership, Organiser, Role, RoleOffer

NOW = datetime(2027, 1, 4, 12, 0, tzinfo=UTC)
OLIVE, BELA = "olive@example.org", "bela@example.org"
EVERYWHERE = Scope()


def account(email: str) -> Organiser:
    found = accounts.find_by_address(email)
    assert found is not None
    return found


def offer(
    role: Role,
    *,
    to: str = BELA,
    scope: Scope = EVERYWHERE,
    by: str = OLIVE,
    language: str = "en",
    now: datetime = NOW,
) -> RoleOffer:
    return write(lambda: role_offers.offer(role, to=to, scope=scope, language=language, by=account(by), now=now))


def link(offered: RoleOffer) -> str:
    """What the latest mail tells."""
    row = db.session.get_one(RoleOffer, offered.id, populate_existing=True)
    return tokens.role_offer_token(row.id, row.nonce)


def take(token: str, *, now: datetime = NOW) -> Taken:
    return write(lambda: role_offers.take(token, now=now))


def give(role: Role, *, to: str = BELA, scope: Scope = EVERYWHERE, by: str = OLIVE, now: datetime = NOW) -> Membership:
    """Offered and taken."""
    taken = take(link(offer(role, to=to, scope=scope, by=by, now=now)), now=now)
    held = role_changes.held_there(taken.organiser, scope)
    assert held is not None
    return held


def end(membership: Membership | int, *, by: str = OLIVE, now: datetime = NOW) -> None:
    number = membership if isinstance(membership, int) else membership.id
    write(lambda: role_changes.end_role(db.session.get_one(Membership, number), by=account(by), now=now))


def change(membership: Membership, role: Role, *, by: str = OLIVE) -> None:
    row = membership.id
    write(lambda: role_changes.change_role(db.session.get_one(Membership, row), role, by=account(by), now=NOW))


def end_account(email: str, *, by: str = OLIVE) -> None:
    write(lambda: role_changes.end_account(account(email), by=account(by), now=NOW))


def roles_of(email: str) -> list[tuple[Role, bool]]:
    """(role, whether it holds), as they were given."""
    rows = select(Membership).where(Membership.organiser_id == account(email).id).order_by(Membership.id)
    return [(row.role, row.ended_at is None) for row in db.session.scalars(rows).all()]


def log(*kinds: str) -> list[Activity]:
    return list(db.session.scalars(select(Activity).where(Activity.kind.in_(kinds)).order_by(Activity.id)))
