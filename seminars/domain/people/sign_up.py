"""What people say of themselves when they sign up, and how they are recognised."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from sqlalchemy import select

from seminars.domain import activity
from seminars.domain.people import identity
from seminars.domain.people.consents import VERSIONS
from seminars.extensions import db
from seminars.models import ACTIVE_PERSON, ConsentKind, Registration


@dataclass(frozen=True, kw_only=True)
class Person:
    """What somebody tells about themselves, clean and checked; "" where nothing was said."""

    surname: str
    given_name: str
    patronymic: str = ""
    email: str = ""
    phone: str = ""
    organisation: str = ""
    organisation_kind: str = ""
    position: str = ""
    town: str = ""
    needs: str = ""


FROM_OUR_FORM = "web"  # the `source` of registrations that people made themselves


class WhenShort(StrEnum):
    """What people who sign up together want when only some of them fit."""

    SPLIT = "split"
    TOGETHER = "together"


@dataclass(frozen=True, kw_only=True)
class SignUp:
    """The wish for seats: the contact, those they bring along (names only), what the contact agreed to and in which
    words, the language of the mails, where it came from (and a keyed hash of its network); and what was chosen for the
    case that not all fit."""

    person: Person
    companions: tuple[Person, ...] = ()
    when_short: WhenShort | None = None
    consents: Mapping[ConsentKind, bool]
    consent_versions: Mapping[ConsentKind, int] = field(default_factory=lambda: VERSIONS)
    language: str
    source: str = FROM_OUR_FORM
    network: str = ""
    actor: str = activity.PERSON

    @property
    def people(self) -> tuple[Person, ...]:
        return self.person, *self.companions

    @property
    def companions_named(self) -> list[dict[str, str]]:
        """Those brought along, as a submission keeps them."""
        return [{"surname": each.surname, "given_name": each.given_name} for each in self.companions]


def find_active(seminar_id: int, *, email_key: str, surname: str, given_name: str) -> Registration | None:
    """The active registration of this person, under this address, at this seminar."""
    keys = identity.name_keys(surname, given_name)
    return next(iter(find_bearers(keys, seminar_id=seminar_id, email_key=email_key)), None)


def find_bearers(name_keys: Collection[str], *, seminar_id: int, email_key: str) -> Sequence[Registration]:
    """The active registrations under this address that bear one of these keys. Of twins (rekeying.py) the one with the
    older key comes first: it tells more names apart."""
    if not email_key:
        return ()
    same_address = {"seminar_id": seminar_id, "email_key": email_key}
    known = select(Registration).filter_by(**same_address).where(ACTIVE_PERSON)
    known = known.where(Registration.name_key.in_(sorted(name_keys)))
    return db.session.scalars(known.order_by(Registration.key_version)).all()
