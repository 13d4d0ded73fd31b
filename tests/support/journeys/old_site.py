"""An installation as it was: the program of an earlier commit in an environment of its own, and sites that it runs."""

import json
import os
import re
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest
from post_office import Post
from running_site import is_answering, wait_until
from sqlalchemy import MetaData, create_engine, func, select
from sqlalchemy.engine import make_url

PROJECT = Path(__file__).parents[3]
COMMIT = "085924f361922777a9d34e60fae46cf7b6bf58ac"  # the last that the first organisers have used
PIP = ("-m", "pip", "--quiet", "--disable-pip-version-check")

Rows = dict[str, list[dict[str, Any]]]


def unpack_old_sources(into: Path) -> None:
    """The files of COMMIT. Where git does not know it, the test fails if it tests for everybody; else it is skipped."""
    git = ["git", "-c", f"safe.directory={PROJECT}", "-C", PROJECT, "archive", f"--output={into}.tar", COMMIT]
    try:
        done = subprocess.run(git, capture_output=True, text=True, check=False)
        missing = done.stderr.strip() if done.returncode else ""
    except FileNotFoundError:
        missing = "there is no git on the PATH"
    if missing:
        words = (
            f"THE UPGRADE WAS NOT TRIED: the commit {COMMIT[:7]} cannot be had here ({missing}). Clone with history."
        )
        (pytest.fail if os.environ.get("CI") == "true" else pytest.skip)(words)
    subprocess.run(["tar", "--extract", f"--file={into}.tar", f"--directory={into}"], check=True)


def build_wheel(sources: Path, into: Path) -> Path:
    command = [sys.executable, *PIP, "wheel", "--no-deps", "--no-build-isolation", "--wheel-dir", into, sources]
    subprocess.run(command, check=True, cwd=into)
    (wheel,) = into.glob("*.whl")
    return wheel


def install_old_program(folder: Path) -> Path:
    """The folder of commands of a new environment with the old wheel and the versions that it was locked to."""
    sources, wheels = folder / "sources", folder / "wheels"
    sources.mkdir()
    wheels.mkdir()
    unpack_old_sources(sources)
    wheel = build_wheel(sources, wheels)
    subprocess.run([sys.executable, "-m", "venv", folder / "env"], check=True)
    commands = folder / "env" / "bin"
    install = [commands / "python", *PIP, "install"]
    subprocess.run([*install, "--require-hashes", "-r", sources / "requirements" / "run.txt"], check=True)
    subprocess.run([*install, "--no-deps", wheel], check=True)
    return commands


@dataclass
class OldSite:
    """A site of the program whose commands lie in `commands`, which an upgrade replaces."""

    commands: Path
    folder: Path
    environ: dict[str, str]
    post: Post
    port: int
    processes: list[subprocess.Popen] = field(default_factory=list)

    @property
    def database(self) -> str:
        """For SQLAlchemy, as whatever driver the tests have."""
        url = make_url(self.environ["SEMINARS_SQLALCHEMY_DATABASE_URI"])
        is_sqlite = url.get_backend_name() == "sqlite"
        return (url if is_sqlite else url.set(drivername="postgresql+psycopg")).render_as_string(hide_password=False)

    def live(self, chapter: str) -> dict:
        """What a chapter of life_before.py tells."""
        script = Path(__file__).with_name("life_before.py")
        tests = self.commands.parents[1] / "sources" / "tests"
        environ = self.environ | {"PYTHONPATH": str(tests)}
        told = subprocess.run(
            [self.commands / "python", script, chapter], env=environ, check=True, stdout=subprocess.PIPE, text=True
        )
        return json.loads(told.stdout)

    def run(self, *command: str) -> str:
        """What it says on both of its channels; it must succeed."""
        done = subprocess.run(command, env=self.environ, cwd=self.folder, capture_output=True, text=True, check=False)
        assert done.returncode == 0, f"{command}: {done.stdout}{done.stderr}"
        return done.stdout + done.stderr

    def start(self, *arguments: str) -> subprocess.Popen:
        log = (self.folder / "log").open("ab")
        command = [self.commands / "seminars", *arguments]
        process = subprocess.Popen(command, env=self.environ, cwd=self.folder, stdout=log, stderr=log)
        log.close()
        self.processes.append(process)
        return process

    def start_web(self) -> None:
        process = self.start("serve", "--port", str(self.port))
        wait_until(lambda: is_answering(self.port) or process.poll() is not None, "the web server did not start")
        assert process.poll() is None, (self.folder / "log").read_text()

    def stop(self) -> None:
        for process in self.processes:
            process.terminate()
        assert {process.wait(60) for process in self.processes} <= {0}
        self.processes.clear()

    def send_all_mails(self) -> None:
        """A worker runs until nothing is queued any more."""
        worker = self.start("worker")
        wait_until(lambda: not self.queued(), "mails are still queued")
        self.processes.remove(worker)
        worker.terminate()
        assert worker.wait(60) == 0

    def queued(self) -> int:
        def count(connection, tables) -> int:
            waiting = tables["message"].c.state.in_(("queued", "sending"))
            return connection.scalar(select(func.count()).select_from(tables["message"]).where(waiting))

        return self._read(count)

    def rows(self) -> Rows:
        """All that is in the database, by table."""

        def read(connection, tables) -> Rows:
            return {
                name: [dict(row) for row in connection.execute(select(table).order_by(*table.primary_key)).mappings()]
                for name, table in tables.items()
            }

        return self._read(read)

    def _read(self, question: Callable[..., Any]) -> Any:
        engine = create_engine(self.database)
        try:
            with engine.connect() as connection:
                tables = MetaData()
                tables.reflect(connection)
                return question(connection, tables.tables)
        finally:
            engine.dispose()

    def letters(self) -> list[EmailMessage]:
        return [message_from_bytes(each.content, policy=policy.default) for each in self.post.envelopes]

    def link_to(self, given_name: str, subject: str) -> str:
        """The path of the own page of whoever got the mail with this subject."""
        (letter,) = (
            each
            for each in self.letters()
            if each["To"].addresses[0].username == given_name.lower() and re.search(subject, each["Subject"])
        )
        text = letter.get_body(("plain",)).get_content()
        (found,) = set(re.findall(r"/[a-z]{2}/registrations/[\w.~-]{20,}", text))
        return found
