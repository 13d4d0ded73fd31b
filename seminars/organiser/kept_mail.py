"""Mails that were kept on disk because no mail server is set: where they lie, and one of them to read."""

import re
from contextlib import suppress
from dataclasses import dataclass
from email import policy
from email.parser import BytesHeaderParser, BytesParser
from pathlib import Path

from flask import current_app

from seminars.mail.render import message_id
from seminars.models import Message

# The link of the manage page belongs to the person alone.
_SECRET_LINK = re.compile(r"(/registrations/)[^/\s?#<>\"]{12,}")


@dataclass(frozen=True)
class KeptMail:
    subject: str
    to: str
    text: str


def folder() -> Path | None:
    """The Maildir, or None when mails go to a mail server."""
    return None if current_app.config["MAIL_SERVER"] else Path(current_app.config["INSTANCE"]) / "mail"


def find(message: Message) -> KeptMail | None:
    """The kept mail of a message, its secret link masked; None when there is none."""
    place = folder()
    if place is None:
        return None
    wanted = message_id(message.dedup)
    for file in (*(place / "new").glob("*"), *(place / "cur").glob("*")):
        # A mail program may move a file between the folders at any moment.
        with suppress(FileNotFoundError), file.open("rb") as content:
            if BytesHeaderParser(policy=policy.default).parse(content).get("Message-ID", "").strip() == wanted:
                return _read(file, message)
    return None


def _read(file: Path, message: Message) -> KeptMail:
    with file.open("rb") as content:
        mail = BytesParser(policy=policy.default).parse(content)
    body = mail.get_body(("plain",))
    text = body.get_content() if body else ""
    return KeptMail(str(mail["Subject"]), message.to, _SECRET_LINK.sub(r"\1…", text))
