"""A connection to the mail server that is kept from one mail to the next: to open one takes longer than a mail."""

import select
import smtplib
from time import monotonic
from types import TracebackType
from typing import Any

from flask_mail import Message

from seminars.mail.sending.transport import SafeConnection, mailer

MOST_MAILS, LONGEST = 100, 30  # mails, and seconds, that one connection is kept for
# Seconds within which a server that has gone shows it. What takes longer is a server that is slow, and two of its
# deadlines and a half must not outlast a lease.
AT_ONCE = 5
FOR_NOW = range(400, 500)


class KeptConnection:
    """Opened by the first mail; leave the context when none is due. Without a mail server each mail goes its own way,
    into the Maildir."""

    def __init__(self) -> None:
        self._connection: SafeConnection | None = None
        self._carried, self._opened_at = 0, 0.0

    def __enter__(self) -> "KeptConnection":
        return self

    def __exit__(
        self, exc_type: type[BaseException] | None, exc_value: BaseException | None, tb: TracebackType | None
    ) -> None:
        self.close()

    def rest(self) -> None:
        """Say good-bye if it was kept long enough. Between two mails, so that no lease runs meanwhile."""
        if self._carried >= MOST_MAILS or monotonic() - self._opened_at >= LONGEST:
            self.close()

    def send(self, mail: Message) -> None:
        """Raises what sending raises. A kept connection that the server has closed, or on which it takes no more mails
        for now, says nothing of this mail: then it goes over a new one."""
        fresh = mailer.connect()
        if fresh.mail.server is None or fresh.mail.suppress:
            mailer.send(mail)
            return
        if self._connection is not None and _is_open(self._connection.host) and self._takes(mail):
            return
        self.close()
        self._connection, self._carried, self._opened_at = fresh.__enter__(), 0, monotonic()
        self._send(mail)

    def _takes(self, mail: Message) -> bool:
        """Send it over the kept connection; False if that has come to its end."""
        began = monotonic()
        host: Any = self._connection.host if self._connection else None
        try:
            self._send(mail)
        except (smtplib.SMTPServerDisconnected, smtplib.SMTPSenderRefused, ConnectionError) as error:
            is_of_mail = isinstance(error, smtplib.SMTPSenderRefused) and error.smtp_code not in FOR_NOW
            # Whether it has arrived nobody knows once its text was on the way.
            if is_of_mail or host.is_at_text or monotonic() - began > AT_ONCE:
                raise
            return False
        return True

    def _send(self, mail: Message) -> None:
        if self._connection is None:
            raise RuntimeError("a mail needs an open connection")
        try:
            mail.send(self._connection)
        except BaseException:
            # Nothing of the trouble with one mail may reach the next.
            self.close()
            raise
        self._carried += 1

    def close(self) -> None:
        if self._connection is not None:
            self._connection.__exit__(None, None, None)
        self._connection = None


def _is_open(host: Any) -> bool:
    """A server has nothing to say between two mails but that it closes."""
    if host.sock is None:
        return False
    listening = select.poll()
    listening.register(host.sock, select.POLLIN)
    return not listening.poll(0)
