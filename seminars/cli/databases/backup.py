"""backup: a copy of the database, an SQLite file whatever the database is."""

import os
from pathlib import Path
from tempfile import TemporaryDirectory

import click
from flask import current_app
from sqlalchemy import select

from seminars.cli.databases import opening
from seminars.cli.frame import with_app
from seminars.database import copying
from seminars.extensions import db
from seminars.models import Seminar


@click.command(short_help="Copy the database while it is in use.")
@click.argument("file", type=click.Path(path_type=Path))
@with_app
def backup(file: Path) -> None:
    """Copy the database to FILE, whole and consistent, while the site goes on.

    FILE is an SQLite file, even if the database is PostgreSQL; `seminars restore` reads it into either. Never
    overwrites a file. Keep secret_key and config.toml of the instance folder as well: without the key, links in
    mails that were sent stop working.
    """
    write_backup(file)
    key = Path(current_app.config["INSTANCE"]) / "secret_key"
    click.echo(f"{file}: {file.stat().st_size:,} bytes. Keep {key} as well.")


def write_backup(file: Path) -> None:
    """A new file that only its owner can read, whole on the disk or not there at all."""
    db.session.execute(select(Seminar.id).limit(1))  # a database that was never made is no backup
    db.session.rollback()
    _refuse_to_overwrite(file)
    try:
        if db.engine.dialect.name == "sqlite":
            _copy_sqlite(file)
        else:
            _copy_postgresql(file)
        _keep(file)
    except BaseException:
        file.unlink()
        raise


def _refuse_to_overwrite(file: Path) -> None:
    """Make an empty file that only its owner can read; VACUUM INTO accepts it."""
    try:
        os.close(os.open(file, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
    except FileExistsError:
        raise click.ClickException(f"{file} exists already; name a new file") from None
    except OSError as error:
        raise click.ClickException(f"{file} cannot be written: {error.strerror}") from None


def _copy_sqlite(file: Path) -> None:
    # A copy of the file itself would miss what still stands in the write-ahead log.
    connection = db.engine.raw_connection()
    try:
        connection.cursor().execute("VACUUM INTO ?", (str(file),))
    finally:
        connection.close()


def _copy_postgresql(file: Path) -> None:
    with TemporaryDirectory(dir=file.absolute().parent, prefix=f".{file.name}.") as folder, db.engine.begin() as source:
        copying.begin_reading(source)
        opening.refuse_other_version(source, "The database")
        written = Path(folder) / "backup.sqlite"
        with opening.opened(opening.file_address(written)):
            opening.bring_up_to_date()
            opening.copy_into(db.engine, source)
        opening.close_file(written)
        os.replace(written, file)


def _keep(file: Path) -> None:
    """Let neither the file nor its name be lost with the power."""
    with file.open("rb") as copy:
        os.fsync(copy.fileno())
    sync_folder(file)


def sync_folder(file: Path) -> None:
    """What a folder says of its files is on the disk when this returns."""
    descriptor = os.open(file.absolute().parent, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


COMMANDS = (backup,)
