"""A message of the outbox as a mail: texts from templates, the secret link derived now, the invitation as of now."""

import hashlib
import re
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask import current_app, g, render_template
from sqlalchemy import select

from seminars import links, tokens
from seminars.extensions import db
from seminars.formats import ical
from seminars.formats.change_words import headline, what_changed
from seminars.formats.seminar_event import calendar_event, location, organisation
from seminars.i18n import force_locale, gettext
from seminars.mail.mime import SeminarMessage
from seminars.mail.news import news_of
from seminars.models import CalendarMethod, Message, MessageKind, PersonalFeed, Registration, Seminar

# What ends one person's place; with a seminar that is put off or called off, the event itself ends.
_ENDS_A_PLACE = (MessageKind.CANCELLED_BY_PERSON, MessageKind.CANCELLED_BY_ORGANISER)
_SPEAK_OF_WHAT_WAS_KNOWN = (
    MessageKind.POSTPONED,
    MessageKind.SEMINAR_CANCELLED,
    MessageKind.CANCELLED_BY_ORGANISER,
)


@dataclass(frozen=True)
class Rendered:
    subject: str
    text: str
    html: str
    calendar: bytes | None


def as_mail(message: Message) -> SeminarMessage:
    """The message as it goes over the wire. Raises mail.wire.UndeliverableAddress for an address nobody can have."""
    rendered = render(message)
    seminar = message.seminar
    return SeminarMessage(
        subject=rendered.subject,
        body=rendered.text,
        html=rendered.html,
        recipients=[_recipient(message)],
        sender=(sender_name(seminar, message.language), current_app.config["MAIL_DEFAULT_SENDER"]),
        reply_to=_reply_to(seminar),
        language=message.language,
        message_id=message_id(message.dedup),
        in_reply_to=_first_message_id(message),
        date=message.created_at,
        calendar=rendered.calendar,
        calendar_method=message.calendar_method.value if rendered.calendar else None,
    )


def render(message: Message) -> Rendered:
    """Subject, plain text, HTML and calendar part in the message's language; previews use it too."""
    g.language = message.language
    with force_locale(message.language):
        calendar = _calendar_part(message)
        values = _values(message) | {"is_attached": calendar is not None}
        folder = f"mail/{message.kind.value}"
        return Rendered(
            subject=" ".join(render_template(f"{folder}/subject.txt", **values).split()),
            text=_without_gaps(render_template(f"{folder}/body.txt", **values)),
            html=render_template(f"{folder}/body.html", **values),
            calendar=calendar,
        )


def _without_gaps(text: str) -> str:
    """Paragraphs are one empty line apart, whatever a template left out between them."""
    return re.sub(r"\n{3,}", "\n\n", text.strip()) + "\n"


def message_id(dedup: str) -> str:
    """The Message-ID of everything sent under this `dedup`, in the domain of our sender (RFC 5322 section 3.6.4)."""
    domain = current_app.config["MAIL_DEFAULT_SENDER"].rpartition("@")[2]
    return f"<{hashlib.sha256(dedup.encode()).hexdigest()[:32]}@{domain}>"


def sender_name(seminar: Seminar | None, language: str) -> str:
    if seminar:
        return organisation(seminar, language)
    with force_locale(language):
        return current_app.config["SITE_NAME"] or gettext("Cluster seminars")


def manage_link(registration: Registration, language: str) -> str:
    return links.manage(language, tokens.manage_token(registration.id, registration.token_version))


def _values(message: Message) -> dict[str, Any]:
    language, seminar, registration = message.language, message.seminar, message.registration
    values: dict[str, Any] = {"message": message, "language": language, "facts": message.facts, "links": links}
    if message.kind == MessageKind.LINKS:
        found = db.session.scalars(
            select(Registration).where(
                Registration.id.in_(message.facts.get("registrations", [])),
                # An address corrected meanwhile is somebody else's now, and so is its link.
                Registration.email_key == message.facts.get("email_key"),
            )
        ).all()
        current = sorted((each for each in found if each.is_active), key=lambda each: each.seminar.starts_at)
        entries = [(each, manage_link(each, language)) for each in current]
        return values | {"entries": entries, "calendar_url": _calendar_link(message)}
    return values | {
        "seminar": seminar,
        "registration": registration,
        "place": location(seminar, language)[0],
        "manage_url": manage_link(registration, language),
        "seminar_url": links.seminar(language, seminar.slug),
        "region_url": links.programme(language, seminar.town.region.code),
        **_news(message),
    }


def _news(message: Message) -> dict[str, Any]:
    """`known` is how the person last heard that it would be, where the mail speaks of what will not be."""
    change, news = message.change, news_of(message)
    known = news.old if message.kind in _SPEAK_OF_WHAT_WAS_KNOWN else None
    if change is None:
        return {"known": known}
    # One that says again how it was before, or that only organisers still look at, tells the last change.
    old, new = (news.old, news.new) if news.is_anything else (change.before, change.after)
    differences = what_changed(old, new, message.language)
    return {"known": known, "change": change, "headline": headline(old, new), "differences": differences}


def _calendar_link(message: Message) -> str | None:
    """Where the address has its own calendar; None in a mail that was posted before there were any."""
    feed = db.session.get(PersonalFeed, message.facts.get("feed", 0))
    if feed is None or feed.email_key != message.facts.get("email_key"):
        return None
    return links.personal_feed(message.language, tokens.feed_token(feed.id, feed.version))


def _calendar_part(message: Message) -> bytes | None:
    seminar, registration, method = message.seminar, message.registration, message.calendar_method
    if method is None:
        return None
    if method == CalendarMethod.REQUEST and (seminar.is_cancelled or seminar.is_postponed):
        return None
    return ical.invitation(
        calendar_event(seminar, message.language),
        method=method.value,
        sequence=message.calendar_sequence,
        organizer_name=organisation(seminar, message.language),
        organizer_email=current_app.config["CALENDAR_ORGANIZER"],
        attendee_name=registration.full_name,
        attendee_email=message.to,
        language=message.language,
        domain=links.domain(),
        withdrawn=message.kind in _ENDS_A_PLACE and not seminar.is_cancelled,
    )


def _recipient(message: Message) -> tuple[str, str]:
    return (message.registration.full_name if message.registration else "", message.to)


def _reply_to(seminar: Seminar | None) -> str | None:
    return (seminar.host_email or seminar.series.contact_email or None) if seminar else None


def _first_message_id(message: Message) -> str | None:
    if message.registration_id is None:
        return None
    first: tuple[str, datetime] | None = db.session.execute(
        select(Message.dedup, Message.created_at)
        .where(Message.registration_id == message.registration_id, Message.to == message.to)
        .order_by(Message.id)
        .limit(1)
    ).first()
    return message_id(first[0]) if first and first[0] != message.dedup else None
