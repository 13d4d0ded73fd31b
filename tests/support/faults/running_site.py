"""A whole site as an operator would run it: web servers and workers, each a process that may be killed."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from threading import Lock
from time import monotonic, sleep

from flask import Flask
from installations import settings
from post_office import Post, free_port, serving

from seminars import create_app
from seminars.extensions import db

COMMAND = (sys.executable, "-c", "from seminars.cli import main; main(prog_name='seminars')")
PATIENCE = 120  # seconds within which a process starts, or a thing happens, on a machine that has much else to do


def wait_until(holds, what: str, *, within: float = PATIENCE) -> None:
    give_up_at = monotonic() + within
    while not holds():
        assert monotonic() < give_up_at, what
        sleep(0.05)


def is_answering(port: int, host: str = "127.0.0.1") -> bool:
    connection = HTTPConnection(host, port, timeout=5)
    try:
        connection.request("GET", "/healthz")
        return connection.getresponse().status == 200
    except (OSError, HTTPException):
        return False
    finally:
        connection.close()


@dataclass
class Site:
    """What its processes are told (`environ`), where its web servers listen, and where its mails arrive."""

    folder: Path
    environ: dict[str, str]
    post: Post
    ports: tuple[int, ...]
    processes: list[subprocess.Popen] = field(default_factory=list)
    _lock: Lock = field(default_factory=Lock)

    def __post_init__(self) -> None:
        self.app: Flask = create_app(self.environ)

    def start_web(self, port: int, **more: str) -> subprocess.Popen:
        process = self.start("serve", "--port", str(port), **more)
        wait_until(lambda: is_answering(port) or process.poll() is not None, "the web server did not start")
        return process

    def start_worker(self, **more: str) -> subprocess.Popen:
        process = self.start("worker", **more)
        said = self.folder / f"log{self.processes.index(process)}"
        wait_until(
            lambda: "worker is running" in said.read_text() or process.poll() is not None, "the worker did not start"
        )
        return process

    def start(self, *arguments: str, wrapped: tuple[str, ...] = (), **more: str) -> subprocess.Popen:
        environ = os.environ | self.environ | more
        with self._lock, (self.folder / f"log{len(self.processes)}").open("wb") as log:
            process = subprocess.Popen([*wrapped, *COMMAND, *arguments], env=environ, stdout=log, stderr=log)
            self.processes.append(process)
        return process

    def run(self, *arguments: str, **more: str) -> subprocess.CompletedProcess:
        environ = os.environ | self.environ | more
        return subprocess.run([*COMMAND, *arguments], env=environ, capture_output=True, text=True, check=False)

    @property
    def log(self) -> str:
        return "".join((self.folder / f"log{number}").read_text() for number in range(len(self.processes)))

    def stop(self) -> list[int]:
        """Ask all that still run to end; returns how each of them ended."""
        running = [each for each in self.processes if each.poll() is None]
        for process in running:
            process.send_signal(signal.SIGTERM)
        return [process.wait(timeout=PATIENCE) for process in running]

    def end(self) -> None:
        for process in self.processes:
            process.kill()
            process.wait()
        with self.app.app_context():
            db.session.remove()
            db.engine.dispose()


@contextmanager
def site_on(folder: Path, database: str, *, webs: int = 2, post: Post | None = None, **more: str) -> Iterator[Site]:
    """A site with this database, of which nothing runs yet but its mail server."""
    ports, post = tuple(free_port() for _ in range(webs)), post or Post()
    with serving(post) as mail:
        address = {
            "SEMINARS_PUBLIC_BASE_URL": f"http://localhost:{ports[0]}",
            # Or all visitors would come from one network, which may sign up only a certain number.
            "SEMINARS_PROXY_HOPS": "1",
            "SEMINARS_MAIL_SERVER": mail["MAIL_SERVER"],
            "SEMINARS_MAIL_PORT": str(mail["MAIL_PORT"]),
            "SEMINARS_TESTING": "1",
        }
        site = Site(folder, settings(folder, database, **address | more), post, ports)
        try:
            yield site
        finally:
            site.end()
