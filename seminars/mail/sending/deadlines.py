"""An end for what a mail server may take, whatever it does meanwhile: lines without end, a byte now and then, a TLS
handshake that stands still, a mail that it does not read. A time-out of a socket counts from each byte anew."""

import contextlib
import socket
import threading
from collections.abc import Iterator
from contextvars import ContextVar
from time import monotonic

LAST_SECONDS = 10  # that a mail server still has once the worker is to end
GLANCE = 0.2  # seconds between two looks at whether it is

_stop: ContextVar[threading.Event | None] = ContextVar("stop", default=None)


@contextlib.contextmanager
def cut_short_by(stop: threading.Event) -> Iterator[None]:
    """Connections that are opened within end soon after `stop` is set."""
    token = _stop.set(stop)
    try:
        yield
    finally:
        _stop.reset(token)


class Deadline:
    """Shuts the connection that it watches once its time is over, from a thread of its own: whoever waits for the
    server gets an error at once."""

    def __init__(self) -> None:
        self.is_over = False
        self._stop = _stop.get()
        self._ends_at: float | None = None
        self._handle: socket.socket | None = None
        self._is_done = False
        self._changed = threading.Condition()
        self._thread: threading.Thread | None = None

    def begin(self, seconds: float) -> None:
        """From now on so much is left; raises TimeoutError if it was over before."""
        with self._changed:
            self._refuse_if_over()
            self._ends_at = monotonic() + seconds
            self._changed.notify()
        if self._thread is None:
            self._thread = threading.Thread(target=self._watch, name="deadline of mail", daemon=True)
            self._thread.start()

    def rest(self) -> None:
        """Nobody waits for the server; it may take its time."""
        with self._changed:
            self._ends_at = None

    def watch(self, connected: socket.socket) -> None:
        """Watch this connection, whatever wraps it later on; raises TimeoutError if the time is over."""
        with self._changed:
            self._forget()
            self._refuse_if_over()
            # TLS takes the socket over and leaves an empty one behind; a second handle still reaches the connection.
            self._handle = connected.dup()

    def left(self) -> float:
        """Seconds, more than none; raises TimeoutError if there are none."""
        with self._changed:
            self._refuse_if_over()
            left = 0.0 if self._ends_at is None else self._ends_at - monotonic()
        if left <= 0:
            raise TimeoutError
        return left

    def end(self) -> None:
        with self._changed:
            self._is_done = True
            self._forget()
            self._changed.notify()

    def _watch(self) -> None:
        last_at = None
        with self._changed:
            while not self._is_done:
                if last_at is None and self._stop and self._stop.is_set():
                    last_at = monotonic() + LAST_SECONDS
                wait = GLANCE
                if self._ends_at is not None:
                    wait = min(self._ends_at, last_at or self._ends_at) - monotonic()
                if wait <= 0:
                    self._cut()
                    return
                self._changed.wait(min(wait, GLANCE))

    def _cut(self) -> None:
        self.is_over = True
        if self._handle is not None:
            with contextlib.suppress(OSError):
                self._handle.shutdown(socket.SHUT_RDWR)

    def _forget(self) -> None:
        if self._handle is not None:
            self._handle.close()
            self._handle = None

    def _refuse_if_over(self) -> None:
        if self.is_over:
            raise TimeoutError
