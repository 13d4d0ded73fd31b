"""What commands show while they work."""

import os
import pty
import sys
from io import StringIO

from seminars.cli.frame import progress_bar


def work() -> None:
    with progress_bar(300, "Attendees") as progress:
        progress(100)
        progress(200)


def test_somebody_who_watches_sees_how_many_rows_are_done(monkeypatch):
    screen, terminal = pty.openpty()
    with os.fdopen(terminal, "w") as stderr:
        monkeypatch.setattr(sys, "stderr", stderr)
        work()
        shown = os.read(screen, 10_000).decode()
    os.close(screen)
    assert all(step in shown for step in ("Attendees", "100/300", "300/300"))


def test_a_log_holds_no_bar(monkeypatch):
    log = StringIO()
    monkeypatch.setattr(sys, "stderr", log)
    work()
    assert log.getvalue() == ""
