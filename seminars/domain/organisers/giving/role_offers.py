"""Roles that are offered by mail: to an address, which alone can take one, once, within seven days. The link, which
nothing but the mail tells, proves the mailbox."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import or_, select, update

from seminars import mail, tokens
from seminars.domain import activity
from seminars.domain.guard import throttle
from seminars.domain.organisers import accounts, memberships
from seminars.domain.organisers.giving import role_changes, scopes, told
from seminars.domain.organisers.giving.refusals import (
    GiverMayNot,
    HeldAlready,
    OfferedAlready,
    OfferOver,
    OfferReplaced,
    OfferRevoked,
    OfferTaken,
    TooManyOffers,
    WrongLink,
)
from seminars.domain.organisers.giving.scopes import NotTheirsToGive, Scope
from seminars.domain.people import identity
from seminars.domain.people.mailboxes import mailbox
from seminars.domain.privacy import blanking
from seminars.extensions import db
from seminars.models import ActivityKind, Message, MessageKind, Organiser, Role, RoleOffer

LIFETIME = timedelta(days=7)
KEPT_FOR = timedelta(days=30)  # with its address, after its end, if nobody took it


@dataclass(frozen=True)
class Taken:
    """`role` is what they have there now, and may be stronger than the one that was offered. `needs_no_password` where
    the account has none, so that the link is the only way in."""

    organiser: Organiser
    role: Role
    needs_no_password: bool


def offer(role: Role, *, to: str, scope: Scope, language: str, by: Organiser, now: datetime) -> RoleOffer:
    """Offer it by mail. Raises NotTheirsToGive, OfferedAlready, HeldAlready, TooManyOffers."""
    role_changes.hold()
    scopes.require(by, role, scope)
    key = identity.email_key(to)
    _refuse_what_they_know(key, role, scope, by=by, now=now)
    times = {"made_at": now, "sent_at": now, "ends_at": now + LIFETIME}
    made = RoleOffer(
        email=key, role=role, language=language, offered_by=by.id, nonce=_new_nonce(), **scope.columns, **times
    )
    db.session.add(made)
    db.session.flush()
    _post(made, kind="role_offered", by=by, now=now)
    return made


def _refuse_what_they_know(key: str, role: Role, scope: Scope, *, by: Organiser, now: datetime) -> None:
    """Of what they could not give themselves they learn nothing, not even that it is there."""
    held = memberships.held_by(by)
    for other in db.session.scalars(select(RoleOffer).where(RoleOffer.email == key, scope.is_of(RoleOffer))):
        if is_open(other, now=now) and scopes.may_give(held, other.role, scope):
            raise OfferedAlready
    organiser = accounts.find_by_address(key)
    present = role_changes.held_there(organiser, scope) if organiser else None
    is_news = present is None or role_changes.is_stronger(role, present.role)
    if present and not is_news and scopes.may_give(held, present.role, scope):
        raise HeldAlready(present.role)


def send_again(offered: RoleOffer, *, by: Organiser, now: datetime) -> None:
    """For seven days from now, with another link; whoever sends it again vouches for it. Raises OfferTaken,
    OfferRevoked, OfferOver, NotTheirsToGive, TooManyOffers."""
    _hold_unanswered(offered, by)
    offered.nonce, offered.offered_by = _new_nonce(), by.id
    offered.sent_at, offered.ends_at = now, now + LIFETIME
    _post(offered, kind="role_offer_sent_again", by=by, now=now)


def revoke(offered: RoleOffer, *, by: Organiser, now: datetime) -> None:
    """Take it back: its link works no more. Raises OfferTaken, OfferRevoked, OfferOver,
    NotTheirsToGive."""
    _hold_unanswered(offered, by)
    offered.revoked_at = now
    told.log("role_offer_revoked", offered, by=by, now=now, offer=offered.id, role=offered.role)


def _hold_unanswered(offered: RoleOffer, by: Organiser) -> None:
    role_changes.hold()
    scopes.require(by, offered.role, scopes.scope_of(offered))
    if offered.taken_at:
        raise OfferTaken(offered)
    if offered.revoked_at:
        raise OfferRevoked(offered)
    if not offered.email:  # it is over for so long that nobody knows any more to whom it went
        raise OfferOver(offered)


def is_open(offered: RoleOffer, *, now: datetime) -> bool:
    return not offered.taken_at and not offered.revoked_at and offered.ends_at > now


def find(token: str, *, now: datetime) -> RoleOffer:
    """The offer that this link would take now; nothing is changed. Raises NotOpen."""
    claim = tokens.read_role_offer_token(token)
    found = db.session.get(RoleOffer, claim[0]) if claim else None
    if found is None or claim is None:
        raise WrongLink
    if found.taken_at:
        raise OfferTaken(found)
    if found.revoked_at:
        raise OfferRevoked(found)
    if found.nonce != claim[1]:
        raise OfferReplaced(found)
    if found.ends_at <= now:
        raise OfferOver(found)
    _require_giver(found)
    return found


def _require_giver(found: RoleOffer) -> None:
    try:
        scopes.require(db.session.get_one(Organiser, found.offered_by), found.role, scopes.scope_of(found))
    except NotTheirsToGive as refusal:
        raise GiverMayNot(found) from refusal


def take(token: str, *, now: datetime) -> Taken:
    """Give the role to the account of the address, which is made if there is none and opened again if it has ended; of
    two who take it at once one gets it. All of its sign-ins end. Raises NotOpen."""
    role_changes.hold()
    found = find(token, now=now)
    untaken = update(RoleOffer).where(RoleOffer.id == found.id, RoleOffer.taken_at.is_(None))
    if db.session.scalar(untaken.values(taken_at=now).returning(RoleOffer.id)) is None:
        raise OfferTaken(found)
    organiser = _account_of(found, now=now)
    held = role_changes.give(organiser, found.role, scopes.scope_of(found), by=found.offered_by, now=now)
    accounts.end_sessions(organiser)
    told.taken(held, organiser, offer=found, now=now)
    if organiser.password is None:
        activity.record(ActivityKind.SIGNED_IN_BY_LINK, actor=organiser.email, at=now)
    return Taken(organiser, held.role, organiser.password is None)


def _account_of(found: RoleOffer, *, now: datetime) -> Organiser:
    organiser = accounts.find_by_address(found.email)
    if organiser is None:
        organiser = Organiser(email=found.email, language=found.language, created_at=now)
        accounts.end_sessions(organiser)  # which gives it what its cookies will carry
        db.session.add(organiser)
    organiser.active = True
    db.session.flush()
    return organiser


def forget_old(*, now: datetime) -> None:
    """The addresses of those who took nothing; that something was offered stays."""
    ended = or_(RoleOffer.revoked_at < now - KEPT_FOR, RoleOffer.ends_at < now - KEPT_FOR)
    old = select(RoleOffer).where(RoleOffer.taken_at.is_(None), RoleOffer.email != "", ended)
    for each in db.session.scalars(old).all():
        # By its number, for the same address may have a later offer.
        its_own = Message.dedup.startswith(f"role-offer-{each.id}-")
        blanking.blank_messages(Message.kind == MessageKind.ROLE_OFFERED, its_own)
        each.email = ""


def _post(offered: RoleOffer, *, kind: str, by: Organiser, now: datetime) -> None:
    if not throttle.may("role-offer", mailbox(offered.email), limits=throttle.TO_ONE_MAILBOX, now=now):
        raise TooManyOffers
    step = told.log(kind, offered, by=by, now=now, offer=offered.id, role=offered.role)
    mail.post(
        MessageKind.ROLE_OFFERED,
        to=offered.email,
        language=offered.language,
        dedup=f"role-offer-{offered.id}-{step.id}",
        now=now,
        useless_after=offered.ends_at,
    )


def fates(offers: Sequence[RoleOffer]) -> dict[int, Message]:
    """The last mail that told of each of these, by its id, in one query."""
    written = select(Message).where(
        Message.kind == MessageKind.ROLE_OFFERED, Message.to.in_({each.email for each in offers} - {""})
    )
    return {int(each.dedup.split("-")[2]): each for each in db.session.scalars(written.order_by(Message.id))}


def _new_nonce() -> str:
    return secrets.token_urlsafe(24)
