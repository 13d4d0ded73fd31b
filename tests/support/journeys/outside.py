"""Programs of others, which know nothing of us: checkers of calendars and mails, and calendar programs.

CALENDAR_CHECKS names the folder of the two checkers; a missing or skipped reader fails there. The calendar programs
want other versions of our libraries, so `make test-long` installs them apart, and nothing else does.
"""

import os
import subprocess
from pathlib import Path

import pytest

CHECKS = os.environ.get("CALENDAR_CHECKS", "")
CLIENTS = Path(__file__).parents[3] / ".venv" / "clients" / "bin"

needs_checkers = pytest.mark.skipif(
    not CHECKS, reason="CALENDAR_CHECKS does not name the folder of the outside checkers"
)


def run(tool: str, *arguments: str) -> str:
    """What the checker says; it fails the test unless everything passed and nothing was left out."""
    done = subprocess.run([f"{CHECKS}/{tool}/{tool}.sh", *arguments], capture_output=True, text=True, check=False)
    said = done.stdout + done.stderr
    assert done.returncode == 0, said
    assert "SKIP" not in done.stdout, said
    return done.stdout


class Client:
    """A calendar program with a home of its own, and so without any settings of whoever runs the tests."""

    def __init__(self, name: str, home: Path) -> None:
        self.program, self.home = CLIENTS / name, home
        if not self.program.exists():
            missing = f"{name} is not in {CLIENTS}: `make test-long` installs it, `make test` and pytest alone do not"
            (pytest.fail if os.environ.get("CI") == "true" else pytest.skip)(missing)

    def run(self, *arguments: str) -> str:
        """What it says on both of its channels; it fails the test unless it is content."""
        places = {f"XDG_{name}_HOME": str(self.home / name.lower()) for name in ("CONFIG", "DATA", "CACHE", "STATE")}
        environ = {"HOME": str(self.home), "LC_ALL": "C.UTF-8", "TZ": "UTC", "PATH": os.defpath, **places}
        done = subprocess.run(
            [self.program, *arguments], capture_output=True, text=True, check=False, env=environ, timeout=60
        )
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout + done.stderr
