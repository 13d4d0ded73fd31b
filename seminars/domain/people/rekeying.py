"""Registrations that bear a name key of an older version get the present one, some at a time while people sign up.

Where somebody else under the same address bears that key, they stay as they are: what were two people yesterday does
not become one overnight. Such twins keep their older key until the other one has left, and organisers are told of them
(lists/twins.py).
"""

from collections.abc import Sequence

from sqlalchemy import ColumnElement, Select, select, update

from seminars.domain.people import identity
from seminars.extensions import db
from seminars.models import ACTIVE_PERSON, Registration

AT_ONCE = 200


def _is_old() -> tuple[ColumnElement[bool], ...]:
    """Those who were erased have no key any more."""
    return Registration.key_version < identity.KEY_VERSION, Registration.erased_at.is_(None)


def seminars_with_old_keys() -> Sequence[int]:
    """Ids of the seminars where anybody bears an older key, twins among them."""
    return db.session.scalars(select(Registration.seminar_id).where(*_is_old()).distinct()).all()


def old_ones(seminar_id: int, *, after: int) -> Sequence[int]:
    """The ids of the next AT_ONCE registrations of this seminar with an older key, beyond this id."""
    beyond = select(Registration.id).where(Registration.seminar_id == seminar_id, Registration.id > after, *_is_old())
    return db.session.scalars(beyond.order_by(Registration.id).limit(AT_ONCE)).all()


def renewals(seminar_id: int, ids: Sequence[int]) -> dict[int, str]:
    """The present key of those among these of one seminar who can have it, by their ids. Reads only."""
    old = db.session.scalars(_select().where(Registration.id.in_(ids), *_is_old())).all()
    bearers = _bearers(seminar_id, {each.email_key for each in old})
    found: dict[int, str] = {}
    for each in old:
        key = _present_key(each)
        if key == each.name_key or bearers.get((each.email_key, key), each.id) == each.id:
            found[each.id] = key
    return found


def _bearers(seminar_id: int, email_keys: set[str]) -> dict[tuple[str, str], int]:
    """By address and present name key: who of its active registrations bears it, or of those who could the first."""
    under_them = Registration.seminar_id == seminar_id, Registration.email_key.in_(email_keys), ACTIVE_PERSON
    active = db.session.scalars(_select().where(*under_them)).all()
    could = {(each.email_key, _present_key(each)): each.id for each in reversed(active)}
    return could | {(each.email_key, each.name_key): each.id for each in active}


def _select() -> Select[Registration]:
    return select(Registration).order_by(Registration.id).execution_options(populate_existing=True)


def _present_key(person: Registration) -> str:
    return identity.name_key(person.surname, person.given_name)


def renew(seminar_id: int, ids: Sequence[int]) -> None:
    """Give them the present key, as far as they can have it. The caller holds the seats: everybody who signs up,
    returns, is renamed or changes the address does so too."""
    renewed = [
        {"id": number, "name_key": key, "key_version": identity.KEY_VERSION}
        for number, key in renewals(seminar_id, ids).items()
    ]
    if renewed:
        db.session.execute(update(Registration), renewed)
