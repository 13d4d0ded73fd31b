"""backup: a copy of the database, an SQLite file whatever the database is."""

import errno
import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime
from itertools import chain
from pathlib import Path
from tempfile import TemporaryDirectory

import click
from flask import current_app
from sqlalchemy import select
from sqlalchemy.exc import DatabaseError

from seminars.cli.databases import opening, thinning
from seminars.cli.frame import with_app
from seminars.database import copying
from seminars.database.engine import newest_sqlite
from seminars.database.gate import Moved
from seminars.database.units import database_now, write_unit
from seminars.domain.jobs import backups
from seminars.extensions import db
from seminars.models import Seminar

NO_HARD_LINKS = (errno.EPERM, errno.EOPNOTSUPP, errno.ENOSYS, errno.EMLINK)


@click.command(short_help="Copy the database while it is in use.")
@click.argument("target", metavar="FILE|FOLDER", required=False, type=click.Path(path_type=Path))
@click.option("--keep", type=click.IntRange(1), metavar="N", help="Name the file by the time; keep N in the FOLDER.")
@click.option("--done", is_flag=True, help="Make none: note that another program has made one just now.")
@with_app
def backup(target: Path | None, keep: int | None, done: bool) -> None:
    """Copy the database to FILE, whole and consistent, while the site goes on.

    FILE is an SQLite file, even if the database is PostgreSQL; `seminars restore` reads it into either. Never
    overwrites a file. With --keep a new file, named by the time, is made in FOLDER, and once it is safe the oldest ones
    that were made there in this way are removed, so that N stay. Keep secret_key and config.toml of the instance folder
    as well: without the key, links in mails that were sent stop working.
    """
    if done:
        _refuse_target(target, keep)
        began_at = database_now()
        _note(began_at, "The backup")
        click.echo(f"Noted: a backup was made at {began_at:%Y-%m-%d %H:%M:%S} UTC.")
        return
    if target is None:
        raise click.UsageError("Missing argument 'FILE', or a folder with --keep N.")
    _refuse_what_is_none(target, is_folder=keep is not None)
    began_at = database_now()
    names = thinning.new_names(target) if keep else iter([target])
    file = write_backup(next(names), others=names)
    try:
        removed = thinning.thin_out(target, keep=keep, besides=file) if keep else 0
    finally:
        _note(began_at, str(file))
    _report(file, removed)


def _refuse_target(target: Path | None, keep: int | None) -> None:
    if target is not None or keep is not None:
        raise click.UsageError("--done makes no backup, so it takes neither a FILE nor --keep.")


def _refuse_what_is_none(target: Path, *, is_folder: bool) -> None:
    if is_folder and not target.is_dir():
        raise click.ClickException(f"{target} is not a folder; make it first")
    if not is_folder and target.is_dir():
        raise click.ClickException(f"{target} is a folder; name a new file in it, or add --keep N")


def _note(began_at: datetime, name: str) -> None:
    try:
        with write_unit():
            backups.note(began_at=began_at, safe_at=database_now())
            db.session.commit()
    except Moved:
        raise click.ClickException(f"{name} is safe. It is of a database that was moved or replaced.") from None
    except DatabaseError as error:
        raise click.ClickException(f"{name} is safe, but that could not be noted: {opening.said(error)}") from None


def _report(file: Path, removed: int) -> None:
    key = Path(current_app.config["INSTANCE"]) / "secret_key"
    gone = f" {removed} older removed." if removed else ""
    click.echo(f"{file}: {file.stat().st_size:,} bytes.{gone} Keep {key} as well.")


def write_backup(file: Path, *, others: Iterable[Path] = ()) -> Path:
    """A new file that only its owner can read, whole on the disk or not there at all; returns it, which is the first of
    `others` if somebody else makes `file` meanwhile."""
    db.session.execute(select(Seminar.id).limit(1))  # a database that was never made is no backup
    db.session.rollback()
    _refuse_to_overwrite(file)
    with _in_one_line(file), TemporaryDirectory(dir=file.absolute().parent, prefix=f".{file.name}.") as folder:
        written = Path(folder) / "backup.sqlite"
        if db.engine.dialect.name == "sqlite":
            _copy_sqlite(written)
        else:
            _copy_postgresql(written)
        written.chmod(0o600)
        _sync(written)
        file = next(name for name in chain([file], others) if _gets_name(written, name))
        sync_folder(file)
    return file


def _refuse_to_overwrite(file: Path) -> None:
    if os.path.lexists(file):
        raise _taken(file)


def _taken(file: Path) -> click.ClickException:
    return click.ClickException(f"{file} exists already; name a new file")


@contextmanager
def _in_one_line(file: Path) -> Iterator[None]:
    """What hinders a backup, such as a full disk, is told without a trace."""
    try:
        yield
    except StopIteration:
        raise _taken(file) from None
    except OSError as error:
        raise click.ClickException(f"{file} cannot be written: {error.strerror}") from None
    except (DatabaseError, newest_sqlite.DatabaseError) as error:
        raise click.ClickException(f"{file} was not made: {opening.said(error)}") from None


def _copy_sqlite(written: Path) -> None:
    # A copy of the file itself would miss what still stands in the write-ahead log.
    connection = db.engine.raw_connection()
    try:
        connection.cursor().execute("VACUUM INTO ?", (str(written),))
    finally:
        connection.close()


def _copy_postgresql(written: Path) -> None:
    with db.engine.begin() as source:
        copying.begin_reading(source)
        opening.refuse_other_version(source, "The database")
        with opening.opened(opening.file_address(written)):
            opening.bring_up_to_date()
            opening.copy_into(db.engine, source)
        opening.close_file(written)


def _gets_name(written: Path, name: Path) -> bool:
    """Its name appears when all of it is there; another's is left alone."""
    try:
        try:
            os.link(written, name)
        except OSError as error:
            if error.errno not in NO_HARD_LINKS:
                raise
            os.close(os.open(name, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
            os.replace(written, name)
    except FileExistsError:
        return False
    return True


def _sync(file: Path) -> None:
    """Let it not be lost with the power."""
    with file.open("rb") as copy:
        os.fsync(copy.fileno())


def sync_folder(file: Path) -> None:
    """What a folder says of its files is on the disk when this returns."""
    descriptor = os.open(file.absolute().parent, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


COMMANDS = (backup,)
