"""What the signed-in organiser may open. Another's seminar, registration or message does not exist for them."""

import re
from typing import TypeVar

from flask import abort
from flask_security import current_user
from sqlalchemy import Select, select
from sqlalchemy.orm import joinedload

from seminars.domain.organisers import memberships
from seminars.extensions import db
from seminars.models import Message, Registration, Seminar

Row = TypeVar("Row")
MOST_PAGES = 10_000


def get_seminar(slug: str) -> Seminar:
    """The seminar at this address, or 404."""
    if not re.fullmatch("[a-z0-9-]{1,80}", slug):
        abort(404)
    return _only(memberships.seminars_of(current_user).where(Seminar.slug == slug).options(joinedload(Seminar.series)))


def get_registration(slug: str, code: str, *, also_erased: bool = False) -> Registration:
    """The registration with this code at this seminar, or 404; with one whose personal data was removed nothing can be
    done any more."""
    seminar = get_seminar(slug)
    if not re.fullmatch("[0-9A-Z]{1,6}", code):
        abort(404)
    found = _only(select(Registration).where(Registration.seminar_id == seminar.id, Registration.code == code))
    return found if also_erased or not found.erased_at else abort(404)


def get_message(number: int) -> Message:
    """The message with this number about one of their seminars, or 404."""
    return _only(memberships.messages_of(current_user).where(Message.id == number))


def _only(statement: Select[tuple[Row]]) -> Row:
    found = db.session.scalar(statement)
    return found if found is not None else abort(404)


def page_number(typed: str) -> int:
    """A page's number from an address; whatever is none is the first page."""
    return min(int(typed), MOST_PAGES) if re.fullmatch("[1-9][0-9]{0,6}", typed) else 1
