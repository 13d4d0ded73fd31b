"""A wire between us and the database that can lose what the database answers."""

import socket
import threading
from contextlib import suppress
from pathlib import Path
from types import TracebackType

from post_office import free_port


class LossyWire:
    """Carries TCP to the socket in the folder of a PostgreSQL server, byte for byte, until told otherwise."""

    def __init__(self, folder: str) -> None:
        (self.socket,) = Path(folder).glob(".s.PGSQL.[0-9]*[0-9]")
        self.port = free_port()
        self._word, self._has_heard = b"", threading.Event()
        self._listener = socket.create_server(("127.0.0.1", self.port))

    def loses_the_answer_to(self, word: bytes) -> None:
        """The next time somebody says this it reaches the server, and then the wire is cut."""
        self._has_heard.clear()
        self._word = word

    @property
    def has_lost(self) -> bool:
        return self._has_heard.is_set()

    def __enter__(self) -> "LossyWire":
        threading.Thread(target=self._accept, daemon=True).start()
        return self

    def __exit__(
        self, exc_type: type[BaseException] | None, exc_value: BaseException | None, tb: TracebackType | None
    ) -> None:
        self._listener.close()

    def _accept(self) -> None:
        while True:
            try:
                client, _address = self._listener.accept()
            except OSError:
                return
            threading.Thread(target=self._carry, args=(client,), daemon=True).start()

    def _carry(self, client: socket.socket) -> None:
        with client, socket.socket(socket.AF_UNIX) as server:
            server.connect(str(self.socket))
            back = threading.Thread(target=self._answer, args=(server, client), daemon=True)
            back.start()
            while said := _heard(client):
                if self._word and self._word in said:
                    self._word = b""
                    client.shutdown(socket.SHUT_WR)
                    self._has_heard.set()
                server.sendall(said)
            server.shutdown(socket.SHUT_RDWR)
            back.join()

    def _answer(self, server: socket.socket, client: socket.socket) -> None:
        while answered := _heard(server):
            with suppress(OSError):
                client.sendall(answered)


def _heard(end: socket.socket) -> bytes:
    try:
        return end.recv(65536)
    except OSError:
        return b""
