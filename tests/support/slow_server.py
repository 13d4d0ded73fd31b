"""A mail server that follows no rules: a script has the bare connection, and does with it what it likes."""

import contextlib
import socket
import threading
from collections.abc import Callable, Iterator
from time import monotonic, sleep

Script = Callable[[socket.socket], object]


@contextlib.contextmanager
def scripted(script: Script) -> Iterator[dict]:
    """The script has each connection, one after the other, until the test ends; gives the settings that lead there."""
    with contextlib.closing(socket.create_server(("127.0.0.1", 0))) as listener:
        # A mail is larger than what fits into the pipe to a server that does not read.
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        thread = threading.Thread(target=_serve, args=(listener, script), daemon=True)
        thread.start()
        yield {"MAIL_SERVER": "127.0.0.1", "MAIL_PORT": listener.getsockname()[1]}
        with contextlib.suppress(OSError):
            listener.shutdown(socket.SHUT_RDWR)


def _serve(listener: socket.socket, script: Script) -> None:
    while True:
        try:
            connection, _address = listener.accept()
        except OSError:
            return
        with connection, contextlib.suppress(OSError, EOFError):
            script(connection)


def line(connection: socket.socket) -> bytes:
    """What the client says next."""
    said = b""
    while not said.endswith(b"\n"):
        byte = connection.recv(1)
        if not byte:
            raise EOFError
        said += byte
    return said


def polite(connection: socket.socket, *, until: bytes) -> None:
    """Greet, and take whatever comes before this command."""
    connection.sendall(b"220 here\r\n")
    while not (said := line(connection)).upper().startswith(until):
        connection.sendall(
            b"250-here\r\n250-STARTTLS\r\n250 SIZE\r\n" if said[:4].upper() == b"EHLO" else b"250 OK\r\n"
        )


def drip(connection: socket.socket, what: bytes, *, every: float = 0.1, lasts: float = 30) -> None:
    """Say it again and again."""
    ends_at = monotonic() + lasts
    while monotonic() < ends_at:
        connection.sendall(what)
        sleep(every)
