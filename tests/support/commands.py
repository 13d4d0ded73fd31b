"""`seminars …` as a process of its own."""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from time import monotonic, sleep
from urllib.error import URLError
from urllib.request import urlopen

COMMAND = (sys.executable, "-c", "from seminars.cli import main; main(prog_name='seminars')")


@contextmanager
def running(folder: Path, *arguments: str, **settings: str) -> Iterator[subprocess.Popen]:
    environ = os.environ | {"SEMINARS_INSTANCE": str(folder), "PYTHONUNBUFFERED": "1"} | settings
    pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "text": True}
    with subprocess.Popen([*COMMAND, *arguments], env=environ, **pipes) as process:
        try:
            yield process
        finally:
            process.kill()


def fetch(url: str, within: float = 180) -> str:
    give_up_at = monotonic() + within
    while True:
        try:
            with urlopen(url, timeout=5) as answer:  # noqa: S310 - our own server
                return answer.read().decode()
        except (URLError, ConnectionError):
            if monotonic() > give_up_at:
                raise
            sleep(0.1)
