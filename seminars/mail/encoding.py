"""Header lines and parts of a mail as they go over the wire: ASCII only, folded, each encoded word whole.

They are built from the older classes of the standard library, because `EmailMessage` of Python 3.11 loses
blanks in Cyrillic subjects and puts encoded words into message ids.
"""

import re
from email.charset import BASE64, QP, Charset
from email.encoders import encode_base64
from email.header import Header
from email.mime.base import MIMEBase
from email.mime.text import MIMEText
from email.policy import compat32
from typing import Any

from flask_mail import Attachment, BadHeaderError

from seminars import hosts

Mailbox = tuple[str, str]

# At 76 an encoded word on a continuation line has the 75 characters that RFC 2047, section 2, allows.
WIRE = compat32.clone(linesep="\r\n", max_line_length=76)
CONTROL = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]")

# Importing Flask-Mail changes what the name "utf-8" does to bodies in the whole process, so this object says
# itself what it does.
TEXT = Charset("utf-8")
TEXT.header_encoding = BASE64
TEXT.body_encoding = QP

_LONGEST_PLAIN_WORD = 60


class UndeliverableAddress(Exception):
    """An address that cannot be written into a mail; its text names the reason and never the address."""

    def __init__(self, address: str, reason: str) -> None:
        super().__init__(reason)
        self.address = address


def as_mailbox(value: str | Mailbox) -> Mailbox:
    """(name, address) of a recipient; a plain text is an address without a name."""
    return value if isinstance(value, tuple) else ("", value)


def split_mailbox(text: str) -> Mailbox:
    """(name, address) of a setting such as `Seminars; Minsk <office@example.org>`, its name quoted or not."""
    written = re.fullmatch(r"(.*?)\s*<([^<>]*)>\s*", text)
    if written is None:
        return "", text.strip()
    name, address = written.groups()
    return re.sub(r'^"(.*)"$', r"\1", name.strip()), address


def wire_address(address: str) -> str:
    """The address in ASCII. Raises BadHeaderError for control characters and UndeliverableAddress for anything but one
    plain address."""
    if CONTROL.search(address):
        raise BadHeaderError("an address holds a control character")
    try:
        return hosts.mailbox(address)
    except ValueError as error:
        raise UndeliverableAddress(address, str(error)) from error


def mailbox_header(header_name: str, mailbox: Mailbox) -> Header:
    """A From, To or Reply-To of one mailbox, whatever its name holds (RFC 5322, section 3.4)."""
    name, address = mailbox[0].strip(), wire_address(mailbox[1])
    if not name:
        return Header(address, "us-ascii", header_name=header_name)
    if _is_plain(name):
        quoted = name.replace("\\", "\\\\").replace('"', '\\"')
        return Header(f'"{quoted}" <{address}>', "us-ascii", header_name=header_name)
    header = Header(name, TEXT, header_name=header_name)
    header.append(f"<{address}>", "us-ascii")
    return header


def text_header(header_name: str, text: str) -> Header:
    """An unstructured header such as Subject; anything but plain ASCII goes as encoded words (RFC 2047)."""
    return Header(text, "us-ascii" if _is_plain(text) else TEXT, header_name=header_name)


def extra_header(header_name: str, value: str) -> str | Header:
    """Any other header: ASCII stays as written, for encoded words inside an address or a link are no link."""
    return value if value.isascii() else text_header(header_name, value)


def _is_plain(text: str) -> bool:
    """Whether folding at blanks keeps the text as it is and no reader takes a part for an encoded word."""
    words = text.split(" ")
    return text.isascii() and "=?" not in text and all(0 < len(word) <= _LONGEST_PLAIN_WORD for word in words)


def text_part(text: str, subtype: str) -> MIMEText:
    """A text/plain or text/html part, quoted-printable."""
    charset: Any = TEXT  # it takes a Charset too, which its types forget
    return MIMEText("\n".join(text.splitlines()) + "\n", subtype, charset, policy=WIRE)


def binary_part(content_type: str, data: bytes) -> MIMEBase:
    """A part in base64 that decodes to exactly these bytes; `content_type` may carry parameters."""
    part = MIMEBase("application", "octet-stream", policy=WIRE)
    part.replace_header("Content-Type", content_type)
    part.set_payload(data)
    encode_base64(part)
    return part


def attachment_part(attachment: Attachment) -> MIMEBase:
    """A part to be saved as a file; a name outside ASCII goes as RFC 2231 says."""
    data = attachment.data.encode() if isinstance(attachment.data, str) else attachment.data
    part: Any = binary_part(attachment.content_type, data)  # takes a Header for a value too, which its types forget
    filename = attachment.filename or ""
    named = filename if filename.isascii() else ("utf-8", "", filename)
    part.add_header("Content-Disposition", attachment.disposition, filename=named or None)
    for name, value in attachment.headers.items():
        part[name] = extra_header(name, value)
    return part
