"""Verbs as edges call them: in a write unit of their own, committed."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from inspect import Parameter, signature
from secrets import token_urlsafe
from typing import Any, TypeVar

from factories import ADA, NO_CONSENT
from sqlalchemy import select, update

from seminars import clock
from seminars.database.units import write_unit
from seminars.domain.notices import telling
from seminars.domain.people.sign_up import Person, SignUp
from seminars.domain.privacy import erasure
from seminars.domain.registrations import leaving, offers, signing_up
from seminars.domain.seminars import changes
from seminars.extensions import Base, db
from seminars.mail.sending.delivery import deliver_due
from seminars.models import Message, MessageState, Registration, Seminar
from seminars.web.acts import act_unit

Result = TypeVar("Result")
OLIVE = "olive@example.org"


def act(verb: Callable[..., Result], row: Base | int, *arguments: Any, **values: Any) -> Result:
    """The verb on the row as it is stored now, where a number is that of a registration. It is committed as an edge
    commits it. Where a verb must be told who acts it is Olive. Of a change of a seminar the worker tells everybody
    before anything else happens; a test of what happens meanwhile uses `write`."""
    asked = signature(verb).parameters.get("actor")
    if asked and asked.default is Parameter.empty:
        values = {"actor": OLIVE, **values}
    kind, number = (Registration, row) if isinstance(row, int) else (type(row), row.id)
    with act_unit():
        result = verb(db.session.get_one(kind, number), *arguments, **values)
    if getattr(verb, "func", verb).__module__ == changes.__name__:
        tell_everybody(now=values.get("now"))
    return result


def tell_everybody(*, now: datetime | None = None) -> None:
    """What the worker does after a change of a seminar, until everybody has been told."""
    for seminar_id in telling.seminars_to_tell():
        while write(lambda number=seminar_id: telling.go_on(db.session.get_one(Seminar, number), now=now)):
            pass


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
    submission = act(signing_up.register, seminar, sign_up=sent, form_id=form_id, body_hash="answers", now=now)
    return [db.session.get_one(Registration, number) for number in submission.made]


def cancel(registration: Registration | int, **values: Any) -> None:
    act(leaving.cancel, registration, **{"by": "person", **values})


def erase(registration: Registration | int) -> None:
    """Until the last mail has left, and its address is forgotten."""
    act(erasure.erase, registration)
    deliver_due()
    write(lambda: erasure.finish(now=clock.now()))


def lapse(seminar: Seminar, *, now: datetime) -> int:
    """How many offers have ended."""
    return act(offers.lapse_offers, seminar, now=now)


def write(what: Callable[[], Result]) -> Result:
    with write_unit():
        result = what()
        db.session.commit()
    return result


def let_mails_fail(address: str) -> None:
    """What the mail server did with all that was written to it."""
    failed = update(Message).where(Message.to == address).values(state=MessageState.FAILED)
    write(lambda: db.session.execute(failed))


def set_all(table: type[Base], **values: Any) -> None:
    """Write these values into every row, past all rules."""
    write(lambda: db.session.execute(update(table).values(**values)))


def let_mails_leave(*, later: timedelta = timedelta(0)) -> None:
    """As if each mail left so long after it was written."""
    with write_unit():
        for message in db.session.scalars(select(Message).filter_by(state=MessageState.QUEUED)):
            message.state, message.sent_at, message.facts = MessageState.SENT, message.created_at + later, {}
        db.session.commit()


def messages() -> list[Message]:
    return list(db.session.query(Message).order_by(Message.id).populate_existing())
