"""How a mail leaves: over SMTP within a time and with checked certificates, or into a local Maildir."""

import contextlib
import smtplib
import socket
import ssl
from collections.abc import Iterator
from pathlib import Path
from types import TracebackType
from typing import Any

from flask import Flask, current_app
from flask_mail import BadHeaderError, Connection, Mail, Message

from seminars.crash import crash_point
from seminars.mail import maildir
from seminars.mail.mime import SeminarMessage
from seminars.mail.sending import invented
from seminars.mail.sending.deadlines import Deadline

LONGEST_PATIENCE = 25  # seconds; connecting, one mail and the good-bye together stay under the lease of 60
GOOD_BYE = 2  # seconds


class SafeMail(Mail):
    """Flask-Mail with settings MAIL_TIMEOUT (seconds for connecting and signing in, and again for each mail) and
    INSTANCE (a folder).

    Without MAIL_SERVER each mail becomes a file in the Maildir `<INSTANCE>/mail`.
    """

    def init_app(self, app: Flask) -> Any:
        state: Any = super().init_app(app)
        state.server = app.config.get("MAIL_SERVER") or None
        state.timeout = min(app.config.get("MAIL_TIMEOUT", 20), LONGEST_PATIENCE)
        state.ca_file = app.config.get("MAIL_CA_FILE") or None
        state.folder = Path(app.config["INSTANCE"]) / "mail"
        # Flask-Security sends through this state, not the extension, and must not get past the checks.
        state.connect = self.connect
        return state

    def connect(self) -> "SafeConnection":
        """A context manager that sends mails; entering it and sending raise what `answers.answer_in` reads.

        One connection may carry many mails, each with a deadline of its own.
        """
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
                host.starttls(context=ssl.create_default_context(cafile=self.mail.ca_file))
            if self.mail.username and self.mail.password:
                host.login(self.mail.username, self.mail.password)
            host.ehlo_or_helo_if_needed()
        except Exception:
            host.close()
            raise
        host.deadline.rest()
        return host

    def _open(self) -> "HurriedClient":
        where: dict[str, Any] = {"host": self.mail.server, "port": self.mail.port, "timeout": self.mail.timeout}
        if self.mail.use_ssl:
            return HurriedTlsClient(**where, context=ssl.create_default_context(cafile=self.mail.ca_file))
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
    """Leaves a slow server in time: `timeout` is what connecting and signing in may take together, and each mail."""

    def __init__(self, *, timeout: float, **where: Any) -> None:
        self.deadline, self.is_at_text = Deadline(), False
        self.deadline.begin(timeout)
        try:
            super().__init__(timeout=timeout, **where)
        except BaseException:
            self.close()
            raise

    def _get_socket(self, host: str, port: int, timeout: float) -> socket.socket:
        """Connect to one of the host's addresses; all of them share the time."""
        refusal: OSError = ConnectionError("the mail server's name has no address")
        for family, kind, protocol, _name, address in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM):
            connecting = socket.socket(family, kind, protocol)
            try:
                self.deadline.watch(connecting)
                connecting.settimeout(self.deadline.left())
                connecting.connect(address)
                connecting.settimeout(timeout)
                return connecting
            except OSError as error:
                connecting.close()
                refusal = error
        raise refusal

    def getreply(self) -> tuple[int, bytes]:
        with self._told_if_late():
            return super().getreply()

    def send(self, s: Any) -> None:
        with self._told_if_late():
            super().send(s)

    @contextlib.contextmanager
    def _told_if_late(self) -> Iterator[None]:
        try:
            yield
        except smtplib.SMTPServerDisconnected as error:
            if self.deadline.is_over:
                raise smtplib.SMTPServerDisconnected("the mail server took too long") from error
            raise

    def sendmail(self, from_addr: str, to_addrs: Any, *arguments: Any, **values: Any) -> dict[str, tuple[int, bytes]]:
        invented.refuse(to_addrs)
        self.deadline.begin(self.timeout)
        self.is_at_text = False
        try:
            return super().sendmail(from_addr, to_addrs, *arguments, **values)
        finally:
            self.deadline.rest()

    def data(self, msg: Any) -> tuple[int, bytes]:
        crash_point("before-data")
        self.is_at_text = True  # from here on nobody knows whether it has arrived until the server says so
        answer = super().data(msg)
        crash_point("after-data")
        return answer

    def quit(self) -> tuple[int, bytes]:
        try:
            self.deadline.begin(GOOD_BYE)
            return super().quit()
        finally:
            self.close()

    def close(self) -> None:
        super().close()
        self.deadline.end()


class HurriedTlsClient(HurriedClient, smtplib.SMTP_SSL):
    """The same, with TLS from the start."""

    def _get_socket(self, host: str, port: int, timeout: float) -> socket.socket:
        connected = super()._get_socket(host, port, timeout)
        return self.context.wrap_socket(connected, server_hostname=host)


class MailFolder:
    """A Maildir that takes the place of an SMTP server; any mail program opens it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def sendmail(self, sender: str, recipients: list[str], wire: bytes, *options: list[str]) -> None:
        """Keep the mail as a file that survives a power cut; raises OSError."""
        maildir.keep(self.folder, wire)

    def quit(self) -> None:
        """Nothing is open between two mails."""


mailer = SafeMail()
