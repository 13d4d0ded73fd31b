"""A prepared SQLite file takes the place of the installation's database, all or nothing; the old one is kept."""

import os
from contextlib import suppress
from datetime import UTC
from pathlib import Path

import click
from flask import current_app
from sqlalchemy import text
from sqlalchemy.engine import make_url
from sqlalchemy.exc import DatabaseError

from seminars import clock
from seminars.cli.changes.preview import counted
from seminars.cli.databases import opening
from seminars.cli.databases.backup import sync_folder, write_backup
from seminars.database import copying, gate
from seminars.database.engine import newest_sqlite
from seminars.database.units import MOVED
from seminars.extensions import db

STOP_FIRST = "The database is in use. Stop the site and its workers first; nothing was changed."


def what_is_there() -> str:
    """What the database holds, in words that go on after "there"; empty if it holds nothing or does not exist."""
    file = _file()
    if file and (not file.exists() or not file.stat().st_size):
        return ""
    try:
        with db.engine.connect() as connection:
            full = copying.tables_with_rows(connection)
            people = connection.scalar(text("SELECT count(*) FROM registration")) if "registration" in full else 0
    except DatabaseError:
        if not file:
            raise
        return "is something that cannot be read"
    if people:
        return f"{'is' if people == 1 else 'are'} {counted(people, 'registration', 'registrations')}"
    return f"is data ({', '.join(full[:5])})" if full else ""


def folder() -> Path:
    """Where the file is prepared: beside the database, so that it can take its place at once."""
    file = _file()
    found = file.parent if file else Path(current_app.config["INSTANCE"])
    if not os.access(found, os.W_OK | os.X_OK):
        raise click.ClickException(f"Nothing can be written into the folder {found}.")
    return found


def put(copy: Path, *, keep: bool) -> Path | None:
    """Put all that is in `copy` in place of what is in the database; returns where that is kept, if `keep`."""
    db.session.remove()
    db.engine.dispose()
    file = _file()
    return _put_file(copy, file, keep=keep) if file else _put_rows(copy, keep=keep)


def _file() -> Path | None:
    return opening.file_of(make_url(current_app.config["SQLALCHEMY_DATABASE_URI"]))


def _put_file(copy: Path, file: Path, *, keep: bool) -> Path | None:
    aside = file.with_name(f"{file.name}.before-restore-{_stamp()}") if keep else None
    with gate.passed(str(file), None):
        if file.exists():
            _close(file)
        if aside:
            # A second name for the old one, so that there is a database at each instant.
            os.link(file, aside)
        for rest in ("-wal", "-shm"):
            # A sound database that was closed has none. Those of a damaged one would spoil the new one.
            with suppress(FileNotFoundError):
                os.rename(f"{file}{rest}", f"{aside or copy}{rest}")
        os.replace(copy, file)
        sync_folder(file)
    return aside


def _close(file: Path) -> None:
    """Make sure that nobody has it open, and that a process which opens it now, without seeing that it was replaced,
    does not write into it."""
    try:
        opening.close_file(file, mark=MOVED)
    except opening.InUse:
        raise click.ClickException(STOP_FIRST) from None
    except newest_sqlite.DatabaseError:
        return  # damaged, which is why it is replaced


def _put_rows(copy: Path, *, keep: bool) -> Path | None:
    _refuse_sessions()
    aside = Path(current_app.config["INSTANCE"]) / f"before-restore-{_stamp()}.sqlite" if keep else None
    if aside:
        write_backup(aside)
        db.session.remove()
    else:
        opening.bring_up_to_date()
    db.engine.dispose()
    _refuse_sessions()
    engine = db.engine
    with opening.opened(opening.file_address(copy)), db.engine.connect() as source:
        opening.copy_into(engine, source, instead=True)
    return aside


def _refuse_sessions() -> None:
    others = text(
        "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() "
        "AND pid <> pg_backend_pid() AND backend_type = 'client backend'"
    )
    with db.engine.connect() as connection:
        if connection.scalar(others):
            raise click.ClickException(STOP_FIRST)


def _stamp() -> str:
    return clock.now().astimezone(UTC).strftime("%Y%m%dT%H%M%S.%fZ")
