"""What a change would bring with it: the reminders that would follow, each mail as it would be written, and who is told
by nobody but the organisers. Nothing is written to the database."""

import re
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, select
from sqlalchemy.orm.attributes import set_committed_value

from seminars.domain import change_log
from seminars.domain.notices import telling
from seminars.domain.notices.reminders import Moment, reminders_of_news
from seminars.domain.seating import deadlines
from seminars.domain.seminars.plan import supposed
from seminars.domain.seminars.preview import Preview
from seminars.extensions import db
from seminars.i18n import LANGUAGES
from seminars.mail.render import render
from seminars.models import Change, Message, Party, Registration, Seminar, Session, Speaker, Status
from seminars.models.programme import session_speaker

# A person who stands for all who are told the same.
_NOBODY_REAL = {"given_name": "Ada", "surname": "Example", "code": "ABC234", "email": "ada@example.org"}
_STATES = (Status.CONFIRMED, Status.OFFERED, Status.PENDING, Status.WAITING)
_SECRET = re.compile(r"(/registrations/)[^/#\s]+")


@dataclass(frozen=True)
class SampleMail:
    """What `number` people in this state who read this language get, as an invented person would; where each has a
    link of their own the secret is left out."""

    status: Status
    language: str
    number: int
    subject: str
    text: str


@dataclass(frozen=True)
class Consequences:
    reminders: tuple[Moment, ...]
    mails: tuple[SampleMail, ...]
    speakers: tuple[str, ...]


def look_ahead(seminar: Seminar, preview: Preview, *, now: datetime) -> Consequences:
    """What comes of the change that `preview` shows; a correction is told to nobody, and reminders stay as they are."""
    if preview.is_correction:
        return Consequences((), (), ())
    speakers = tuple(db.session.scalars(_speakers(seminar)))
    known_id, offer_ends_at = change_log.last_change_id(seminar), _first_offer(seminar)
    with supposed(seminar, preview.after, now=now):
        reminders = tuple(reminders_of_news(seminar, now=now))
        if offer_ends_at and preview.recipients.by_status[Status.OFFERED]:
            offer_ends_at = deadlines.after_a_move(seminar, offer_ends_at, now=now)
        stands_for_all = {"told_change_id": known_id, "registered_at": now, **_NOBODY_REAL}
        mails = tuple(
            _sample(_message(seminar, preview, _person(seminar, group, offer_ends_at, stands_for_all), now), number)
            for group, number in sorted(preview.recipients.groups.items(), key=_in_order)
        )
    return Consequences(reminders, mails, speakers)


def _in_order(group: tuple[tuple[Status, str], int]) -> tuple[int, int]:
    (status, language), _number = group
    return _STATES.index(status), LANGUAGES.index(language)


def _speakers(seminar: Seminar) -> Select[str]:
    speaks = select(session_speaker).join(Session).where(session_speaker.c.speaker_id == Speaker.id)
    return select(Speaker.name).where(speaks.where(Session.seminar_id == seminar.id).exists()).order_by(Speaker.name)


def _first_offer(seminar: Seminar) -> datetime | None:
    """Until when the one waits who was offered a place first: their mail is the one that is shown."""
    offered = select(Party.offer_ends_at).where(Party.seminar_id == seminar.id, Party.offer_ends_at.is_not(None))
    return db.session.scalar(offered.order_by(Party.id).limit(1))


def _person(seminar: Seminar, group: tuple[Status, str], offer_ends_at: datetime | None, values: Any) -> Registration:
    status, language = group
    party = Party(seminar_id=seminar.id, offer_ends_at=offer_ends_at if status == Status.OFFERED else None)
    person = Registration(seminar=seminar, party=party, is_contact=True, language=language, token_version=0, **values)
    # Nobody begins with an offer, and nobody real has come to this one.
    set_committed_value(person, "status", status)
    return person


def _message(seminar: Seminar, preview: Preview, person: Registration, now: datetime) -> Message:
    """As `telling` would post it; the outbox never sees it."""
    before, after = preview.before.appointment, preview.after.appointment
    change = Change(kind=change_log.kind_of(before, after), at=now, before=before, after=after, reason=preview.reason)
    kind, method = telling.KINDS[change.kind]
    return Message(
        kind=kind,
        to=person.email,
        language=person.language,
        seminar_id=seminar.id,
        seminar=seminar,
        registration=person,
        change=change,
        calendar_method=method if person.status == Status.CONFIRMED else None,
        facts={},
        created_at=now,
    )


def _sample(message: Message, number: int) -> SampleMail:
    rendered, person = render(message), message.get_registration()
    return SampleMail(person.status, message.language, number, rendered.subject, _SECRET.sub(r"\1…", rendered.text))
