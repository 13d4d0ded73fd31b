"""Who is registered twice, perhaps: two people to the name keys that they were registered with, and one to the present
key (see people/rekeying.py); or people of one name, one of whom no mail reaches."""

from sqlalchemy import Select, and_, exists, or_, select
from sqlalchemy.orm import aliased

from seminars.domain.people import identity
from seminars.extensions import db
from seminars.models import ACTIVE, Message, MessageState, Registration, Seminar


def twins(seminar: Seminar) -> list[list[Registration]]:
    """The active registrations of a seminar that are perhaps of one person, two or more together, the oldest first:
    those under one address, of whom there are none once no older key is left, and those of one name. One query."""
    like_unreached = Registration.name_key.in_(_names_of_unreached(seminar))
    is_under_one = and_(Registration.email_key != "", Registration.email_key.in_(_addresses_with_old_keys(seminar)))
    found = _active(seminar).where(or_(is_under_one, like_unreached)).add_columns(like_unreached)
    alike: dict[tuple[str, str], list[Registration]] = {}
    for each, is_like_unreached in db.session.execute(found):
        key = ("", each.name_key) if is_like_unreached else (each.email_key, _present_key(each))
        alike.setdefault(key, []).append(each)
    return [people for people in alike.values() if len(people) > 1]


def _addresses_with_old_keys(seminar: Seminar) -> Select[str]:
    old = aliased(Registration)
    is_old = old.key_version < identity.KEY_VERSION, old.email_key != "", old.status.in_(ACTIVE)
    return select(old.email_key).where(old.seminar_id == seminar.id, *is_old)


def _names_of_unreached(seminar: Seminar) -> Select[str]:
    """The names of those to whose party a mail has failed, or who gave no address."""
    person, contact = aliased(Registration), aliased(Registration)
    of_seminar = Message.seminar_id == seminar.id, Message.state == MessageState.FAILED
    has_failed = exists().where(*of_seminar, Message.registration_id == contact.id, Message.to == contact.email)
    return (
        select(person.name_key)
        .join(contact, contact.party_id == person.party_id)
        .where(person.seminar_id == seminar.id, person.status.in_(ACTIVE), person.erased_at.is_(None))
        .where(contact.is_contact, or_(contact.email == "", has_failed))
    )


def _active(seminar: Seminar) -> Select[Registration]:
    is_active = Registration.status.in_(ACTIVE), Registration.erased_at.is_(None)
    return select(Registration).where(Registration.seminar_id == seminar.id, *is_active).order_by(Registration.id)


def twins_of(registration: Registration) -> list[Registration]:
    """The others at the seminar who bear this name, whatever their address, the oldest first."""
    if not registration.is_active or registration.erased_at:
        return []
    # An older key may tell apart what the present one does not.
    key, is_old = _present_key(registration), Registration.key_version < identity.KEY_VERSION
    others = _active(registration.seminar).where(Registration.id != registration.id)
    found = db.session.scalars(others.where(or_(Registration.name_key == key, is_old)))
    return [each for each in found if _present_key(each) == key]


def _present_key(registration: Registration) -> str:
    return identity.name_key(registration.surname, registration.given_name)
