"""What the signed-in organiser may open. A seminar in which they have no role does not exist for them, nor do its
registrations and messages; where they have one that does not allow the act, they are told who may."""

import re
from datetime import datetime
from typing import TypeVar

from flask import abort, g
from flask_security import current_user
from sqlalchemy import Select, select
from sqlalchemy.orm import joinedload
from werkzeug.exceptions import Forbidden

from seminars.domain.organisers import memberships, roles
from seminars.domain.organisers.roles import Act
from seminars.domain.today.tour import Facts, facts_of
from seminars.extensions import db
from seminars.models import Membership, Message, Registration, Seminar

Row = TypeVar("Row")
MOST_PAGES = 10_000


class NotTheirs(Forbidden):
    """They may see the seminar and not do this; `seminar` is None where it concerns the whole installation."""

    def __init__(self, seminar: Seminar | None, act: Act | None) -> None:
        super().__init__()
        self.seminar, self.act = seminar, act


def get_seminar(slug: str, act: Act) -> Seminar:
    """The seminar at this address; 404, or NotTheirs."""
    if not re.fullmatch("[a-z0-9-]{1,80}", slug):
        abort(404)
    visible = memberships.visible_to(current_user).where(Seminar.slug == slug)
    return _allowed(_only(visible.options(joinedload(Seminar.series))), act)


def get_registration(slug: str, code: str, act: Act, *, also_erased: bool = False) -> Registration:
    """The registration with this code at this seminar; 404, or NotTheirs. With one whose personal data was removed
    nothing can be done any more."""
    seminar = get_seminar(slug, act)
    if not re.fullmatch("[0-9A-Z]{1,6}", code):
        abort(404)
    found = _only(select(Registration).where(Registration.seminar_id == seminar.id, Registration.code == code))
    return found if also_erased or not found.erased_at else abort(404)


def get_message(number: int, act: Act) -> Message:
    """The message with this number about a seminar of theirs; 404, or NotTheirs."""
    visible = memberships.visible_to(current_user).with_only_columns(Seminar.id)
    message = _only(select(Message).where(Message.id == number, Message.seminar_id.in_(visible)))
    _allowed(db.session.get_one(Seminar, message.seminar_id), act)
    return message


def require_owner() -> None:
    """Raises NotTheirs for whoever does not own the whole installation."""
    if not is_owner():
        raise NotTheirs(None, None)


def require_anywhere(act: Act) -> None:
    """Raises NotTheirs for whom no role allows it, wherever that is."""
    if not may_anywhere(act):
        raise NotTheirs(None, act)


def may(act: Act, seminar: Seminar) -> bool:
    """Whether they may do this with a seminar that was found for them; one query a request, however often it is
    asked."""
    return roles.allow(_held(), act, seminar)


def acts_with(seminar: Seminar) -> frozenset[Act]:
    """All that they may do with it."""
    return roles.acts_with(_held(), seminar)


def may_anywhere(act: Act) -> bool:
    """Whether one of their roles allows it, wherever that is."""
    return any(each.role in roles.MAY[act] for each in _held())


def is_owner() -> bool:
    return any(roles.owns_all(each) for each in _held())


def may_create() -> bool:
    """Whether there is a series in which they may make a seminar, or they may make one."""
    return is_owner() or bool(db.session.scalar(memberships.series_of(current_user, Act.EDIT).limit(1)))


def tour(*, now: datetime) -> list[Facts]:
    """How all their seminars stand, in the order of their dates."""
    shown = memberships.seminars_of(current_user, Act.SEE_FIGURES).order_by(Seminar.starts_at, Seminar.id)
    return facts_of(shown, _held(), now=now)


def who_may(refusal: NotTheirs) -> tuple[list[str], int]:
    """The names of those who may do it, and how many more may who wrote down none; an address is told to nobody."""
    if refusal.seminar and refusal.act:
        able = memberships.organisers_of(refusal.seminar, refusal.act)
    else:
        able = memberships.owners()
    names = sorted(each.name for each in able if each.name)
    return names, len(able) - len(names)


def _held() -> list[Membership]:
    if "held_roles" not in g:
        g.held_roles = list(memberships.held_by(current_user)) if current_user.is_authenticated else []
    # A write unit reads them anew: one may have ended while the request waited for its turn.
    return [held for held in g.held_roles if held.ended_at is None]


def _allowed(seminar: Seminar, act: Act) -> Seminar:
    if not may(act, seminar):
        raise NotTheirs(seminar, act)
    return seminar


def _only(statement: Select[tuple[Row]]) -> Row:
    found = db.session.scalar(statement)
    return found if found is not None else abort(404)


def page_number(typed: str) -> int:
    """A page's number from an address; whatever is none is the first page."""
    return min(int(typed), MOST_PAGES) if re.fullmatch("[1-9][0-9]{0,6}", typed) else 1
