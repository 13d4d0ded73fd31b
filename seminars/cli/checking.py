"""check: whether the database is sound."""

import sys
from datetime import UTC

import click

from seminars.cli.frame import warn_of_open_settings, with_app
from seminars.database.units import begin_snapshot, database_now
from seminars.domain.checks.invariants import CHECKS, find_violations
from seminars.domain.checks.watch import Finding
from seminars.web import watching
from seminars.web.watching.words import WORDS


@click.command(short_help="Check that the data is sound.")
@with_app
def check() -> None:
    """Check that what must always hold does hold: seats, queue, mails, activity log.

    Prints each violation with the numbers of its rows and ends with 1 if there are any. What is wrong with how the site
    is operated, as /watchz tells monitors, comes apart from that on standard error and does not count: a worker that
    was stopped leaves the data sound. Changes nothing.
    """
    warn_of_open_settings()
    begin_snapshot()
    violations = find_violations(now=database_now())
    for finding in watching.ask():
        click.echo(_in_words(finding), err=True)
    if not violations:
        click.echo(f"all {len(CHECKS)} checks hold")
        return
    for violation in violations:
        click.echo(f"{violation.invariant}: {violation.what}")
    meanings = {name: meaning for name, meaning, _check in CHECKS}
    for name in dict.fromkeys(violation.invariant for violation in violations):
        click.echo(f"{name} says: {meanings[name]}", err=True)
    sys.exit(1)


def _in_words(finding: Finding) -> str:
    words = WORDS[finding.wrong]
    jobs = f" Late: {', '.join(finding.jobs)}." if finding.jobs else ""
    since = f" Since {finding.since.astimezone(UTC):%Y-%m-%d %H:%M} UTC." if finding.since else ""
    said = f" It says: {finding.words}." if finding.words else ""
    return f"{finding.wrong}: {words.happened}{since}{jobs}{said} {words.means}"


COMMANDS = (check,)
