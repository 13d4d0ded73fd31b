"""restore: a backup in place of the database, or into an empty one."""

import sys
from contextlib import closing
from datetime import UTC
from pathlib import Path
from tempfile import TemporaryDirectory
from urllib.parse import quote

import click
from flask import current_app
from sqlalchemy import inspect

from seminars.cli.changes.confirming import somebody_is_there
from seminars.cli.changes.preview import counted
from seminars.cli.databases import opening, replacing
from seminars.cli.frame import system_user, with_app
from seminars.database.engine import newest_sqlite
from seminars.database.units import database_now, write_unit
from seminars.domain.checks.invariants import CHECKS, Violation, find_violations
from seminars.domain.restoring import Restored, settle
from seminars.extensions import db
from seminars.worker import jobs

# A second one on the same day would be a surprise; what else comes daily does no harm twice.
ONCE_A_DAY = (jobs.send_digests.__name__,)


@click.command(short_help="Put a backup in place of the database.")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--replace", is_flag=True, help="Put what is in the database now aside.")
@click.option("--yes", is_flag=True, help="Do not ask.")
@with_app
def restore(file: Path, replace: bool, yes: bool) -> None:
    """Load the backup FILE, made by `seminars backup`, into the database of this installation.

    Stop the site and its workers first; while any of them uses the database, nothing is done. What happened after
    the backup is lost. Mails that were not sent when it was made are held back, as they may have been sent since.
    """
    _refuse_what_is_no_database(file)
    there = replacing.what_is_there()
    if there and not replace:
        raise click.ClickException(f"There {there} in the database already. Add --replace to put that aside.")
    if there and not yes:
        _ask(there, file)
    with TemporaryDirectory(dir=replacing.folder(), prefix=".restore.") as folder:
        copy = Path(folder) / "restored.sqlite"
        restored, violations = _prepare(file, copy)
        kept = replacing.put(copy, keep=bool(there))
    _report(file, restored, kept)
    _report_check(violations)


def _refuse_what_is_no_database(file: Path) -> None:
    try:
        with file.open("rb") as opened:
            beginning = opened.read(16)
    except OSError as error:
        raise click.ClickException(f"{file} cannot be read: {error.strerror}") from None
    if beginning != b"SQLite format 3\0":
        raise click.ClickException(f"{file} is not a backup: `seminars backup FILE` makes them.")


def _ask(there: str, file: Path) -> None:
    if not somebody_is_there():
        raise click.UsageError("Nothing was done: there is no terminal to ask on. Add --yes.")
    if not click.confirm(f"There {there} in the database. Put it aside and load {file}?"):
        click.echo("Nothing was done.")
        sys.exit(1)


def _prepare(file: Path, copy: Path) -> tuple[Restored, list[Violation]]:
    """Make `copy` a database that can take over: sound, of this version, with all mails held."""
    _copy_sound(file, copy)
    with opening.opened(opening.file_address(copy)):
        _refuse_foreign(file)
        opening.bring_up_to_date()
        with write_unit():
            restored = settle(actor=system_user(), once_a_day=ONCE_A_DAY, now=database_now())
            db.session.commit()
        violations = find_violations(now=database_now())
    opening.close_file(copy)
    return restored, violations


def _copy_sound(file: Path, copy: Path) -> None:
    damaged = click.ClickException(f"{file} is damaged. Take an older backup; nothing was changed.")
    try:
        with closing(newest_sqlite.connect(f"file:{quote(str(file.absolute()))}?mode=ro", uri=True)) as connection:
            found = connection.execute("PRAGMA integrity_check").fetchone()[0]
            strays = connection.execute("PRAGMA foreign_key_check").fetchone()
            if found != "ok" or strays:
                raise damaged
            connection.execute("VACUUM INTO ?", (str(copy),))
        opening.close_file(copy)
    except newest_sqlite.OperationalError as error:  # such as a full disk
        raise click.ClickException(f"{file} cannot be copied: {error}. Nothing was changed.") from None
    except newest_sqlite.DatabaseError as error:
        raise damaged from error
    copy.chmod(0o600)


def _refuse_foreign(file: Path) -> None:
    with db.engine.connect() as connection:
        tables, version = inspect(connection).get_table_names(), opening.version_of(connection)
    if version is None or not {"seminar", "registration", "message"} <= set(tables):
        raise click.ClickException(f"{file} is not a backup of this program; nothing was changed.")
    if version not in opening.steps():
        raise click.ClickException(
            f"{file} was made by a newer version of this program ({version}); install that one first."
        )


def _report(file: Path, restored: Restored, kept: Path | None) -> None:
    click.echo(f"{file} is in place, with {counted(restored.registrations, 'registration', 'registrations')}.")
    if restored.known_until:
        known = restored.known_until.astimezone(UTC)
        click.echo(f"It knows of nothing after {known:%Y-%m-%d %H:%M:%S} UTC; whatever came later is lost.")
    if kept:
        click.echo(f"What was there is kept in {kept}. It holds personal data; delete it when you are satisfied.")
    if restored.held:
        held = "1 mail is held back, as it" if restored.held == 1 else f"{restored.held} mails are held back, as they"
        click.echo(f"{held} may have been sent since the backup. Organisers see them at")
        click.echo(f"{current_app.config['PUBLIC_BASE_URL']}/organiser/messages?state=held; `seminars release-mail`")
        click.echo("sends them and `seminars release-mail --discard` drops them.")
    if restored.tellings:
        changes = counted(restored.tellings, "change of a seminar", "changes of seminars")
        click.echo(f"Not everybody had been told of {changes} when the backup was made.")
        click.echo("`seminars release-mail` tells the others, and with --discard nobody else is told.")
    click.echo("Everybody who organises has to sign in anew, with the password of that time.")


def _report_check(violations: list[Violation]) -> None:
    for violation in violations:
        click.echo(f"{violation.invariant}: {violation.what}", err=True)
    if violations:
        sys.exit(1)
    click.echo(f"all {len(CHECKS)} checks hold")


COMMANDS = (restore,)
