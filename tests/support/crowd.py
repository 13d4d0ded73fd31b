"""People who sign up from other processes while an operator does something to the database."""

import multiprocessing
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from acts import sign_up
from flask import Flask
from installations import settings
from sqlalchemy import select
from sqlalchemy.exc import OperationalError

from seminars import create_app
from seminars.database import gate
from seminars.extensions import db
from seminars.models import Seminar

PROCESSES = 2
spawn = multiprocessing.get_context("spawn")


class Crowd:
    """What the people were told: `accepted` are the addresses whose sign-up was acknowledged, in order by process."""

    def __init__(self, folder: Path) -> None:
        self.files = [folder / f"accepted-{number}" for number in range(PROCESSES)]
        self.refusals = [folder / f"refused-{number}" for number in range(PROCESSES)]

    @property
    def accepted(self) -> set[str]:
        return {line for file in self.files if file.exists() for line in file.read_text().splitlines()}

    @property
    def refused(self) -> list[str]:
        return [line for file in self.refusals if file.exists() for line in file.read_text().splitlines()]


@contextmanager
def signing_up_all_the_time(app: Flask, folder: Path) -> Iterator[Crowd]:
    """People come until the end of the block; the application's own connections are closed before."""
    with app.app_context():
        db.session.remove()
        db.engine.dispose()
    crowd, stop = Crowd(folder), spawn.Event()
    environ = settings(folder, app.config["SQLALCHEMY_DATABASE_URI"])
    processes = [
        spawn.Process(target=_sign_up, args=(environ, number, stop, crowd.files[number], crowd.refusals[number]))
        for number in range(PROCESSES)
    ]
    for process in processes:
        process.start()
    try:
        yield crowd
    finally:
        stop.set()
        for process in processes:
            process.join(timeout=60)
    assert [process.exitcode for process in processes] == [0] * PROCESSES


def _sign_up(environ: dict[str, str], who: int, stop, accepted: Path, refused: Path) -> None:
    app, number = create_app(environ), 0
    with app.app_context(), accepted.open("a", buffering=1) as told, refused.open("a", buffering=1) as sent_away:
        while not stop.wait(0.002):
            number += 1
            name = f"ada-{who}-{number}"
            try:
                sign_up(db.session.scalars(select(Seminar)).one(), name)
                told.write(f"{name}@example.org\n")
            except (gate.Busy, OperationalError) as error:
                db.session.rollback()
                sent_away.write(f"{type(error).__name__}\n")
        db.session.remove()
        db.engine.dispose()
