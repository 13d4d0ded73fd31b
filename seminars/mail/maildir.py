"""Mails that were kept on disk because no mail server was set: where they lie, and how they are forgotten."""

from collections.abc import Collection, Iterator
from contextlib import suppress
from email import policy
from email.parser import BytesHeaderParser
from pathlib import Path
from urllib.parse import urlsplit

from flask import current_app

from seminars import hosts
from seminars.mail.render import message_id


def mails_are_lost() -> bool:
    """Whether people out there are promised mails while no mail server is set."""
    address = urlsplit(current_app.config["PUBLIC_BASE_URL"])
    is_public = address.scheme == "https" and not hosts.is_of_this_machine(address.hostname or "")
    return is_public and not current_app.config["MAIL_SERVER"]


def folder() -> Path:
    """The Maildir; it need not exist."""
    return Path(current_app.config["INSTANCE"]) / "mail"


def forget(dedups: Collection[str]) -> int:
    """Delete the files of the mails that were sent under these names; returns how many there were."""
    unwanted = {message_id(dedup) for dedup in dedups}
    found = [file for file, known_as in files() if known_as in unwanted]
    for file in found:
        file.unlink(missing_ok=True)
    return len(found)


def files() -> Iterator[tuple[Path, str]]:
    """(file, its Message-ID) of every kept mail."""
    for file in (*(folder() / "new").glob("*"), *(folder() / "cur").glob("*")):
        # A mail program may move a file between the folders at any moment.
        with suppress(FileNotFoundError), file.open("rb") as content:
            yield file, BytesHeaderParser(policy=policy.default).parse(content).get("Message-ID", "").strip()
