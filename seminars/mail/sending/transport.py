"""How a mail leaves: over SMTP within a time and with checked certificates, or into a local Maildir."""

import contextlib
import os
import smtplib
import ssl
from mailbox import Maildir
from pathlib import Path
from time import monotonic
from types import TracebackType
from typing import Any, Literal

from flask import Flask, current_app
from flask_mail import BadHeaderError, Connection, Mail, Message

from seminars.crash import crash_point
from seminars.mail.encoding import UndeliverableAddress
from seminars.mail.mime import SeminarMessage

# RFC 4954, section 6: the server wants a sign-in that is missing from the settings, which says nothing of the mail.
SIGN_IN_WANTED = {530, 534, 535, 538}
REFUSED_FOR_GOOD = range(500, 600)
SHORTEST_WAIT = 0.001  # seconds; a time-out of 0 would make the socket non-blocking


class SafeMail(Mail):
    """Flask-Mail with settings MAIL_TIMEOUT (seconds a connection may last) and INSTANCE (a folder).

    Without MAIL_SERVER each mail becomes a file in the Maildir `<INSTANCE>/mail`.
    """

    def init_app(self, app: Flask) -> Any:
        state: Any = super().init_app(app)
        state.server = app.config.get("MAIL_SERVER") or None
        state.timeout = app.config.get("MAIL_TIMEOUT", 20)
        state.folder = Path(app.config["INSTANCE"]) / "mail"
        # Flask-Security sends through this state, not the extension, and must not get past the checks.
        state.connect = self.connect
        return state

    def connect(self) -> "SafeConnection":
        """A context manager that sends mails; sending raises what `classify` sorts."""
        app = self.app or current_app
        return SafeConnection(app.extensions["mail"])


class SafeConnection(Connection):
    mail: Any  # the state that SafeMail.init_app made

    def configure_host(self) -> Any:
        """An SMTP client that is signed in, or the folder that takes a server's place."""
        if self.mail.server is None:
            return MailFolder(self.mail.folder)
        host = self._open()
        try:
            if self.mail.use_tls:
                host.starttls(context=ssl.create_default_context())
            if self.mail.username and self.mail.password:
                host.login(self.mail.username, self.mail.password)
        except Exception:
            host.close()
            raise
        return host

    def _open(self) -> smtplib.SMTP:
        where: dict[str, Any] = {"host": self.mail.server, "port": self.mail.port, "timeout": self.mail.timeout}
        if self.mail.use_ssl:
            return HurriedTlsClient(**where, context=ssl.create_default_context())
        return HurriedClient(**where)

    def send(self, message: Message, envelope_from: str | tuple[str, str] | None = None) -> None:
        if isinstance(message, SeminarMessage):
            bad = message.bad_header()
            if bad is not None:
                raise BadHeaderError(bad)
            envelope_from = message.envelope_sender
        super().send(message, envelope_from)

    def __exit__(
        self, exc_type: type[BaseException] | None, exc_value: BaseException | None, tb: TracebackType | None
    ) -> None:
        # The server has already taken or refused the mail: a lost good-bye must not repeat it or
        # hide the refusal.
        with contextlib.suppress(smtplib.SMTPException, OSError):
            super().__exit__(exc_type, exc_value, tb)  # type: ignore[arg-type] # Flask-Mail forgets that all may be None


class HurriedClient(smtplib.SMTP):
    """Gives all answers of the server together the time of one: a slow server must not outlast a lease."""

    def __init__(self, *, timeout: float, **where: Any) -> None:
        self.deadline = monotonic() + timeout
        self.is_at_text = False
        super().__init__(timeout=timeout, **where)

    def getreply(self) -> tuple[int, bytes]:
        if self.sock is not None:
            self.sock.settimeout(max(self.deadline - monotonic(), SHORTEST_WAIT))
        return super().getreply()

    def sendmail(self, *arguments: Any, **values: Any) -> dict[str, tuple[int, bytes]]:
        self.deadline, self.is_at_text = monotonic() + self.timeout, False
        return super().sendmail(*arguments, **values)

    def data(self, msg: Any) -> tuple[int, bytes]:
        crash_point("before-data")
        self.is_at_text = True  # from here on nobody knows whether it has arrived until the server says so
        answer = super().data(msg)
        crash_point("after-data")
        return answer


class HurriedTlsClient(HurriedClient, smtplib.SMTP_SSL):
    pass


class MailFolder:
    """A Maildir that takes the place of an SMTP server; any mail program opens it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def sendmail(self, sender: str, recipients: list[str], wire: bytes, *options: list[str]) -> None:
        """Keep the mail as a file that survives a power cut; raises OSError."""
        for part in ("tmp", "new", "cur"):
            (self.folder / part).mkdir(mode=0o700, parents=True, exist_ok=True)
        Maildir(self.folder, create=False).add(wire)
        _make_durable(self.folder / "new")

    def quit(self) -> None:
        """Nothing is open between two mails."""


def _make_durable(folder: Path) -> None:
    """`mailbox` writes the file through to the disk, but not the folder's entry for it."""
    entries = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(entries)
    finally:
        os.close(entries)


def classify(error: Exception) -> Literal["retry", "failed"]:
    """Whether a mail that raised this on sending may go later, or never will as it is.

    A refusal of this sender, recipient or text for good (RFC 5321, section 4.2.1: 5yz) fails, and so does a
    mail that cannot be written. All else is about server, network or settings, and must lose no mail.
    """
    if isinstance(error, BadHeaderError | UndeliverableAddress):
        return "failed"
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        codes = [code for code, _ in error.recipients.values()]
    elif isinstance(error, smtplib.SMTPSenderRefused | smtplib.SMTPDataError):
        codes = [error.smtp_code]
    else:
        codes = []
    return "failed" if codes and all(_is_final(code) for code in codes) else "retry"


def _is_final(code: int) -> bool:
    return code in REFUSED_FOR_GOOD and code not in SIGN_IN_WANTED


mailer = SafeMail()
