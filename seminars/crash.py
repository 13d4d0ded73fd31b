"""Sudden death at a named line, for tests alone: what a kill -9 or a power cut at that instant would leave behind."""

import os
import signal
from collections import Counter

SWITCH = "SEMINARS_TESTING"  # nothing dies unless the environment sets it to 1
CRASH_AT = "CRASH_AT"  # the name of the line, or name:N for the N-th time that the process passes it

_passed: Counter[str] = Counter()


def crash_point(name: str) -> None:
    """End the process here, with nothing said or tidied up, if the environment asks for it."""
    if os.environ.get(SWITCH) != "1":
        return
    wanted, _colon, time = os.environ.get(CRASH_AT, "").partition(":")
    if name != wanted:
        return
    _passed[name] += 1
    if _passed[name] == int(time or 1):
        os.kill(os.getpid(), signal.SIGKILL)
