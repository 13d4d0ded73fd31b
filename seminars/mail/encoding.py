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

import idna
from flask_mail import Attachment, BadHeaderError

Mailbox = tuple[str, str]

# At 76 an encoded word on a continuation line has the 75 characters that RFC 2047, section 2, allows.
WIRE = compat32.clone(linesep="\r\n", max_line_length=76)
CONTROL = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]")

# Importing Flask-Mail changes what the name "utf-8" does to bodies in the whole process, so this object says
# itself what it does.
TEXT = Charset("utf-8")
TEXT.header_encoding = BASE64
TEXT.body_encoding = QP

_ATOM = r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+"
_LABEL = r"[A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?"
_LOCAL_PART = re.compile(rf"{_ATOM}(\.{_ATOM})*")
_DOMAIN = re.compile(rf"{_LABEL}(\.{_LABEL})*")
_LONGEST_LOCAL_PART, _LONGEST_DOMAIN = 64, 253  # RFC 5321, section 4.5.3.1; RFC 1035, section 2.3.4
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
    """The address in ASCII, its domain as A-labels (RFC 5891).

    Raises BadHeaderError for control characters and UndeliverableAddress for anything but one plain address
    (RFC 5322, section 3.4.1, dot-atom): a comma, a blank or a second @ would make it two or another one.
    """
    if CONTROL.search(address):
        raise BadHeaderError("an address holds a control character")
    local_part, at, domain = address.partition("@")
    if not at or "@" in domain:
        raise UndeliverableAddress(address, "an address has exactly one @")
    if not local_part.isascii():
        raise UndeliverableAddress(address, "the part before the @ is not ASCII")
    if not _LOCAL_PART.fullmatch(local_part) or len(local_part) > _LONGEST_LOCAL_PART:
        raise UndeliverableAddress(address, "the part before the @ is not one plain name")
    return f"{local_part}@{_wire_domain(address, domain)}"


def _wire_domain(address: str, domain: str) -> str:
    if not domain.isascii():
        try:
            domain = idna.encode(domain, uts46=True).decode("ascii")
        except idna.IDNAError as error:
            raise UndeliverableAddress(address, "the part after the @ is not a domain name") from error
    if not _DOMAIN.fullmatch(domain) or len(domain) > _LONGEST_DOMAIN:
        raise UndeliverableAddress(address, "the part after the @ is not a domain name")
    return domain


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
