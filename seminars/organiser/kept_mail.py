"""Mails that were kept on disk because no mail server is set: where they lie, and one of them to read."""

import re
from contextlib import suppress
from dataclasses import dataclass
from email import policy
from email.parser import BytesParser
from pathlib import Path

from flask import current_app

from seminars.mail import maildir
from seminars.models import Message

_BEFORE_SECRETS = (
    *("/registrations/received/", "/registrations/new-address/", "/registrations/", "/calendar/mine/"),
    *("/organiser/sign-in/", "/organiser/role-offers/", "/organiser/digest/"),
)
_SECRET_IN_LINK = re.compile(rf"({'|'.join(_BEFORE_SECRETS)})([^/\s?'\"\]]{{12,}})")


@dataclass(frozen=True)
class KeptMail:
    subject: str
    to: str
    text: str


def folder() -> Path | None:
    """The Maildir, or None when mails go to a mail server."""
    return None if current_app.config["MAIL_SERVER"] else maildir.folder()


def find(message: Message) -> KeptMail | None:
    """The kept mail of a message, its secret links masked; None when there is none."""
    if folder() is None or not message.to:
        return None
    file = maildir.find(message.dedup)
    # A mail program may move it at any moment.
    with suppress(FileNotFoundError):
        return _read(file, message) if file else None
    return None


def _read(file: Path, message: Message) -> KeptMail:
    with file.open("rb") as content:
        mail = BytesParser(policy=policy.default).parse(content)
    body = mail.get_body(("plain",))
    text = body.get_content() if body else ""
    # A secret link belongs to the person alone.
    return KeptMail(str(mail["Subject"]), message.to, _SECRET_IN_LINK.sub(r"\1…", text))
