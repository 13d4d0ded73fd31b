"""Everything that is kept about the people of one registration, for themselves (GDPR article 15 and 20)."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import func, inspect, or_, select

from seminars.domain import activity
from seminars.domain.activity import SYSTEM
from seminars.domain.guard import mailboxes
from seminars.domain.people import identity
from seminars.domain.registrations.by_organisers import unions
from seminars.extensions import db
from seminars.models import (
    Activity,
    ActivityKind,
    Detail,
    Group,
    Mailbox,
    Message,
    Party,
    PersonalFeed,
    Registration,
    Seminar,
    Submission,
)

# Keys that only compare, and numbers that name rows, tell nobody anything.
_INTERNAL = {
    "id",
    "seminar_id",
    "party_id",
    "registration_id",
    "email_key",
    "name_key",
    "key_version",
    "network",
    "group_no",
    "told_change_id",
    "activity_id",
    "organiser_id",
    "mailbox",
}
_NAMES_OF_ROWS = {Detail.WITH, Detail.CHANGE, Detail.KNEW, Detail.MESSAGE, Detail.GIVEN_UP}
_MOVES_TO_ANOTHER = (ActivityKind.ADDRESS_CHANGED, ActivityKind.ADDRESS_MENDED, ActivityKind.UNITED)
_OF_LEAVERS = ("given_name", "surname", "status")
# The history tells only the kind of those who acted: an organiser's address is the organiser's own.
_ACTORS = (activity.PERSON, SYSTEM)


def of_party(party: Party) -> dict[str, Any]:
    """Plain values for JSON: the seminar, each person with answers, consents and history, also of a second registration
    that ended because it was the same person, and the mails about them. Of those who had left before the party got
    another address, which need not be theirs, the names alone; and of a receipt with a corrected address nothing that
    tells whether somebody was known under the one before."""
    seminar, people = party.contact.seminar, _all_of(party)
    moved_at = _has_its_address_since(people)
    left = [person for person in people if moved_at and not person.is_active and person.changed_at < moved_at]
    people = [person for person in people if person not in left]
    ids = [person.id for person in people]
    return {
        "seminar": _seminar(seminar),
        "queue": _row(party),
        "people": [*_people(people), *({name: getattr(each, name) for name in _OF_LEAVERS} for each in left)],
        "forms": [
            _row(form, leave_out={"body_hash", "form_id", "made"})
            for form in _about(Submission, ids)
            if not moved_at or _was_typed_by(people, form)
        ],
        "mails": [
            _row(mail, leave_out={"dedup", "lease_by", "lease_until", "facts", "urgency"}) for mail in _mails(ids)
        ],
        "mailbox": [_row(kept, leave_out={"key"}) for kept in _mailbox(party)],
        "calendars": [_row(feed, leave_out={"version"}) for feed in _calendars(party)],
    }


def _all_of(party: Party) -> list[Registration]:
    people = sorted(party.members, key=lambda member: not member.is_contact)
    return people + unions.given_up_for([person.id for person in people])


def _has_its_address_since(people: Sequence[Registration]) -> datetime | None:
    """When the party changed its address for the last time; None if it has the one that it was signed up with."""
    ids = [person.id for person in people]
    return _last(_MOVES_TO_ANOTHER, ids)


def _last(kinds: Collection[ActivityKind], registration_ids: Sequence[int]) -> datetime | None:
    of_them = Activity.kind.in_(kinds), Activity.registration_id.in_(registration_ids)
    return db.session.scalar(select(func.max(Activity.at)).where(*of_them))


def _corrected_form_came_at(registration_ids: Sequence[int]) -> datetime | None:
    """When the form was sent whose address was corrected; None where it was not. What was typed then may have been
    registered at once or, if somebody was known under the first address, with the correction. As whoever corrects it
    reads this, both are told alike."""
    forms = [form for form in _about(Submission, registration_ids) if form.corrections]
    return min((form.created_at for form in forms), default=None)


def _was_typed_by(people: Sequence[Registration], form: Submission) -> bool:
    name_keys = identity.name_keys(form.typed.get("surname", ""), form.typed.get("given_name", ""))
    return not name_keys.isdisjoint(person.name_key for person in people)


def _seminar(seminar: Seminar) -> dict[str, Any]:
    title, starts_at = dict(seminar.title), seminar.starts_at.isoformat()
    return {"title": title, "town": seminar.town_code, "starts_at": starts_at}


def _people(people: Sequence[Registration]) -> list[dict[str, Any]]:
    sent_at = _corrected_form_came_at([person.id for person in people])
    return [_person(person, sent_at) for person in people]


def _person(person: Registration, sent_at: datetime | None) -> dict[str, Any]:
    """`sent_at` stands for the moment of the registration, see _corrected_form_came_at."""
    history = [change for change in _about(Activity, [person.id]) if change.kind != ActivityKind.ADDRESS_CORRECTED]
    told = {
        **_row(person, leave_out={"token_version"}),
        "group": _group(person),
        "consents": [_row(consent) for consent in person.consents],
        "history": [_step(change) for change in history],
    }
    registered_at = told["registered_at"]
    for row in (told, *told["consents"], *told["history"]) if sent_at else ():
        row |= {name: _plain(sent_at) for name in ("registered_at", "at") if row.get(name) == registered_at}
    return told


def _group(person: Registration) -> dict[str, Any] | None:
    """That they were seen to come as one of many; organisers see it too."""
    group = db.session.get(Group, person.group_no) if person.group_no else None
    return _row(group, leave_out={"number"}) if group else None


def _step(change: Activity) -> dict[str, Any]:
    details = {name: value for name, value in change.details.items() if name not in _NAMES_OF_ROWS}
    return {**_row(change), "details": details, "actor": change.actor if change.actor in _ACTORS else "organiser"}


def _mails(registration_ids: Sequence[int]) -> Sequence[Message]:
    """Those about them, and those with all links of the address, which name the first registration they told of; none
    that went to an address which was corrected."""
    with_links = [Message.dedup.startswith(f"links-{number}-") for number in registration_ids]
    mails = select(Message).where(or_(Message.registration_id.in_(registration_ids), *with_links))
    if corrected_at := _last((ActivityKind.ADDRESS_CORRECTED,), registration_ids):
        mails = mails.where(Message.created_at >= corrected_at)
    return db.session.scalars(mails.order_by(Message.id)).all()


def _calendars(party: Party) -> Sequence[PersonalFeed]:
    """That the address has a calendar of its own; its link is told by mail alone."""
    theirs = {member.email_key for member in party.members if member.email_key}
    return db.session.scalars(select(PersonalFeed).where(PersonalFeed.email_key.in_(theirs))).all()


def _mailbox(party: Party) -> Sequence[Mailbox]:
    """What is known of the mailbox to which mails about them go, though not that it is this one."""
    address = party.contact.email
    return (
        db.session.scalars(select(Mailbox).where(Mailbox.key.in_(mailboxes.keys_of(address)))).all() if address else []
    )


def _about(what: Any, registration_ids: Sequence[int]) -> Sequence[Any]:
    return db.session.scalars(select(what).where(what.registration_id.in_(registration_ids)).order_by(what.id)).all()


def _row(row: Any, *, leave_out: set[str] | None = None) -> dict[str, Any]:
    hidden = _INTERNAL | (leave_out or set())
    columns = [column.key for column in inspect(type(row)).column_attrs if column.key not in hidden]
    return {name: _plain(getattr(row, name)) for name in columns}


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, datetime) else value
