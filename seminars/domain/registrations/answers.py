"""What people said of themselves when they signed up, and its correction by themselves."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from seminars.domain import activity
from seminars.domain.errors import EditedMeanwhile, NotActive, RegistrationClosed, SignedUpAlready
from seminars.domain.openings import has_begun
from seminars.domain.people import consents, identity
from seminars.domain.people.names import full_name
from seminars.domain.people.sign_up import Person, find_bearers
from seminars.domain.seating import parties, seats
from seminars.extensions import db
from seminars.models import Consent, ConsentKind, Party, Registration

ANSWERS = (
    "given_name",
    "surname",
    "patronymic",
    "phone",
    "organisation",
    "organisation_kind",
    "position",
    "town",
    "needs",
)
ORGANISATION = "shares_organisation"
MAY_BE_CHANGED = (ConsentKind.PHOTO, ConsentKind.SHARING, ConsentKind.NEWS)
Name = tuple[str, str]  # given name, surname


@dataclass(frozen=True, kw_only=True)
class Answers:
    """How it is to be: the contact (whose address stays), the names of the companions, the consents, and the version
    of the party that the form showed."""

    person: Person
    companions: Sequence[Name]
    consents: Mapping[ConsentKind, bool]
    shares_organisation: bool = False  # with the host, who may see the name
    seen: str

    def version_of(self, kind: ConsentKind) -> int:
        """Of the words that they agreed to; the host's part is asked for in two ticks."""
        shares_name_alone = kind == ConsentKind.SHARING and not self.shares_organisation
        return consents.NAME_ALONE if shares_name_alone else consents.VERSIONS[kind]


@dataclass(frozen=True)
class Difference:
    """One answer that was changed: the name of the field or consent, "companions" for somebody's name, and ORGANISATION
    for what the host may see besides the name."""

    what: str
    old: str | bool
    new: str | bool


def version_of(party: Party) -> str:
    """Rises with every change of the party; a form that shows an older one is out of date."""
    return max(member.changed_at for member in party.members).isoformat()


def companions_of(party: Party) -> list[Registration]:
    """Those who come along with the contact, in the order in which they were signed up."""
    return [member for member in party.active_members if not member.is_contact]


def may_be_changed(registration: Registration, *, now: datetime) -> bool:
    """Until registration closes, while anybody of the party is registered."""
    seminar = registration.seminar
    closes_at = seminar.registration_closes_at
    is_closed = seminar.is_cancelled or has_begun(seminar, now=now) or (closes_at is not None and closes_at <= now)
    return not is_closed and bool(registration.party.active_members)


def change(registration: Registration, told: Answers, *, now: datetime | None = None) -> list[Difference]:
    """Correct what the contact of this party said of themselves, and the names of those they bring along; returns what
    is different now. The log keeps which answers were changed, not what they were.

    Raises NotActive, RegistrationClosed, EditedMeanwhile, and SignedUpAlready for a name that is on the list already.
    """
    held = seats.hold(registration.seminar, now=now)
    party = parties.under_lock(registration.party_id)
    if not party.active_members:
        raise NotActive
    if not may_be_changed(registration, now=held.now):
        raise RegistrationClosed("closed")
    others = companions_of(party)
    found = [*_differences(party.contact, told), *_renamed(others, told.companions)]
    if found and (told.seen != version_of(party) or len(others) != len(told.companions)):
        raise EditedMeanwhile
    if found:
        own_name = (told.person.given_name, told.person.surname)
        _rename([party.contact, *others], [own_name, *told.companions])
        _store(party.contact, told, found, now=held.now)
    return found


def _renamed(others: Sequence[Registration], names: Sequence[Name]) -> list[Difference]:
    pairs = [((other.given_name, other.surname), name) for other, name in zip(others, names, strict=False)]
    return [Difference("companions", full_name(*old), full_name(*new)) for old, new in pairs if old != new]


def _differences(contact: Registration, told: Answers) -> list[Difference]:
    answers = [(name, getattr(contact, name), getattr(told.person, name)) for name in ANSWERS]
    given = {consent.kind: consent.given for consent in contact.consents}
    ticks = [(kind.value, given.get(kind, False), told.consents[kind]) for kind in MAY_BE_CHANGED]
    shares = told.consents[ConsentKind.SHARING] and told.shares_organisation
    ticks.append((ORGANISATION, shares_organisation(contact), shares))
    return [Difference(*each) for each in [*answers, *ticks] if each[1] != each[2]]


def shares_organisation(contact: Registration) -> bool:
    """Whether they let the host see their organisation, too."""
    return any(consents.shares_organisation(each) for each in contact.consents)


def _rename(members: Sequence[Registration], names: Sequence[Name]) -> None:
    """Give these of one party their names, at once: two may have been mixed up. Whose name is spelt in another way that
    does not count keeps the key. Raises SignedUpAlready."""
    others = {
        member: name for member, name in zip(members, names, strict=True) if member.name_key not in _keys_of(name)
    }
    _refuse_known(others)
    for member in others:
        member.name_key = f"#{member.id}"  # nobody's: while they change places none may bear the key of another one
    db.session.flush()
    for member, (given_name, surname) in zip(members, names, strict=True):
        member.given_name, member.surname = given_name, surname
    for member in others:
        member.name_key = identity.name_key(member.surname, member.given_name)
        member.key_version = identity.KEY_VERSION
    db.session.flush()


def _refuse_known(renamed: Mapping[Registration, Name]) -> None:
    """Raises SignedUpAlready where two of them get one name, or one that is borne by somebody who keeps it."""
    keys = {identity.name_key(surname, given_name) for given_name, surname in renamed.values()}
    if len(keys) < len(renamed):
        raise SignedUpAlready
    for member, name in renamed.items():
        bearers = find_bearers(_keys_of(name), seminar_id=member.seminar_id, email_key=member.email_key)
        if any(each not in renamed for each in bearers):
            raise SignedUpAlready


def _keys_of(name: Name) -> set[str]:
    given_name, surname = name
    return identity.name_keys(surname, given_name)


def _store(contact: Registration, told: Answers, found: Sequence[Difference], *, now: datetime) -> None:
    for difference in found:
        if difference.what in ANSWERS:
            setattr(contact, difference.what, getattr(told.person, difference.what))
    for kind in MAY_BE_CHANGED:
        _answer(contact, kind, told, now=now)
    for member in contact.party.active_members:
        member.changed_at = now
    activity.record(
        "answers_changed",
        actor=activity.PERSON,
        at=now,
        seminar=contact.seminar,
        registration=contact,
        fields=sorted({difference.what for difference in found}),
    )


def _answer(contact: Registration, kind: ConsentKind, told: Answers, *, now: datetime) -> None:
    given, version = told.consents[kind], told.version_of(kind)
    known = next((consent for consent in contact.consents if consent.kind == kind), None)
    if known is None:
        contact.consents.append(Consent(kind=kind, given=given, at=now, text_version=version))
    elif known.given != given or (kind == ConsentKind.SHARING and given and known.text_version != version):
        known.given, known.at, known.text_version = given, now, version
