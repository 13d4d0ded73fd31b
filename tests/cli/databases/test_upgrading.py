"""init-db says which revision it found and which it left, waits for a free moment, and knows a newer database."""

import fcntl
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from time import sleep

import flask_migrate
import pytest
from alembic.migration import MigrationContext
from factories import make_registration, make_seminar
from flask import Flask
from sqlalchemy import create_engine, func, inspect, select, text

import seminars
from seminars import serving
from seminars.cli.databases import upgrading
from seminars.database import units
from seminars.extensions import db
from seminars.models import Registration
from seminars.worker import running

VERSIONS = Path(seminars.__file__).parent / "migrations" / "versions"
OLD, STEPS = "0003", sorted(file.name[:4] for file in VERSIONS.glob("0*.py"))
NEWEST = STEPS[-1]

pytestmark = pytest.mark.alters_tables


@pytest.fixture
def older(app: Flask) -> Flask:
    """A database of an older version with a registration in it."""
    with app.app_context():
        make_registration(make_seminar())
        flask_migrate.downgrade(revision=OLD)
        db.session.remove()
    return app


@pytest.fixture
def newer(app: Flask) -> Flask:
    """A database that a version to come has seen."""
    with app.app_context(), db.engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    return app


@pytest.fixture
def hurried(monkeypatch: pytest.MonkeyPatch) -> None:
    """Waits that are for seconds or minutes are for moments."""
    monkeypatch.setattr(units, "LONGEST_TRY", 0.2)
    monkeypatch.setattr(upgrading, "PAUSE", 0.1)
    monkeypatch.setattr(upgrading, "PATIENCE", 0.5)


@pytest.fixture
def ends_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """What would keep running does not."""
    monkeypatch.setattr(serving, "serve", lambda *_, **__: None)
    monkeypatch.setattr(serving, "listen", lambda *_, **__: {})
    monkeypatch.setattr(serving, "stop_on_signal", threading.Event)
    monkeypatch.setattr(running, "run", lambda *_: None)


def revision(app: Flask) -> tuple[str, bool]:
    """(what the database says of itself, whether it has a table of the newest revisions)."""
    with app.app_context(), db.engine.connect() as connection:
        found = MigrationContext.configure(connection).get_current_revision()
        return found, inspect(connection).has_table("mailbox")


@contextmanager
def in_use(app: Flask) -> Iterator[None]:
    """Another process of the site is in the middle of something: it writes into SQLite, or reads from PostgreSQL."""
    address = app.config["SQLALCHEMY_DATABASE_URI"]
    if address.startswith("sqlite"):
        with Path(f"{address.removeprefix('sqlite:///')}.gate").open("w") as gate:
            fcntl.flock(gate, fcntl.LOCK_EX)
            yield
        return
    engine = create_engine(address.replace("postgresql://", "postgresql+psycopg://"))
    with closing(engine.raw_connection()) as connection:
        connection.cursor().execute("SELECT count(*) FROM message, registration")
        yield
        connection.rollback()
    engine.dispose()


def test_it_names_what_it_found_and_what_it_left(run, older: Flask):
    said = run("init-db").stdout
    assert f"The database was at revision {OLD}; it is at {NEWEST} now.\n" in said
    steps = [line.split()[0] for line in said.splitlines() if line.startswith("  0")]
    assert steps == [step for step in STEPS if step > OLD]
    assert revision(older) == (NEWEST, True)


def test_it_says_that_there_is_nothing_to_do(run):
    said = run("init-db").stdout.splitlines()
    assert said[0] == f"The database was at revision {NEWEST} already: nothing to do."
    assert (said[1].startswith("The database is ready: "), len(said)) == (True, 2)


def test_it_says_that_the_database_is_new(run, tmp_path: Path):
    said = run("init-db", SQLALCHEMY_DATABASE_URI=f"sqlite:///{tmp_path}/new.sqlite")
    assert said.stdout.startswith(f"The database was made, at revision {NEWEST}.\n")


@pytest.mark.usefixtures("hurried")
def test_it_waits_for_a_free_moment_and_says_so(run, older: Flask, monkeypatch: pytest.MonkeyPatch):
    told, waits = [], threading.Event()
    monkeypatch.setattr(upgrading, "PATIENCE", 60)
    monkeypatch.setattr(upgrading, "sleep", lambda seconds: (waits.set(), sleep(seconds)))
    with in_use(older):
        command = threading.Thread(target=lambda: told.append(run("init-db")))
        command.start()
        assert waits.wait(60)
        assert (command.is_alive(), revision(older)) == (True, (OLD, False))
    command.join(60)
    (answer,) = told
    assert (answer.exit_code, answer.stderr.count("The database is in use. Waiting up to 60 seconds")) == (0, 1)
    assert f"it is at {NEWEST} now." in answer.stdout
    assert revision(older) == (NEWEST, True)


@pytest.mark.usefixtures("hurried")
def test_it_gives_up_with_nothing_half_done(run, older: Flask):
    with in_use(older):
        answer = run("init-db")
        assert revision(older) == (OLD, False)
    assert answer.exit_code == 1
    assert "in use at every moment for 0.5 seconds, so nothing was changed. Stop the site and the" in answer.stderr
    assert run("init-db").exit_code == 0
    with older.app_context():
        assert db.session.scalar(select(func.count(Registration.id))) == 1


def test_how_long_it_waits():
    assert (upgrading.PATIENCE, upgrading.PAUSE, units.LONGEST_TRY) == (120, 2, 5)


def test_a_newer_database_is_refused_and_stays_as_it_is(run, newer: Flask):
    answer = run("init-db")
    assert (answer.exit_code, answer.stdout, answer.stderr.count("\n")) == (1, "", 1)
    assert "at revision 9999, which seminars" in answer.stderr
    assert "a newer version was here. Nothing was changed: install that version again." in answer.stderr
    assert revision(newer)[0] == "9999"


@pytest.mark.usefixtures("ends_at_once", "newer")
@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
@pytest.mark.parametrize("command", ["serve", "worker"])
def test_beside_newer_processes_the_older_ones_go_on_and_say_so(run, command: str):
    answer = run(command)
    assert (answer.exit_code, "a newer version was here. Install that version here too." in answer.stderr) == (0, True)


@pytest.mark.usefixtures("ends_at_once", "older")
@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
@pytest.mark.parametrize("command", ["serve", "worker"])
def test_nothing_starts_on_an_older_database(run, command: str):
    refused = run(command)
    assert refused.exit_code == 1
    assert f"The database is at revision {OLD}, and seminars 0." in refused.stderr
    assert f"needs {NEWEST}. Make a backup, run `seminars init-db` and start again." in refused.stderr
    assert run("init-db").exit_code == 0
    assert run(command).exit_code == 0
