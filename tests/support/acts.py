"""Verbs as edges call them: in a write unit of their own, committed."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from secrets import token_urlsafe
from typing import Any, TypeVar

from factories import ADA, NO_CONSENT
from sqlalchemy import select, update

from seminars.database.units import write_unit
from seminars.domain.errors import OfferEnded, SeminarFull
from seminars.domain.people.sign_up import Person, SignUp
from seminars.domain.registrations import leaving, offers, signing_up
from seminars.extensions import Base, db
from seminars.models import Message, MessageState, Registration, Seminar

Result = TypeVar("Result")
OLIVE = "olive@example.org"


def act(verb: Callable[..., Result], row: Seminar | Registration, **values: Any) -> Result:
    """The verb on the row as it is stored now; it is Olive who changes seminars."""
    if isinstance(row, Seminar):
        values = {"actor": OLIVE, **values}
    return _done(verb, row, **values)


def wish(name: str, *companions: str, **values: Any) -> SignUp:
    """What somebody fills in. People are called by their surnames."""
    person = replace(ADA, surname=name, given_name="A", email=f"{name.lower()}@example.org")
    others = tuple(Person(surname=each, given_name="B") for each in companions)
    return SignUp(**{"person": person, "companions": others, "consents": NO_CONSENT, "language": "en", **values})


def sign_up(
    seminar: Seminar, name: str, *companions: str, now: datetime | None = None, form: str = "", **values: Any
) -> list[Registration]:
    """The registrations that one form made, the contact's first."""
    form_id, sent = form or token_urlsafe(16), wish(name, *companions, **values)
    submission = _done(signing_up.register, seminar, sign_up=sent, form_id=form_id, body_hash="answers", now=now)
    return [db.session.get_one(Registration, number) for number in submission.made]


def cancel(registration: Registration, **values: Any) -> None:
    act(leaving.cancel, registration, **{"by": "person", **values})


def lapse(seminar: Seminar, *, now: datetime) -> int:
    """How many offers have ended."""
    return _done(offers.lapse_offers, seminar, now=now)


def let_mails_leave(*, later: timedelta = timedelta(0)) -> None:
    """As if each mail left so long after it was written."""
    with write_unit():
        for message in db.session.scalars(select(Message).filter_by(state=MessageState.QUEUED)):
            message.state, message.sent_at, message.facts = MessageState.SENT, message.created_at + later, {}
        db.session.commit()


def set_all(table: type[Base], **values: Any) -> None:
    """Write these values into every row, past all rules."""
    with write_unit():
        db.session.execute(update(table).values(**values))
        db.session.commit()


def messages() -> list[Message]:
    return list(db.session.query(Message).order_by(Message.id).populate_existing())


def _done(verb: Callable[..., Result], row: Seminar | Registration, **values: Any) -> Result:
    with write_unit():
        try:
            result = verb(db.session.get_one(type(row), row.id), **values)
        except (OfferEnded, SeminarFull):
            db.session.commit()  # what has lapsed meanwhile, or the mail to those who are registered already
            raise
        db.session.commit()
    return result
