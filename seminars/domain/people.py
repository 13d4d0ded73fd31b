"""What people say of themselves when they sign up, and how they are recognised."""

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import select

from seminars.domain import activity, identity
from seminars.extensions import db
from seminars.models import ACTIVE, ConsentKind, Registration, Seminar


@dataclass(frozen=True, kw_only=True)
class Person:
    """What somebody tells about themselves, clean and checked; "" where nothing was said."""

    surname: str
    given_name: str
    patronymic: str = ""
    email: str = ""
    phone: str = ""
    organisation: str = ""
    position: str = ""
    town: str = ""
    needs: str = ""


@dataclass(frozen=True, kw_only=True)
class SignUp:
    """One person's wish for a seat: who, what they agreed to, the language of their mails, where it came from."""

    person: Person
    consents: Mapping[ConsentKind, bool]
    language: str
    source: str = "web"
    actor: str = activity.PERSON


def find_active(seminar: Seminar, person: Person) -> Registration | None:
    """The active registration of this person, under this address, at this seminar."""
    if not person.email:
        return None
    return db.session.scalar(
        select(Registration).where(
            Registration.seminar_id == seminar.id,
            Registration.email_key == identity.email_key(person.email),
            Registration.name_key == identity.name_key(person.surname, person.given_name),
            Registration.is_contact,
            Registration.status.in_(ACTIVE),
        )
    )
