"""A real mail server on this machine, and a certificate for it that nobody vouches for."""

import asyncio
import socket
import ssl
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from aiosmtpd.controller import Controller

# It names the host "localhost" and no address, and holds its key too; nothing but these tests trusts it.
CERTIFICATE = Path(__file__).with_name("self_signed.pem")


class Post:
    """A mail server that keeps what it gets, answers as told and takes its time."""

    def __init__(self, *, pause: float = 0, lost: bool = False, **answers: str) -> None:
        self.answers, self.pause, self.lost = answers, pause, lost
        self.envelopes = []

    async def handle_MAIL(self, server, session, envelope, address, options):  # noqa: N802 - aiosmtpd finds it by this name
        await asyncio.sleep(self.pause)
        envelope.mail_from = address
        return self.answers.get("MAIL", "250 OK")

    async def handle_RCPT(self, server, session, envelope, address, options):  # noqa: N802 - aiosmtpd finds it by this name
        await asyncio.sleep(self.pause)
        envelope.rcpt_tos.append(address)
        return self.answers.get("RCPT", "250 OK")

    async def handle_DATA(self, server, session, envelope):  # noqa: N802 - aiosmtpd finds it by this name
        self.envelopes.append(envelope)
        return self.answers.get("DATA", "250 OK")

    async def handle_QUIT(self, server, session, envelope):  # noqa: N802 - aiosmtpd finds it by this name
        if self.lost:
            server.transport.abort()
        return "221 Bye"


def free_port() -> int:
    with closing(socket.create_server(("127.0.0.1", 0))) as listener:
        return listener.getsockname()[1]


@contextmanager
def serving(post: Post, **settings) -> Iterator[dict]:
    """A server for the length of a test; gives the settings that lead a client to it."""
    controller = Controller(post, hostname="127.0.0.1", port=free_port(), **settings)
    controller.start()
    try:
        yield {"MAIL_SERVER": "localhost", "MAIL_PORT": controller.port}
    finally:
        controller.stop()


def tls() -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(CERTIFICATE)
    return context
