"""check: whether the database is sound."""

import sys

import click

from seminars.cli.frame import with_app
from seminars.database.units import begin_snapshot, database_now
from seminars.domain.checks.invariants import CHECKS, find_violations


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


COMMANDS = (check,)
