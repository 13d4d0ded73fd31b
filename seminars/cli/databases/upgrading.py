"""The installation's own database and the revision of it that this program needs.

A revision is one step of `migrations/versions`. Beside a site that serves, the tables are not free at every moment; a
free one is waited for in short tries, since whoever queues for a table lets all pages queue behind it.
"""

from time import monotonic, sleep

import click
import flask_migrate
from sqlalchemy.exc import DBAPIError

from seminars import version
from seminars.cli.databases import opening
from seminars.database import gate
from seminars.extensions import db

PATIENCE = 120  # seconds that a free moment is waited for
PAUSE = 2  # seconds between two tries, in which those who queued behind one are served
DEADLOCK_DETECTED = "40P01"  # PostgreSQL's Appendix A


def bring_up_to_date() -> str:
    """Make the tables, or change those of an older version, whole or not at all; returns what became of it.

    Raises ClickException for a database of a newer version, and for one that is in use all the time.
    """
    found, steps = _found(), opening.steps()
    if found and found not in steps:
        raise click.ClickException(f"{_of_newer_version(found)} Nothing was changed: install that version again.")
    to_do = list(steps.values())[list(steps).index(found) + 1 if found else 0 :]
    if found and to_do:
        click.echo("These steps are ahead, all of them or none. With many people they can take some minutes:")
        click.echo("\n".join(f"  {step.revision} {step.doc}" for step in to_do))
    _change_in_a_free_moment()
    db.session.remove()
    return _in_words(found, list(steps)[-1])


def refuse_older_revision() -> None:
    """Raises ClickException if `init-db` has not been run since this program came; warns of a newer database."""
    found, steps = _found(), opening.steps()
    newest = list(steps)[-1]
    if found and found not in steps:
        # In an upgrade of several processes the old ones go on, and may start again, until their turn comes.
        click.secho(f"{_of_newer_version(found)} Install that version here too.", fg="red", err=True)
    elif found and found != newest:
        raise click.ClickException(
            f"The database is at revision {found}, and seminars {version.in_words()} needs {newest}. Make a backup, "
            "run `seminars init-db` and start again."
        )


def _found() -> str | None:
    with db.engine.connect() as connection:
        return opening.version_of(connection)


def _of_newer_version(found: str) -> str:
    return (
        f"The database is at revision {found}, which seminars {version.in_words()} does not know: a newer version was "
        "here."
    )


def _change_in_a_free_moment() -> None:
    give_up_at, has_said_so = monotonic() + PATIENCE, False
    while not _try():
        if monotonic() > give_up_at:
            raise click.ClickException(
                f"The database was in use at every moment for {PATIENCE} seconds, so nothing was changed. Stop the "
                "site and the workers, and whatever else has it open, and run `seminars init-db` once more."
            )
        if not has_said_so:
            click.echo(f"The database is in use. Waiting up to {PATIENCE} seconds for a free moment ...", err=True)
            has_said_so = True
        sleep(PAUSE)


def _try() -> bool:
    """Whether the moment was a free one."""
    try:
        flask_migrate.upgrade()
    except gate.Moved:
        raise
    except gate.Busy:
        return False
    except DBAPIError as error:
        if not _is_in_the_way_of_others(error):
            raise
        return False
    return True


def _is_in_the_way_of_others(error: DBAPIError) -> bool:
    is_sqlite_locked = getattr(error.orig, "sqlite_errorname", "") == "SQLITE_BUSY"
    return is_sqlite_locked or getattr(error.orig, "sqlstate", None) == DEADLOCK_DETECTED


def _in_words(found: str | None, left: str) -> str:
    if found == left:
        return f"The database was at revision {left} already: nothing to do."
    if found:
        return f"The database was at revision {found}; it is at {left} now."
    return f"The database was made, at revision {left}."
