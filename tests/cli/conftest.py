"""`run(…)` runs a command of the program as an operator would, in its own application."""

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import psycopg
import pytest
from click.testing import CliRunner, Result
from flask import Flask
from installations import settings

from seminars import create_app
from seminars.cli import main
from seminars.extensions import db

Run = Callable[..., Result]


@pytest.fixture
def run(app: Flask, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    monkeypatch.chdir(tmp_path)
    names = ("INSTANCE", "SECRET_KEY", "PUBLIC_BASE_URL", "SQLALCHEMY_DATABASE_URI")
    environment = {f"SEMINARS_{name}": app.config[name] for name in names}

    def run(*arguments: str, typed: str = "", **more: str) -> Result:
        env = environment | {f"SEMINARS_{name}": value for name, value in more.items()}
        return CliRunner().invoke(main, arguments, env=env, input=typed, prog_name="seminars")

    return run


@pytest.fixture
def bare_run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """As `run`, for what needs no database of the installation's own, and so runs once."""
    monkeypatch.chdir(tmp_path)

    def run(*arguments: str, typed: str = "", **more: str) -> Result:
        env = settings(tmp_path / "instance") | {f"SEMINARS_{name}": value for name, value in more.items()}
        return CliRunner().invoke(main, arguments, env=env, input=typed, prog_name="seminars")

    return run


@pytest.fixture
def shared_machine() -> Iterator[None]:
    """One on which everybody may read what others make, unless its maker says otherwise."""
    before = os.umask(0o022)
    yield
    os.umask(before)


@pytest.fixture
def other(app: Flask, request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """An empty database of the other kind."""
    if app.config["SQLALCHEMY_DATABASE_URI"].startswith("postgresql"):
        return str(tmp_path / "new.sqlite")
    server = request.getfixturevalue("postgresql")
    with psycopg.connect(server.get_uri(), autocommit=True) as connection:
        connection.execute("DROP DATABASE IF EXISTS other WITH (FORCE)")
        connection.execute("CREATE DATABASE other")
    return server.get_uri(database="other")


@pytest.fixture
def open_other(other: str, tmp_path: Path) -> Iterator[Flask]:
    """The application on the other database; make it up to date first."""
    address = other if "://" in other else f"sqlite:///{other}"
    app = create_app(settings(tmp_path, address))
    yield app
    with app.app_context():
        db.session.remove()
        db.engine.dispose()
