"""What all commands share: the application, the user who runs them, how far they are, and errors as one line that
says what to write instead."""

import getpass
import os
import re
import sys
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from difflib import get_close_matches
from functools import wraps
from pathlib import Path
from typing import Any

import click
from flask import current_app
from sqlalchemy import select
from sqlalchemy.exc import DatabaseError, IntegrityError

from seminars import create_app, logs
from seminars.config import ConfigError
from seminars.database.gate import Moved
from seminars.extensions import db
from seminars.installation import open_settings, user_name
from seminars.models import Seminar
from seminars.places import PlacesError

FEW_ENOUGH_TO_LIST = 12


class WrongSettings(click.ClickException):
    """The settings are impossible, so nothing can start."""

    exit_code = 2


class Commands(click.Group):
    """Turns errors that an operator can mend into one line, without a trace."""

    def __call__(self, *args: Any, **options: Any) -> Any:
        logs.tell_everything()
        return super().__call__(*args, **options)

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except (ConfigError, PlacesError) as error:
            raise WrongSettings(str(error)) from None
        except Moved:
            raise click.ClickException(
                "This database was moved or replaced, and nothing is written into it any more. Set "
                "SQLALCHEMY_DATABASE_URI to the new one (docs/operating.md, PostgreSQL)."
            ) from None
        except IntegrityError:
            raise click.ClickException(
                "Somebody else changed the same at this moment, so nothing was done. Run the command once more."
            ) from None
        except DatabaseError as error:
            raise click.ClickException(_about_database(error)) from None
        except PermissionError as error:
            if error.filename is None:
                raise
            raise click.ClickException(_about_closed(error)) from None

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        try:
            return super().resolve_command(ctx, args)
        except click.UsageError:
            known = self.list_commands(ctx)
            raise click.UsageError(f"There is no command {args[0]!r}. {did_you_mean(args[0], known)}", ctx) from None


def _about_database(error: DatabaseError) -> str:
    missing = re.search(r'database "([^"]+)" does not exist', str(error.orig))
    if missing:
        return f"There is no PostgreSQL database {missing[1]!r}. Make it first: createdb --owner=ROLE {missing[1]}"
    said = str(error.orig).strip().splitlines()[0] if str(error.orig).strip() else type(error.orig).__name__
    if "no such table" in said or "does not exist" in said or "no such column" in said:
        return f"The database is not ready ({said}). Run `seminars init-db` first."
    return f"The database cannot be used: {said}"


def _about_closed(error: PermissionError) -> str:
    """Mostly a file in root's own folder, named to a command that runs as the user whose site it is."""
    return (
        f"{error.filename} is closed to {user_name(os.geteuid())}, as whom this runs: {error.strerror}. Name a file "
        "in a folder that is open to that user."
    )


def did_you_mean(word: str, known: Collection[str]) -> str:
    """What was probably meant: the names that look like it, or all when they are few."""
    near = [*get_close_matches(word, known), *(name for name in sorted(known) if word in name)]
    if near:
        return f"Did you mean {' or '.join([*dict.fromkeys(near)][:FEW_ENOUGH_TO_LIST])}?"
    return f"There are {', '.join(sorted(known))}." if 0 < len(known) <= FEW_ENOUGH_TO_LIST else ""


def get_seminar(slug: str) -> Seminar:
    """The seminar of this slug; a usage error that names near ones if there is none."""
    # Slugs are ASCII; a terminal may give other bytes, which no database takes.
    seminar = db.session.scalar(select(Seminar).filter_by(slug=slug)) if slug.isascii() else None
    if seminar is None:
        known = db.session.scalars(select(Seminar.slug).order_by(Seminar.slug)).all()
        advice = did_you_mean(slug, known) or "The slug is the last part of a seminar's address."
        raise click.BadParameter(f"There is no seminar {slug!r}. {advice}", param_hint="SLUG")
    return seminar


def with_app(command: Callable[..., Any]) -> Callable[..., Any]:
    """Run a command inside the application made from the environment."""

    @wraps(command)
    def in_app(*args: Any, **options: Any) -> Any:
        with create_app(os.environ).app_context():
            try:
                return command(*args, **options)
            finally:
                db.session.remove()
                db.engine.dispose()

    return in_app


def warn_of_open_settings() -> None:
    if said := open_settings(Path(current_app.config["INSTANCE"])):
        click.secho(said, fg="red", err=True)


@contextmanager
def progress_bar(total: int, label: str) -> Iterator[Callable[[int], None]]:
    """Counts rows on standard error; silent where nobody watches, as in the log of a timer."""
    bar = click.progressbar(
        length=total, label=label, show_pos=True, show_eta=False, file=sys.stderr, hidden=not sys.stderr.isatty()
    )
    with bar:
        yield bar.update


def system_user() -> str:
    """Who runs the command, as the activity log names them."""
    try:
        return f"system:{getpass.getuser()}"
    # A container may run under a number that has no name.
    except (KeyError, OSError):
        return f"system:{os.getuid()}"
