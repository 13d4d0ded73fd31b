"""Who may write now, and how long somebody waits for it. Requests wait for a short while only and few at a time, so
that threads are left for those who read; the worker and commands wait as long as it takes.
"""

import fcntl
import os
import secrets
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from time import monotonic

ARRIVED_AT = "seminars.arrived_at"  # where the web server notes in a request's environ when it was there, whole
LONGEST_WAIT = 2.5  # seconds from then on that a request waits for its turn to write
LONGEST_UNSEEN = 1.0  # seconds of these that it may lie there until a thread takes it, when it comes first
LONGEST_UNSEEN_AGAIN = 2.0  # and when it was sent away A_WHILE ago; in between the longer ago, the nearer to this
A_WHILE = 60  # seconds
SHORTEST_WAIT = 0.5  # seconds that whoever was let in may wait in any case; else their work was in vain
# Of the 8 threads of a web process. More wait only while the writers' queue moves, which takes milliseconds each.
AT_THE_DOOR = 5
STUCK_AFTER = 0.6  # seconds in which nobody came or went; a slow disk needs a third of that for one commit
SOONEST, LATEST = 2, 6  # seconds after which those who were sent away may come back, not all at once

_thread_gate = threading.Lock()


class Busy(Exception):
    """Too many wait to write, or the turn did not come in time. Nothing was changed."""

    def __init__(self) -> None:
        super().__init__("too many wait to write")
        self.retry_after = SOONEST + secrets.randbelow(LATEST - SOONEST + 1)


class Moved(Busy):
    """The rows of this database live in another one now; processes that still use it have to be started anew."""


def refuse_late(arrived_at: float, *, sent_away_for: float = 0.0) -> None:
    """Raises Busy for a request that nobody could look at for too long: the others behind it should not wait as well.

    One that was sent away that many seconds ago may lie there for longer than one that comes first. A queue that grows
    settles between the two, so that those who have tried for longest are taken.
    """
    more = min(sent_away_for / A_WHILE, 1.0) * (LONGEST_UNSEEN_AGAIN - LONGEST_UNSEEN)
    if monotonic() - arrived_at > LONGEST_UNSEEN + more:
        raise Busy


def give_up_at(arrived_at: float) -> float:
    """Until when a request waits for its turn."""
    return max(arrived_at + LONGEST_WAIT, monotonic() + SHORTEST_WAIT)


class _Door:
    """Counts the requests of this process that write or wait for it."""

    def __init__(self) -> None:
        self._condition = threading.Condition()
        self._inside = 0
        self._moved_at = monotonic()

    @contextmanager
    def passed(self, give_up_at: float) -> Iterator[None]:
        with self._condition:
            while self._inside >= AT_THE_DOOR:
                self._condition.wait(_left(min(give_up_at, self._moved_at + STUCK_AFTER)))
            self._count(1)
        try:
            yield
        finally:
            with self._condition:
                self._count(-1)
                self._condition.notify()

    def _count(self, change: int) -> None:
        self._inside += change
        self._moved_at = monotonic()


door = _Door()


def _left(until: float) -> float:
    left = until - monotonic()
    if left <= 0:
        raise Busy
    return left


@contextmanager
def passed(path: str, give_up_at: float | None) -> Iterator[None]:
    """The only writer of the SQLite file at `path`, of all threads and processes. Raises Busy at `give_up_at`."""
    if not _thread_gate.acquire(timeout=-1 if give_up_at is None else _left(give_up_at)):
        raise Busy
    try:
        descriptor = _locked(path, give_up_at)
        try:
            yield
        finally:
            os.close(descriptor)
    finally:
        _thread_gate.release()


def _locked(path: str, give_up_at: float | None) -> int:
    descriptor = os.open(f"{path}.gate", os.O_CREAT | os.O_RDWR | os.O_CLOEXEC, 0o600)
    try:
        if give_up_at is None:
            fcntl.flock(descriptor, fcntl.LOCK_EX)
            return descriptor
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        left = _left_or_close(descriptor, give_up_at)  # type: ignore[arg-type] # raised by LOCK_NB alone
        return _Queueing(descriptor).wait(left)
    except BaseException:
        os.close(descriptor)
        raise
    return descriptor


def _left_or_close(descriptor: int, give_up_at: float) -> float:
    try:
        return _left(give_up_at)
    except Busy:
        os.close(descriptor)
        raise


class _Queueing:
    """Waits in the kernel's queue, which is fair among processes, on behalf of somebody who may give up.

    Asking again and again instead would lose against whoever waits in the queue.
    """

    def __init__(self, descriptor: int) -> None:
        self._descriptor = descriptor
        self._settled, self._is_given_up = threading.Lock(), False
        self._is_ours = threading.Event()
        threading.Thread(target=self._queue, name="gate", daemon=True).start()

    def wait(self, seconds: float) -> int:
        """The descriptor with its lock. Raises Busy after that many seconds; the lock is then let go when it comes."""
        self._is_ours.wait(seconds)
        with self._settled:
            if self._is_ours.is_set():
                return self._descriptor
            self._is_given_up = True
        raise Busy

    def _queue(self) -> None:
        fcntl.flock(self._descriptor, fcntl.LOCK_EX)
        with self._settled:
            if self._is_given_up:
                os.close(self._descriptor)
            else:
                self._is_ours.set()
