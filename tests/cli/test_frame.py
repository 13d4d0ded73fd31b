"""What commands show while they work."""

import os
import pty
import sys
from contextlib import suppress
from io import StringIO

from seminars.cli.frame import progress_bar


def work() -> None:
    with progress_bar(300, "Attendees") as progress:
        progress(100)
        progress(200)


def read_whole(screen: int) -> str:
    """All that a terminal shows: it hands over piece by piece, and ends with an error once nobody writes any more."""
    shown = b""
    with os.fdopen(screen, "rb", buffering=0) as pieces, suppress(OSError):
        while piece := pieces.read(10_000):
            shown += piece
    return shown.decode()


def test_somebody_who_watches_sees_how_many_rows_are_done(monkeypatch):
    screen, terminal = pty.openpty()
    with os.fdopen(terminal, "w") as stderr:
        monkeypatch.setattr(sys, "stderr", stderr)
        work()
    shown = read_whole(screen)
    assert all(step in shown for step in ("Attendees", "100/300", "300/300"))


def test_a_log_holds_no_bar(monkeypatch):
    log = StringIO()
    monkeypatch.setattr(sys, "stderr", log)
    work()
    assert log.getvalue() == ""
