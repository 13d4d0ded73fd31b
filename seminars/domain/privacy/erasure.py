"""People take their data back: whoever holds the link of a registration ends it and has everything about it erased,
together with all whom the same form signed up."""

from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, Integer, and_, cast, exists, func, or_, select, update

from seminars.domain import activity
from seminars.domain.guard import mailboxes
from seminars.domain.notices import invitations
from seminars.domain.people import identity
from seminars.domain.privacy import blanking, retention
from seminars.domain.programme import personal_feeds
from seminars.domain.registrations import leaving
from seminars.domain.registrations.by_organisers.unions import given_up_for
from seminars.domain.registrations.waiting_list import serve_waiting_list
from seminars.domain.seating import parties, seats
from seminars.extensions import db
from seminars.models import (
    CalendarMethod,
    Message,
    MessageKind,
    MessageState,
    Party,
    Registration,
    Submission,
    kinds_that,
)

_EMPTIES_CALENDAR = kinds_that(lambda kind: kind.empties_calendar)
# By then a mail is sent or given up; what was held back until later goes with the seminar's retention.
LOOK_BACK = timedelta(days=7)


def erase(registration: Registration, *, now: datetime | None = None) -> None:
    """Give back what these people have, but for places at a seminar that has begun, and blank everything about them.
    Only a mail that acknowledges it keeps the address until it is sent. Erasing twice is erasing once."""
    held = seats.hold(registration.seminar, now=now)
    db.session.refresh(registration)
    if registration.erased_at:
        return
    together = [parties.under_lock(party.id) for party in signed_up_together(registration)]
    people = [member for party in together for member in party.members]
    forms = [number for number, _made in _forms_of(people)]
    for member in people:
        member.erased_at = held.now
    freed = [leaving.give_back(party, held) for party in together]
    for party in together:
        contact = party.contact
        activity.record("erased", actor=activity.PERSON, at=held.now, seminar=contact.seminar, registration=contact)
    keys = _addresses_of(people)
    people += _doubles_left_by(people)
    _let_calendars_know(people)
    blanking.blank(people, now=held.now)
    blanking.blank_forms(Submission.id.in_(forms))
    _forget_addresses(registration, keys, now=held.now)
    if any(freed):
        serve_waiting_list(registration.seminar, held)


def signed_up_together(registration: Registration) -> list[Party]:
    """The party of this registration, and any other that the same form made under the same address, or that ended
    because it was a second one of the same person, with nobody else left in it; that of the registration first. People
    whose data was removed are not among them."""
    forms, own = _forms_of(registration.party.members), registration.party
    ids = {number for _form, made in forms for number in made}
    made_with_it = and_(Registration.id.in_(ids), Registration.email_key == registration.email_key)
    doubles = [double.id for double in given_up_for([m.id for m in own.members]) if not double.party.active_members]
    alike = or_(made_with_it, Registration.id.in_(doubles)), Registration.erased_at.is_(None)
    others = select(Registration.party_id).where(*alike).distinct()
    found = sorted(set(db.session.scalars(others)) - {own.id})
    return [own, *(db.session.get_one(Party, party_id) for party_id in found)]


def _doubles_left_by(people: list[Registration]) -> list[Registration]:
    """Second registrations of theirs in parties of others, who stay and whose address it is."""
    doubles = given_up_for([person.id for person in people])
    return [double for double in doubles if double not in people and not double.erased_at]


def _forms_of(people: list[Registration]) -> list[tuple[int, list[int]]]:
    """(id, ids of all that it made) of the forms that made these registrations, or repeated them."""
    ids = [person.id for person in people]
    # Programs send forms without end, and none of these is about anybody: they are never looked at.
    of_seminar = select(Registration.id).where(Registration.seminar_id == people[0].seminar_id)
    about_somebody = select(Submission.id, Submission.made).where(Submission.registration_id.in_(of_seminar))
    forms = about_somebody.where(or_(Submission.registration_id.in_(ids), _made_any(ids)))
    return [(number, made) for number, made in db.session.execute(forms)]


def _made_any(ids: list[int]) -> ColumnElement[bool]:
    elements = func.json_array_elements_text if db.engine.dialect.name == "postgresql" else func.json_each
    made = elements(Submission.made).table_valued("value")
    return exists().select_from(made).where(cast(made.c.value, Integer).in_(ids))


def _addresses_of(people: list[Registration]) -> set[str]:
    """The e-mail keys that they have or had, or were to have, as far as a mail tells."""
    mails = select(Message.to).where(Message.registration_id.in_([person.id for person in people])).distinct()
    written_to = {identity.email_key(address) for address in db.session.scalars(mails) if address}
    return written_to | {person.email_key for person in people if person.email_key}


def _let_calendars_know(people: list[Registration]) -> None:
    """A mail that waits to take the seminar out of a calendar still goes out, in words that name nobody."""
    waiting = Message.registration_id.in_([person.id for person in people]), Message.state == MessageState.QUEUED
    ends_an_entry = Message.kind.in_(_EMPTIES_CALENDAR), Message.calendar_method == CalendarMethod.CANCEL
    db.session.execute(update(Message).where(*waiting, *ends_an_entry).values(kind=MessageKind.ERASED))


def _forget_addresses(registration: Registration, email_keys: set[str], *, now: datetime) -> None:
    for key in sorted(email_keys):
        others = select(Registration.id).filter_by(seminar_id=registration.seminar_id, email_key=key).limit(1)
        if db.session.scalar(others) is None:
            invitations.forget(registration.seminar, email_key=key)
        personal_feeds.forget(key, now=now)
        mailboxes.forget(key)
    retention.forget_mails_with_links()


def finish(*, now: datetime) -> int:
    """Forget the addresses of mails about erased people that have been sent, or never will be; returns how many."""
    ids = unfinished(now=now)
    if ids:
        blanking.blank_messages(Message.id.in_(ids))
        retention.forget_mails_with_links()
    return len(ids)


def unfinished(*, now: datetime) -> list[int]:
    """Ids of the messages that `finish` has to look at, some at a time; reads only."""
    about_erased = select(Message.id).join(Registration, Registration.id == Message.registration_id)
    of_late, done = Registration.erased_at > now - LOOK_BACK, Message.state.not_in(blanking.ON_ITS_WAY)
    return list(db.session.scalars(about_erased.where(of_late, done, blanking.has_an_address()).limit(500)))
