"""Verbs as edges call them: in a write unit of their own, committed."""

from collections.abc import Callable
from typing import TypeVar

from seminars.database.units import write_unit
from seminars.extensions import db
from seminars.models import Message, Seminar

Result = TypeVar("Result")
OLIVE = "olive@example.org"


def act(verb: Callable[..., Result], seminar: Seminar, **values) -> Result:
    """The verb on the seminar as it is stored now."""
    with write_unit():
        result = verb(db.session.get_one(Seminar, seminar.id), actor=OLIVE, **values)
        db.session.commit()
    return result


def messages() -> list[Message]:
    return list(db.session.query(Message).order_by(Message.id).populate_existing())
