"""Who is registered twice, perhaps: two people to the name keys that they were registered with, and one to the present
key (see people/rekeying.py)."""

from sqlalchemy import select
from sqlalchemy.orm import aliased

from seminars.domain.people import identity
from seminars.extensions import db
from seminars.models import ACTIVE_PERSON, Registration, Seminar


def twins(seminar: Seminar) -> list[list[Registration]]:
    """The active registrations of a seminar that are perhaps of one person: two or more under one address, the oldest
    first. One query, which finds nobody once no older key is left."""
    old = aliased(Registration)
    addresses = select(old.email_key).where(
        old.seminar_id == seminar.id, old.key_version < identity.KEY_VERSION, ACTIVE_PERSON
    )
    under_them = select(Registration).where(
        Registration.seminar_id == seminar.id, Registration.email_key.in_(addresses), ACTIVE_PERSON
    )
    alike: dict[tuple[str, str], list[Registration]] = {}
    for each in db.session.scalars(under_them.order_by(Registration.id)):
        alike.setdefault((each.email_key, identity.name_key(each.surname, each.given_name)), []).append(each)
    return [people for people in alike.values() if len(people) > 1]


def twins_of(registration: Registration) -> list[Registration]:
    """The others with whom this one is perhaps one person."""
    together = next((people for people in twins(registration.seminar) if registration in people), [])
    return [each for each in together if each is not registration]
