"""move-database: all that an installation knows, from SQLite to PostgreSQL or back."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from pathlib import Path

import click
from sqlalchemy import URL, Connection
from sqlalchemy.engine import make_url

from seminars.cli.databases import opening
from seminars.database import copying, gate
from seminars.database.units import database_now
from seminars.domain.checks.invariants import CHECKS, find_violations
from seminars.extensions import db


@click.command("move-database", short_help="Copy an installation to another database.")
@click.argument("source", metavar="FROM")
@click.argument("target", metavar="TO")
def move_database(source: str, target: str) -> None:
    """Copy everything from the database FROM into the empty database TO, and close FROM.

    Each is the path of an SQLite file or an address like postgresql://seminars:secret@localhost/seminars. Stop the
    site and its workers first. If they run after all, nothing is lost: what they write is copied, or refused as long
    as they use FROM. Nothing is changed unless every row arrives.
    """
    origin, destination = opening.address_of(source, "FROM"), opening.address_of(target, "TO")
    _refuse_missing_files(origin, destination)
    with opening.opened(destination) as app:
        destination = make_url(app.config["SQLALCHEMY_DATABASE_URI"])
        _refuse_rows(destination)
        with opening.opened(origin), db.engine.connect() as reading:
            opening.refuse_other_version(reading, opening.shown(origin))
        opening.bring_up_to_date()
        engine = db.engine
        with _closing(origin) as reading:
            rows = opening.copy_into(engine, reading)
        _report(rows, destination)


def _refuse_missing_files(origin: URL, destination: URL) -> None:
    here, there = opening.file_of(origin), opening.file_of(destination)
    if here and not here.is_file():
        raise click.ClickException(f"There is no file {here}.")
    if there and not there.parent.is_dir():
        raise click.ClickException(f"There is no folder {there.parent} to put {there.name} into.")
    same_file = here and there and there.exists() and here.samefile(there)
    if same_file or opening.shown(origin) == opening.shown(destination):
        raise click.ClickException("FROM and TO are the same database.")


def _refuse_rows(url: URL) -> None:
    with db.engine.connect() as connection:
        full = copying.tables_with_rows(connection)
    if full:
        raise click.ClickException(
            f"{opening.shown(url)} is not empty: there is something in {', '.join(full[:5])}. "
            "Nothing was changed; name a new database."
        )


@contextmanager
def _closing(url: URL) -> Iterator[Connection]:
    """A connection that reads while nobody writes; when all went well, nobody ever writes there again."""
    with opening.opened(url) as app:
        address = make_url(app.config["SQLALCHEMY_DATABASE_URI"])
        file = opening.file_of(address)
        with _gate(file), db.engine.begin() as connection:
            copying.keep_writers_out(connection)
            yield connection
            copying.close_for_good(connection)


def _gate(file: Path | None):
    return gate.passed(str(file), None) if file else nullcontext()


def _report(rows: dict[str, int], url: URL) -> None:
    for name, number in rows.items():
        if number:
            click.echo(f"{name:20} {number:>9,}")
    click.echo(f"{'all':20} {sum(rows.values()):>9,}")
    address = url.set(drivername="postgresql") if url.get_backend_name() == "postgresql" else url
    click.echo(f"Everything was copied. Set SEMINARS_SQLALCHEMY_DATABASE_URI={address.render_as_string()}")
    click.echo("and start site and workers. The old database takes no more changes; keep it until you are satisfied.")
    _check()


def _check() -> None:
    violations = find_violations(now=database_now())
    for violation in violations:
        click.echo(f"{violation.invariant}: {violation.what}", err=True)
    if violations:
        click.echo(
            "`seminars check` finds this in the copy; every row of it is as it was in the old database.", err=True
        )
        sys.exit(1)
    click.echo(f"all {len(CHECKS)} checks hold")


COMMANDS = (move_database,)
