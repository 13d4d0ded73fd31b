"""export: attendee lists as files."""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from shutil import copyfileobj
from tempfile import NamedTemporaryFile, TemporaryFile
from typing import BinaryIO

import click
from flask import current_app

from seminars.cli.frame import get_seminar, progress_bar, system_user, with_app
from seminars.database.units import database_now, write_unit
from seminars.domain.lists import exports
from seminars.extensions import db
from seminars.formats.tables import Sheet, write_csv, write_xlsx
from seminars.i18n import LANGUAGES


@click.command(short_help="Write an attendee list as CSV or XLSX.")
@click.argument("slug")
@click.option("--format", "fmt", type=click.Choice(["csv", "xlsx"]), default="xlsx", show_default=True)
@click.option(
    "-o",
    "--output",
    help="File to write, or - for standard output; a name made of date and town if left out.",
)
@click.option(
    "--language", type=click.Choice(LANGUAGES), help="Language of the headings; the site's first if left out."
)
@with_app
def export(slug: str, fmt: str, output: str | None, language: str | None) -> None:
    """Write the attendee list of the seminar SLUG.

    SLUG is the last part of the seminar's address. The list holds personal data; who took it is noted in the
    activity log.
    """
    if output == "-" and fmt == "xlsx" and sys.stdout.isatty():
        raise click.UsageError("A workbook would only confuse a terminal; add -o FILE, or send it to a program.")
    language = language or current_app.config["LANGUAGES"][0]
    with write_unit():
        seminar, now = get_seminar(slug), database_now()
        sheet = exports.attendees(seminar, language=language, exported_by=system_user(), now=now)
        exports.record_export(seminar, actor=system_user(), fmt=fmt, rows=sheet.row_count, now=now)
        name = output or exports.file_name(seminar, fmt)
        db.session.commit()
    with _target(name) as file:
        _write(sheet, file, fmt)
    if name != "-":
        click.echo(f"{name}: {sheet.row_count} rows")


@contextmanager
def _target(name: str) -> Iterator[BinaryIO]:
    """Standard output, or a file that appears under its name only when it is whole."""
    if name == "-":
        with TemporaryFile() as file:
            yield file
            file.seek(0)
            copyfileobj(file, sys.stdout.buffer)
        sys.stdout.buffer.flush()
        return
    path = Path(name)
    try:
        file = NamedTemporaryFile(dir=path.parent, prefix=f".{path.name}.", delete=False)  # noqa: SIM115 - renamed below
    except OSError as error:
        raise click.ClickException(f"{name} cannot be written: {error.strerror}") from None
    try:
        with file:
            yield file
        os.replace(file.name, path)
    except BaseException:
        os.unlink(file.name)
        raise


def _write(sheet: Sheet, file: BinaryIO, fmt: str) -> None:
    with progress_bar(sheet.row_count, sheet.title) as progress:
        if fmt == "xlsx":
            write_xlsx(sheet, file, progress)
        else:
            file.writelines(write_csv(sheet, progress))
    # Whoever reads standard output may be slow; the transaction of the rows must not wait for them.
    db.session.rollback()


COMMANDS = (export,)
