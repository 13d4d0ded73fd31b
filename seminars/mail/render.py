"""A message of the outbox as a mail: texts from templates, the secret link derived now, the invitation as of now."""

import hashlib
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from flask import current_app, g, render_template
from sqlalchemy import func, select
from sqlalchemy.orm import aliased

from seminars import links
from seminars.extensions import db
from seminars.formats.calendars import ical
from seminars.formats.calendars.seminar_event import calendar_event, organisation
from seminars.formats.names import without_links
from seminars.i18n import chosen_language, force_locale, gettext
from seminars.mail.contents import organisers
from seminars.mail.contents.template_values import values_of
from seminars.mail.mime import SeminarMessage
from seminars.models import KINDS, CalendarMethod, Message, Seminar


@dataclass(frozen=True)
class Rendered:
    subject: str
    text: str
    html: str
    calendar: bytes | None


def as_mail(message: Message) -> SeminarMessage:
    """The message as it goes over the wire. Raises UndeliverableAddress for an address nobody can have."""
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
        extra_headers=organisers.headers(message),
        calendar=rendered.calendar,
        calendar_method=message.calendar_method.value if message.calendar_method and rendered.calendar else None,
    )


def render(message: Message) -> Rendered:
    """Subject, plain text, HTML and calendar part in the message's language; previews use it too."""
    with _written_in(message.language):
        calendar = _calendar_part(message)
        values = values_of(message) | {"is_attached": calendar is not None}
        folder = f"mail/{message.kind.value}"
        return Rendered(
            subject=" ".join(render_template(f"{folder}/subject.txt", **values).split()),
            text=_without_gaps(render_template(f"{folder}/body.txt", **values)),
            html=render_template(f"{folder}/body.html", **values),
            calendar=calendar,
        )


@contextmanager
def _written_in(language: str) -> Iterator[None]:
    """A page that shows a mail goes on in its own language afterwards."""
    before = chosen_language()
    g.language = language
    try:
        with force_locale(language):
            yield
    finally:
        g.language = before


def _without_gaps(text: str) -> str:
    """Paragraphs are one empty line apart, whatever a template left out between them."""
    return re.sub(r"\n{3,}", "\n\n", text.strip()) + "\n"


def message_id(dedup: str) -> str:
    """The Message-ID of everything sent under this `dedup`, in the domain of our sender (RFC 5322 section 3.6.4)."""
    domain = current_app.config["MAIL_DEFAULT_SENDER"].rpartition("@")[2]
    return f"<{message_name(dedup)}@{domain}>"


def message_name(dedup: str) -> str:
    """What stands in a Message-ID before the @: it hangs on no setting."""
    return hashlib.sha256(dedup.encode()).hexdigest()[:32]


def sender_name(seminar: Seminar | None, language: str) -> str:
    if seminar:
        return organisation(seminar, language)
    with force_locale(language):
        return current_app.config["SITE_NAME"] or gettext("Cluster seminars")


def _calendar_part(message: Message) -> bytes | None:
    method = message.calendar_method
    if method is None:
        return None
    seminar = message.get_seminar()
    if method == CalendarMethod.REQUEST and (not seminar.takes_place or seminar.is_over(message.created_at)):
        return None
    return ical.invitation(
        calendar_event(seminar, message.language),
        method=method.value,
        sequence=message.calendar_sequence or 0,
        organizer_name=organisation(seminar, message.language),
        organizer_email=current_app.config["CALENDAR_ORGANIZER"],
        attendee_name=without_links(message.get_registration().full_name),
        attendee_email=message.to,
        language=message.language,
        domain=links.domain(),
        withdrawn=KINDS[message.kind].empties_calendar and not seminar.is_cancelled,
    )


def _recipient(message: Message) -> tuple[str, str]:
    return (without_links(message.registration.full_name) if message.registration else "", message.to)


def _reply_to(seminar: Seminar | None) -> str | None:
    return (seminar.host_email or seminar.series.contact_email or None) if seminar else None


def _first_message_id(message: Message) -> str | None:
    if message.registration_id is None:
        return None
    # One that went out with others never left under its own id.
    carrier = aliased(Message)
    first = db.session.scalar(
        select(func.coalesce(carrier.dedup, Message.dedup))
        .select_from(Message)
        .outerjoin(carrier, carrier.id == Message.merged_into_id)
        .where(Message.registration_id == message.registration_id, Message.to == message.to)
        .order_by(Message.id)
        .limit(1)
    )
    return message_id(first) if first and first != message.dedup else None
