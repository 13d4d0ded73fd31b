"""check and backup: whether the database is sound, and a copy of it."""

import os
import sys
from pathlib import Path

import click
from flask import current_app
from sqlalchemy import select

from seminars.cli.frame import with_app
from seminars.domain.checks import CHECKS, find_violations
from seminars.extensions import db
from seminars.models import Seminar
from seminars.units import begin_snapshot, database_now


@click.command(short_help="Check that the data is sound.")
@with_app
def check() -> None:
    """Check that what must always hold does hold: seats, queue, mails, activity log.

    Prints each violation with the numbers of its rows and ends with 1 if there are any. Changes nothing.
    """
    begin_snapshot()
    violations = find_violations(now=database_now())
    if not violations:
        click.echo(f"all {len(CHECKS)} checks hold")
        return
    for violation in violations:
        click.echo(f"{violation.invariant}: {violation.what}")
    meanings = {name: meaning for name, meaning, _check in CHECKS}
    for name in dict.fromkeys(violation.invariant for violation in violations):
        click.echo(f"{name} says: {meanings[name]}", err=True)
    sys.exit(1)


@click.command(short_help="Copy the database while it is in use.")
@click.argument("file", type=click.Path(path_type=Path))
@with_app
def backup(file: Path) -> None:
    """Copy the database to FILE, whole and consistent, while the site goes on.

    Never overwrites a file. Keep secret_key and config.toml of the instance folder as well: without the key,
    links in mails that were sent stop working.
    """
    if db.engine.dialect.name == "postgresql":
        url = db.engine.url.set(drivername="postgresql", password=None).render_as_string()
        raise click.ClickException(f"PostgreSQL makes its own backups: pg_dump --format=custom --file={file} {url}")
    db.session.execute(select(Seminar.id).limit(1))  # a database that was never made is no backup
    _refuse_to_overwrite(file)
    try:
        _copy_to(file)
    except BaseException:
        file.unlink()
        raise
    key = Path(current_app.config["INSTANCE"]) / "secret_key"
    click.echo(f"{file}: {file.stat().st_size:,} bytes. Keep {key} as well.")


def _refuse_to_overwrite(file: Path) -> None:
    """Make an empty file that only its owner can read; VACUUM INTO accepts it."""
    try:
        os.close(os.open(file, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
    except FileExistsError:
        raise click.ClickException(f"{file} exists already; name a new file") from None
    except OSError as error:
        raise click.ClickException(f"{file} cannot be written: {error.strerror}") from None


def _copy_to(file: Path) -> None:
    # A copy of the file itself would miss what still stands in the write-ahead log.
    connection = db.engine.raw_connection()
    try:
        connection.cursor().execute("VACUUM INTO ?", (str(file),))
    finally:
        connection.close()
    with file.open("rb") as copy:
        os.fsync(copy.fileno())


COMMANDS = (check, backup)
