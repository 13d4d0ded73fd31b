"""Mails that were kept on disk because no mail server was set: where they lie, how they are found again, and how they
are forgotten.

A file's name ends in the name of its message (",M=…"), so that nothing has to be read to find it, whatever domain our
sender has or had. Mails of versions that did not write it so are read, until the nightly job has given them theirs.
"""

import os
import re
from collections.abc import Collection, Iterator
from contextlib import suppress
from email import policy
from email.parser import BytesHeaderParser
from mailbox import Maildir
from pathlib import Path
from urllib.parse import urlsplit

from flask import current_app

from seminars import hosts
from seminars.mail.render import message_name

_MESSAGE_ID = re.compile(r"<([0-9a-f]{32})@")


def mails_are_lost() -> bool:
    """Whether people out there are promised mails while no mail server is set."""
    address = urlsplit(current_app.config["PUBLIC_BASE_URL"])
    is_public = address.scheme == "https" and not hosts.is_of_this_machine(address.hostname or "")
    return is_public and not current_app.config["MAIL_SERVER"]


def folder() -> Path:
    """The Maildir; it need not exist."""
    return Path(current_app.config["INSTANCE"]) / "mail"


def keep(folder: Path, wire: bytes) -> None:
    """Make a mail a file of this Maildir, which is made if need be, and which survives a power cut. Should that be cut
    short, it is kept under a name without its message's. Raises OSError."""
    for part in ("tmp", "new", "cur"):
        (folder / part).mkdir(mode=0o700, parents=True, exist_ok=True)
    kept = folder / "new" / Maildir(folder, create=False).add(wire)
    _rename(kept, _written_name(kept))
    _make_durable(folder / "new")


def find(dedup: str) -> Path | None:
    """The file of a mail that was sent under this name."""
    wanted = message_name(dedup)
    return next((file for file, message in files() if message == wanted), None)


def forget(dedups: Collection[str]) -> int:
    """Delete the files of the mails that were sent under these names; returns how many there were."""
    unwanted = {message_name(dedup) for dedup in dedups}
    deleted = 0
    for file, message in files():
        if message in unwanted:
            file.unlink(missing_ok=True)
            deleted += 1
        else:
            _rename(file, message)
    return deleted


def files() -> Iterator[tuple[Path, str]]:
    """(file, name of its message) of every kept mail; the name is empty if the mail is not one of ours."""
    for part in ("new", "cur"):
        for file in (folder() / part).glob("*"):
            yield file, _parts(file)[1] or _written_name(file)


def _parts(file: Path) -> tuple[str, str, str]:
    """(what is unique, the name of the message, the marks that a mail program has set) of a file's name."""
    name, colon, marks = file.name.partition(":")
    unique, _comma, message = name.partition(",M=")
    return unique, message, colon + marks


def _written_name(file: Path) -> str:
    # A mail program may move a file between the folders at any moment.
    with suppress(FileNotFoundError), file.open("rb") as content:
        message_id = BytesHeaderParser(policy=policy.default).parse(content).get("Message-ID", "")
        written = _MESSAGE_ID.match(message_id.strip())
        return written[1] if written else ""
    return ""


def _rename(file: Path, message: str) -> None:
    unique, written, marks = _parts(file)
    if message and not written:
        with suppress(FileNotFoundError):
            os.rename(file, file.with_name(f"{unique},M={message}{marks}"))


def _make_durable(folder: Path) -> None:
    """`mailbox` writes the file through to the disk, but not the folder's entry for it."""
    entries = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(entries)
    finally:
        os.close(entries)
