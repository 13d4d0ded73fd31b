"""One mail to one person, with or without an invitation, in the structure that mail programs understand."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from email.header import Header
from email.mime.base import MIMEBase
from email.mime.multipart import MIMEMultipart
from email.utils import format_datetime
from typing import Any

from flask_mail import Attachment, BadHeaderError, Message

from seminars.mail.encoding import (
    CONTROL,
    WIRE,
    Mailbox,
    as_mailbox,
    attachment_part,
    binary_part,
    extra_header,
    mailbox_header,
    split_mailbox,
    text_header,
    text_part,
    wire_address,
)

LONGEST_LINE = 998
_HEADER_NAME = re.compile(r"[!-9;-~]+")
_MESSAGE_ID = re.compile(r"<[!-;=?A-~]+@[!-;=?A-~]+>")


class SeminarMessage(Message):
    """A mail to one person, in one language; `calendar` adds an invitation (RFC 6047, section 2.4).

    `fields` are those of Flask-Mail: subject, body, html, `recipients` with one address or (name, address),
    `sender` (else MAIL_DEFAULT_SENDER), reply_to, extra_headers, attachments. `date` is aware. `message_id`
    and `in_reply_to` are whole ids with their angle brackets. `calendar` is a finished iCalendar object whose
    METHOD is `calendar_method`. Building the wire form raises BadHeaderError, with the header's name, for a
    header that would break out of its line, and UndeliverableAddress.
    """

    sender: Mailbox
    date: datetime  # type: ignore[assignment] # Flask-Mail counts seconds

    def __init__(
        self,
        *,
        language: str,
        message_id: str,
        date: datetime,
        in_reply_to: str | None = None,
        calendar: bytes | None = None,
        calendar_method: str | None = None,
        **fields: Any,
    ) -> None:
        super().__init__(**fields)
        if not self.sender:
            raise ValueError("a mail needs a sender: give one or set MAIL_DEFAULT_SENDER")
        # In the text that Flask-Mail made of a pair, a comma or a bracket of the name would end the name.
        given = fields.get("sender")
        self.sender = given if isinstance(given, tuple) else split_mailbox(str(self.sender))
        self.msgId = message_id
        self.date = _in_utc(date)
        self.language = language
        self.in_reply_to = in_reply_to
        self.calendar = calendar
        self.calendar_method = _method_of(calendar, calendar_method)

    @property
    def envelope_sender(self) -> str:
        """The address for MAIL FROM, in ASCII."""
        return wire_address(self.sender[1])

    @property
    def send_to(self) -> set[str]:  # type: ignore[override] # in Flask-Mail a name may stand beside an address
        """The address for RCPT TO, in ASCII."""
        return {wire_address(self._recipient()[1])}

    def has_bad_headers(self) -> bool:
        """Whether any header, address or file name holds a control character, or an id is malformed."""
        return self.bad_header() is not None

    def bad_header(self) -> str | None:
        """The name of the first header for which `has_bad_headers` is true."""
        for name, text in self._header_texts():
            if CONTROL.search(text):
                return name
        for name, identifier in (("Message-ID", self.msgId), ("In-Reply-To", self.in_reply_to)):
            if identifier is not None and not _MESSAGE_ID.fullmatch(identifier):
                return name
        return next((name for name in self.extra_headers or {} if not _HEADER_NAME.fullmatch(name)), None)

    def as_bytes(self) -> bytes:
        """The wire form: every line ends in CRLF and has at most 998 octets, none of them above 127."""
        wire = self._message().as_bytes()
        if any(len(line) > LONGEST_LINE for line in wire.split(b"\r\n")):
            raise BadHeaderError("a header holds a word longer than a line may be")
        return wire

    def _message(self) -> MIMEBase:
        bad = self.bad_header()
        if bad is not None:
            raise BadHeaderError(bad)
        message = self._body()
        for name, value in self._headers():
            if name in message:
                raise BadHeaderError(f"{name} twice")
            message[name] = value  # type: ignore[assignment] # it takes a Header too, which its types forget
        return message

    def _body(self) -> MIMEMultipart:
        alternative = MIMEMultipart("alternative", policy=WIRE)
        alternative.attach(text_part(self.body or "", "plain"))
        alternative.attach(text_part(self.html or "", "html"))
        attached = [attachment_part(attachment) for attachment in self.attachments]
        if self.calendar is not None:
            # Mail programs show the last alternative that they understand, so the invitation comes last.
            kind = f"text/calendar; charset=utf-8; method={self.calendar_method}"
            alternative.attach(binary_part(kind, self.calendar))
            invitation = Attachment("invite.ics", 'application/ics; name="invite.ics"', self.calendar)
            attached.insert(0, attachment_part(invitation))
        if not attached:
            return alternative
        return MIMEMultipart("mixed", _subparts=[alternative, *attached], policy=WIRE)

    def _headers(self) -> Iterator[tuple[str, str | Header]]:
        yield "From", mailbox_header("From", self.sender)
        yield "To", mailbox_header("To", self._recipient())
        if self.reply_to:
            yield "Reply-To", mailbox_header("Reply-To", as_mailbox(self.reply_to))
        yield "Subject", text_header("Subject", str(self.subject))
        yield "Date", format_datetime(self.date)
        yield "Message-ID", self.msgId
        if self.in_reply_to:
            yield "In-Reply-To", self.in_reply_to
            yield "References", self.in_reply_to
        yield "Content-Language", self.language
        yield "Auto-Submitted", "auto-generated"
        yield "X-Auto-Response-Suppress", "All"
        for name, value in (self.extra_headers or {}).items():
            yield name, extra_header(name, value)

    def _header_texts(self) -> Iterator[tuple[str, str]]:
        yield "From", "".join(self.sender)
        yield "To", "".join(self._recipient())
        yield "Reply-To", "".join(as_mailbox(self.reply_to or ""))
        yield "Subject", str(self.subject)
        yield "Content-Language", self.language
        for name, value in (self.extra_headers or {}).items():
            yield name, name + value
        for attachment in self.attachments:
            yield "Content-Type", attachment.content_type
            yield "Content-Disposition", attachment.disposition + (attachment.filename or "")
            for name, value in attachment.headers.items():
                yield name, name + value

    def _recipient(self) -> Mailbox:
        if len(self.recipients) != 1 or self.cc or self.bcc:
            raise ValueError("a mail goes to exactly one person: addresses of others are personal data")
        return as_mailbox(self.recipients[0])


def _in_utc(date: datetime) -> datetime:
    if date.tzinfo is None:
        raise ValueError("the date of a mail carries its zone")
    return date.astimezone(UTC)


def _method_of(calendar: bytes | None, method: str | None) -> str | None:
    if calendar is not None and f"\r\nMETHOD:{method}\r\n".encode() not in calendar:
        raise ValueError("calendar_method differs from the METHOD of the calendar: Outlook would refuse it")
    return method if calendar is not None else None
