"""init-db, load: from nothing to a site with seminars."""

import os
from datetime import datetime
from pathlib import Path
from typing import Any

import click
from flask import current_app
from sqlalchemy import exists, inspect, select

from seminars import links
from seminars.cli.databases import upgrading
from seminars.cli.frame import did_you_mean, system_user, with_app
from seminars.config import ConfigError
from seminars.database.units import database_now, write_unit
from seminars.domain.loading.series import LoadReport, WrongSeriesFile, load_series
from seminars.extensions import db
from seminars.installation import SHORTEST_SECRET_KEY, has_short_key
from seminars.models import Series
from seminars.toml import tables

PACKAGED = Path(__file__).parents[1] / "data"
PACKAGED_SERIES = ("series-2019", "series-sample")


@click.command("init-db", short_help="Make the database or bring it up to date.")
@with_app
def init_db() -> None:
    """Make the database, or bring an older one up to this version.

    Safe to run at any time; all or nothing. Make a backup before an upgrade. Beside a site that serves it waits for
    a moment in which the database is free.
    """
    click.echo(make_or_update_database())
    warn_of_short_key()
    click.echo(f"The database is ready: {db.engine.url.render_as_string(hide_password=True)}")


def make_or_update_database() -> str:
    """Returns what became of it. Raises ConfigError for a database that is not there yet, if its links and cookies
    could be forged."""
    is_new = not inspect(db.engine).has_table("alembic_version")
    if is_new and has_short_key(current_app.config):
        raise ConfigError(
            f"SECRET_KEY has fewer than {SHORTEST_SECRET_KEY} characters; leave it empty to have a good one made"
        )
    return upgrading.bring_up_to_date()


def warn_of_short_key() -> None:
    if has_short_key(current_app.config):
        kept = Path(current_app.config["INSTANCE"]) / "secret_key"
        words = (
            f"SECRET_KEY has fewer than {SHORTEST_SECRET_KEY} characters, so links and cookies can be forged. Put it "
            "into SECRET_KEY_FALLBACKS (any length), so that links mailed so far still work, and let a new one be "
            f"made: leave SECRET_KEY empty and delete {kept} if it is there."
        )
        click.secho(words, fg="red", err=True)


@click.command(short_help="Load a series from a TOML file.")
@click.argument("file")
@with_app
def load(file: str) -> None:
    """Load a series with its seminars, agenda, speakers and texts from FILE.

    FILE is a TOML file (docs/series-file.md says what it may hold) or the name of one that comes with the
    program: series-2019, series-sample. Every mistake is named with its place, and then nothing is loaded.
    Loading a file again updates what has changed in it and duplicates nothing.
    """
    document = _read(_path_of(file))
    with write_unit():
        report = load_document(document)
        db.session.commit()
    click.echo(_in_words(report))


def database_is_empty() -> bool:
    """Whether no series was ever made here."""
    return not db.session.scalar(select(exists().select_from(Series)))


def load_packaged(name: str, *, now: datetime, today: datetime) -> str:
    """Load a series that comes with the program as if that were done at `now`; returns what was done."""
    return _in_words(load_document(_read(PACKAGED / f"{name}.toml"), now=now, today=today))


def load_document(
    document: dict[str, Any], *, now: datetime | None = None, today: datetime | None = None
) -> LoadReport:
    domain, actor = links.domain(), system_user()
    try:
        return load_series(document, now=now or database_now(), domain=domain, actor=actor, today=today)
    except WrongSeriesFile as error:
        number = len(error.mistakes)
        lines = "\n".join(f"  {mistake}" for mistake in error.mistakes)
        mistakes = "1 mistake" if number == 1 else f"{number} mistakes"
        raise click.ClickException(f"{mistakes}, so nothing was loaded:\n{lines}") from None


def _path_of(file: str) -> Path:
    path = Path(file)
    # The folder in which one stands may be closed to the site's user, for whom `os.path` says that nothing is there.
    if path.name == file and path.stem in PACKAGED_SERIES and not os.path.exists(file):
        return PACKAGED / f"{path.stem}.toml"
    if not path.exists():
        neighbours = [each.name for each in path.parent.glob("*.toml")] if path.parent.is_dir() else []
        advice = did_you_mean(file, [*neighbours, *PACKAGED_SERIES])
        raise click.BadParameter(f"There is no file {file}. {advice}".strip(), param_hint="FILE")
    return path


def _read(path: Path) -> dict[str, Any]:
    try:
        return tables.read_file(path)
    except tables.UnreadableFile as error:
        raise click.ClickException(str(error)) from None


def _in_words(report: LoadReport) -> str:
    parts = [
        f"{word} {', '.join(slugs)}"
        for word, slugs in (("created", report.created), ("updated", report.updated))
        if slugs
    ]
    if report.unchanged:
        parts.append(f"{len(report.unchanged)} unchanged")
    return f"Series {report.series}: {'; '.join(parts) or 'no seminars'}"


COMMANDS = (init_db, load)
