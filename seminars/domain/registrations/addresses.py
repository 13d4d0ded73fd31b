"""The address of a registration: changed from one's own page, and what goes along with it."""

from datetime import datetime

from sqlalchemy import and_, or_, update

from seminars import mail
from seminars.domain import activity
from seminars.domain.errors import NotActive, SameAddress, TooManyCorrections
from seminars.domain.guard import throttle
from seminars.domain.notices import participants, telling
from seminars.domain.people import identity
from seminars.domain.people.mailboxes import mailbox
from seminars.domain.people.sign_up import find_active
from seminars.domain.programme import personal_feeds
from seminars.domain.registrations import leaving
from seminars.domain.seating import parties, seats
from seminars.extensions import db
from seminars.models import (
    NOT_YET_SENT,
    Activity,
    ActivityKind,
    Message,
    MessageKind,
    MessageState,
    Party,
    Registration,
    kinds_that,
)

_FOLLOWS = kinds_that(lambda kind: kind.follows_address)


def give_way(party: Party, address: str, held: seats.Hold) -> list[tuple[Registration, Registration]]:
    """Cancel those of the party whom the new address has registered already; returns them with their other selves."""
    key, found = identity.email_key(address), []
    for member in party.active_members:
        name = {"surname": member.surname, "given_name": member.given_name}
        known = find_active(member.seminar_id, email_key=key, **name)
        if known and known.party_id != party.id:
            leaving.cancel(member, by=activity.PERSON, now=held.now)
            participants.remind(known.party.contact, now=held.now)
            found.append((member, known))
    return found


def ask_for_change(registration: Registration, address: str, *, now: datetime) -> None:
    """Send a link to the address that this registration is to have; opening it and saying yes changes it.

    Raises NotActive, SameAddress, and TooManyCorrections when this registration or that mailbox had enough of these.
    """
    contact = registration.party.contact
    if not contact.is_active or contact.seminar.is_cancelled:
        raise NotActive
    key = identity.email_key(address)
    if key == contact.email_key:
        raise SameAddress
    whom = (str(contact.party_id), mailbox(address))
    if not all(throttle.may("new-address", each, limits=throttle.TO_ONE_MAILBOX, now=now) for each in whom):
        raise TooManyCorrections
    telling.tell_first(contact.seminar, [contact.party_id], now=now)
    dedup = f"new-address-{contact.id}-{now.timestamp():.6f}"
    mail.post(
        MessageKind.NEW_ADDRESS, to=address, language=contact.language, registration=contact, dedup=dedup, now=now
    )


def change_address(registration: Registration, address: str, *, now: datetime | None = None) -> None:
    """Give the registration and its party the address that was confirmed, and tell the old one.

    Raises NotActive if it has ended meanwhile, and TooLate if somebody would have to be cancelled after the start.
    """
    held = seats.hold(registration.seminar, now=now)
    party = parties.under_lock(registration.party_id)
    contact = party.contact
    if not contact.is_active or contact.seminar.is_cancelled:
        raise NotActive
    give_way(party, address, held)
    if party.active_members:
        take_along(party, address, note(ActivityKind.ADDRESS_CHANGED, party, held), held)


def note(kind: str, party: Party, held: seats.Hold) -> Activity:
    """The row of the log of what the person themselves does with the address of their party."""
    contact = party.contact
    return activity.record(kind, actor=activity.PERSON, at=held.now, seminar=contact.seminar, registration=contact)


def take_along(party: Party, address: str, change: Activity, held: seats.Hold) -> None:
    """Give the party the address that `change` is about: its messages, links and calendar entry go there from now on,
    and what their state is. One that was theirs and not a slip is told so. If it is the one that they have, they are
    told alone."""
    contact, old_address, old_key = party.contact, party.contact.email, party.contact.email_key
    telling.tell_first(contact.seminar, [party.id], now=held.now)
    if address != old_address:
        leave_old_address(party, address)
        participants.hand_invitation_on(contact, email_key=old_key, now=held.now)
        personal_feeds.note_departure(old_key, now=held.now)
    for member in party.active_members:
        member.changed_at = held.now
    _take_unsent_along(party, address)
    if change.kind == ActivityKind.ADDRESS_CHANGED:
        participants.tell_old_address(contact, old_address, old_key, change, now=held.now)
    participants.tell_address(contact, change, now=held.now)


def leave_old_address(party: Party, address: str) -> None:
    """Whoever has left it was written to there as well, and could undo that: no link in the old mailbox works."""
    for member in party.members:
        member.email_key = identity.email_key(address)
        member.email = address if member.email or member.is_contact else ""
        member.token_version += 1


def supersede_unsent(registration_ids: list[int]) -> None:
    """Nothing about these leaves any more, nor does anything that failed wait for another try."""
    about_them = Message.registration_id.in_(registration_ids), Message.state.in_((*NOT_YET_SENT, MessageState.FAILED))
    db.session.execute(update(Message).where(*about_them).values(state=MessageState.SUPERSEDED))


def _take_unsent_along(party: Party, address: str) -> None:
    """What the new address is told of their state, and an invitation with it, replaces what was not sent yet and what
    could not be sent; their other mails go there. An address of theirs before is still to hear that it is none any
    more."""
    about_them = Message.registration_id.in_([member.id for member in party.members])
    ends_another = and_(Message.kind == MessageKind.ADDRESS_CHANGED, Message.to != address)
    is_unsent = Message.state.in_(NOT_YET_SENT)
    is_replaced = or_(Message.state == MessageState.FAILED, and_(is_unsent, Message.kind.not_in(_FOLLOWS)))
    replaced = update(Message).where(about_them, is_replaced, ~ends_another)
    db.session.execute(replaced.values(state=MessageState.SUPERSEDED))
    told_there = update(Message).where(about_them, is_unsent, Message.kind.in_(_FOLLOWS))
    db.session.execute(told_there.values(to=address, calendar_method=None, calendar_sequence=None))
