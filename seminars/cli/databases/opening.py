"""Databases beside the installation's own: given by address or file, opened with the same settings."""

import os
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import click
import flask_migrate
from alembic.migration import MigrationContext
from alembic.script import Script, ScriptDirectory
from flask import Flask, current_app
from sqlalchemy import URL, Connection, Engine
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError

from seminars import create_app
from seminars.cli.frame import progress_bar
from seminars.config import ConfigError
from seminars.database import copying
from seminars.database.engine import newest_sqlite
from seminars.extensions import db


class InUse(Exception):
    """Other processes have the database open."""


def address_of(written: str, place: str) -> URL:
    """The database that an address or the path of an SQLite file names; `place` is the argument, for the refusal."""
    if "://" not in written:
        return file_address(Path(written))
    try:
        url = make_url(written)
    except (ArgumentError, ValueError):
        url = None
    if url is None or not _is_usable(url):
        raise click.BadParameter(
            f"{place} is not a database: it takes the path of an SQLite file, sqlite:////path/file or "
            "postgresql://user:password@host/name.",
            param_hint=place,
        )
    return url


def _is_usable(url: URL) -> bool:
    if url.get_backend_name() == "sqlite":
        return Path(url.database or "").is_absolute()
    return url.get_backend_name() in ("postgres", "postgresql") and bool(url.database)


def file_address(path: Path) -> URL:
    return URL.create("sqlite", database=str(path.absolute()))


@contextmanager
def opened(url: URL) -> Iterator[Flask]:
    """The application on another database; inside, `db` is that one."""
    address = {"SEMINARS_SQLALCHEMY_DATABASE_URI": url.render_as_string(hide_password=False)}
    try:
        app = create_app(os.environ | address)
    except ConfigError as error:
        raise click.ClickException(str(error).replace("SQLALCHEMY_DATABASE_URI", shown(url))) from None
    with app.app_context():
        try:
            yield app
        finally:
            db.session.remove()
            db.engine.dispose()


def file_of(url: URL) -> Path | None:
    """The file of an SQLite database, else None."""
    return Path(url.database) if url.get_backend_name() == "sqlite" else None


def shown(url: URL) -> str:
    """How a database is called on the screen: never with its password."""
    return str(file_of(url) or url.set(drivername="postgresql").render_as_string(hide_password=True))


def said(error: Exception) -> str:
    """What a database said, in one line."""
    words = str(getattr(error, "orig", error)).strip().splitlines()
    return words[0] if words else type(error).__name__


def bring_up_to_date() -> None:
    """Make the tables of the opened database, or turn those of an older version into today's."""
    flask_migrate.upgrade()
    db.session.remove()


def version_of(connection: Connection) -> str | None:
    """The last migration that this database has seen; None for one that was never made."""
    return MigrationContext.configure(connection).get_current_revision()


def steps() -> dict[str, Script]:
    """All migrations that this program knows by their revision, the newest last."""
    scripts = ScriptDirectory(current_app.extensions["migrate"].directory)
    return {script.revision: script for script in reversed([*scripts.walk_revisions()])}


def refuse_other_version(connection: Connection, name: str) -> None:
    found = version_of(connection)
    known = list(steps())
    if found == known[-1]:
        return
    if found is None or found in known:
        raise click.ClickException(
            f"{name} is not at this program's version. Run `seminars init-db` on it first "
            f"(with SEMINARS_SQLALCHEMY_DATABASE_URI set to it)."
        )
    raise click.ClickException(f"{name} was made by a newer version of this program ({found}); install that one first.")


def copy_into(engine: Engine, source: Connection, *, instead: bool = False) -> dict[str, int]:
    """Copy all rows of `source`, whole or not at all, into an empty database, or `instead` of what is in it; returns
    how many by table."""
    total = sum(copying.count_rows(source).values())
    try:
        with engine.begin() as target, progress_bar(total, "Rows") as progress:
            copying.lift_limits(target)
            if instead:
                copying.empty(target)
            return copying.copy_rows(source, target, progress=progress)
    except copying.NotCopied as refusal:
        raise click.ClickException(f"Nothing was copied: {refusal}") from None


def close_file(file: Path, *, mark: int = 0) -> None:
    """Put all of an SQLite database into its one file and set the field for the program (PRAGMA user_version).

    Raises InUse if any process has it open, and the driver's DatabaseError if it is damaged.
    """
    with closing(newest_sqlite.connect(file, timeout=2)) as connection:
        try:
            # Only those who are alone with a database can take it out of this mode, whatever the others do with it.
            connection.execute("PRAGMA journal_mode = DELETE")
        except newest_sqlite.OperationalError as error:
            raise InUse from error
        connection.execute(f"PRAGMA user_version = {mark}")
        connection.commit()
