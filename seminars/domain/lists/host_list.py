"""The host's list: whoever has a place and agreed that the host may see it, as far as they agreed, and nobody else."""

from sqlalchemy import Select, and_, case, func, select

from seminars.domain.lists.search import PAGE_SIZE, Page
from seminars.domain.people.consents import NAME_AND_ORGANISATION
from seminars.extensions import db
from seminars.formats.tables import Column
from seminars.i18n import gettext
from seminars.models import Consent, ConsentKind, Registration, Seminar, Status

_agreed = and_(Consent.registration_id == Registration.id, Consent.kind == ConsentKind.SHARING, Consent.given.is_(True))
_organisation = case((Consent.text_version == NAME_AND_ORGANISATION, Registration.organisation), else_="")


def of_seminar(seminar: Seminar) -> Select[tuple[str, str, str]]:
    """Those on the list, by name; "" is the organisation that was not told, or that the host may not see."""
    people = select(Registration.surname, Registration.given_name, _organisation.label("organisation"))
    return people.join(Consent, _agreed).where(*_have_a_place(seminar)).order_by(Registration.name_key, Registration.id)


def page(seminar: Seminar, agreed: int, *, number: int) -> Page:
    """Some of the `agreed` people on the list; pages count from 1."""
    shown = of_seminar(seminar).limit(PAGE_SIZE).offset((number - 1) * PAGE_SIZE)
    return Page(list(db.session.execute(shown)), agreed, number)


def count(seminar: Seminar) -> tuple[int, int]:
    """How many agreed, and how many have a place."""
    numbers = select(func.count(Consent.id), func.count()).select_from(Registration)
    agreed, confirmed = db.session.execute(numbers.outerjoin(Consent, _agreed).where(*_have_a_place(seminar))).one()
    return agreed, confirmed


def columns() -> list[Column]:
    """Those of the sheet, in the language that is forced now."""
    return [
        Column(gettext("No."), "number", 6),
        Column(gettext("Surname"), "text", 20),
        Column(gettext("Given name"), "text", 16),
        Column(gettext("Organisation"), "text", 30),
    ]


def _have_a_place(seminar: Seminar) -> tuple:
    is_confirmed = Registration.status == Status.CONFIRMED
    return Registration.seminar_id == seminar.id, is_confirmed, Registration.erased_at.is_(None)
