"""Papers that are made once and kept as files: klichev.be.poster.0123456789abcdef.pdf.

To make one takes a processor for a moment, so each process makes one at a time. Two processes may make the same; either
may win. Nothing here is needed twice: a file that is gone is made anew, and a folder that cannot be written only costs
that moment each time.
"""

import logging
import os
import secrets
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import cache
from pathlib import Path

MOST_KEPT = 2000  # files of some 60 kB each
UNFINISHED = "."  # begins the name of a file that is being written, as no slug does
LONGEST_WRITING = 3600  # seconds; whoever wrote one that is older was killed
PATIENCE = 0.5  # seconds; several chats ask for the picture of a link at once, and each takes some hundredths

_press = threading.Lock()
# Whoever makes one, and one who waits: the threads of all others are there for other pages.
_line = threading.BoundedSemaphore(2)
log = logging.getLogger(__name__)


class PressBusy(Exception):
    """Another paper is being made, and others wait already or it was not finished in time."""


@dataclass(frozen=True)
class Paper:
    """`name` says of what, in which language and for what it is; `edition` differs whenever its bytes would."""

    name: str
    edition: str
    ending: str

    @property
    def file_name(self) -> str:
        return f"{self.name}.{self.edition}.{self.ending}"


def get(folder: Path, paper: Paper, make: Callable[[], bytes]) -> bytes:
    """The paper, made if it is not there yet. Raises PressBusy."""
    kept = _read(folder, paper)
    if kept:
        return kept
    with _at_the_press():
        kept = _read(folder, paper)  # somebody else may have waited for the same
        if kept:
            return kept
        made = make()
        try:
            _keep(folder, paper, made)
        except OSError as error:
            _complain(folder, error.strerror)
        return made


@contextmanager
def _at_the_press() -> Iterator[None]:
    if not _line.acquire(blocking=False):
        raise PressBusy
    try:
        if not _press.acquire(timeout=PATIENCE):
            raise PressBusy
        try:
            yield
        finally:
            _press.release()
    finally:
        _line.release()


def _read(folder: Path, paper: Paper) -> bytes:
    with suppress(OSError):
        return (folder / paper.file_name).read_bytes()
    return b""


def _keep(folder: Path, paper: Paper, content: bytes) -> None:
    folder.mkdir(mode=0o700, exist_ok=True)
    unfinished = folder / f"{UNFINISHED}{secrets.token_hex(8)}"
    try:
        unfinished.write_bytes(content)
        os.replace(unfinished, folder / paper.file_name)
    finally:
        unfinished.unlink(missing_ok=True)  # which it only is where the disk was full
    _thin(folder, paper)


def _thin(folder: Path, paper: Paper) -> None:
    """Delete earlier editions, what was never finished, and the oldest where there are too many."""
    files = sorted(folder.iterdir(), key=_age)
    unfinished = {file for file in files if file.name.startswith(UNFINISHED)}
    abandoned = {file for file in unfinished if _age(file) < time.time() - LONGEST_WRITING}
    earlier = {file for file in files if file.name.startswith(f"{paper.name}.") and file.name != paper.file_name}
    left = [file for file in files if file not in unfinished | earlier]
    for file in (*earlier, *abandoned, *left[:-MOST_KEPT]):
        file.unlink(missing_ok=True)


def _age(file: Path) -> float:
    try:
        return file.stat().st_mtime
    except FileNotFoundError:  # another process deleted it
        return 0.0


@cache
def _complain(folder: Path, why: str) -> None:
    """Once in the life of the process."""
    log.warning("papers cannot be kept in %s, so each is made whenever it is asked for: %s", folder, why)
