"""An address that leads nowhere is put right by organisers, or they add one where there was none."""

from datetime import datetime
from typing import Any

from seminars.domain import activity
from seminars.domain.errors import NotActive, SameAddress, SignedUpAlready, TooLate
from seminars.domain.people import identity
from seminars.domain.people.sign_up import find_active
from seminars.domain.registrations import addresses
from seminars.domain.seating import parties, seats
from seminars.models import ActivityKind, Detail, Party, Registration


class KnownThere(SignedUpAlready):
    """One of these people, `member`, has another active registration under that address: `known`."""

    def __init__(self, member: Registration, known: Registration) -> None:
        super().__init__()
        self.member, self.known = member, known


def mend(registration: Registration, address: str, *, actor: str, now: datetime | None = None) -> None:
    """Give this registration and its party the right address. Their links are renewed and what they have is told there
    anew; the address before is told nothing.

    Raises NotActive, TooLate once the seminar is over, SameAddress, and KnownThere.
    """
    held = seats.hold(registration.seminar, now=now)
    party = parties.under_lock(registration.party_id)
    _refuse(party, address, now=held.now)
    contact = party.contact
    details: dict[str, Any] = {} if contact.email else {Detail.FIRST_ADDRESS: True}
    change = activity.record(
        ActivityKind.ADDRESS_MENDED,
        actor=actor,
        at=held.now,
        seminar=contact.seminar,
        registration=contact,
        fields=["email"],
        **details,
    )
    contact.email_proven_at = None  # whoever acted from a mail did so at the other one
    addresses.take_along(party, address, change, held)


def may_be_mended(registration: Registration, *, now: datetime) -> bool:
    """Whether anybody of the party is registered, and the seminar is not over."""
    contact = registration.party.contact
    return contact.is_active and not contact.erased_at and not registration.seminar.is_over(now)


def _refuse(party: Party, address: str, *, now: datetime) -> None:
    key, contact = identity.email_key(address), party.contact
    if not party.active_members or contact.erased_at:
        raise NotActive
    if contact.seminar.is_over(now):
        raise TooLate
    if key == contact.email_key:
        raise SameAddress
    for member in party.active_members:
        name = {"surname": member.surname, "given_name": member.given_name}
        known = find_active(member.seminar_id, email_key=key, **name)
        if known:
            raise KnownThere(member, known)
