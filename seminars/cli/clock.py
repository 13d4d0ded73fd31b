"""clock: what an operator says about the time."""

import sys
from datetime import datetime, timedelta
from time import monotonic

import click

from seminars.cli.changes.confirming import somebody_is_there
from seminars.cli.changes.preview import counted
from seminars.cli.frame import system_user, with_app
from seminars.database import trusted_time
from seminars.database.units import database_now, write_unit
from seminars.domain import activity
from seminars.domain.jobs import beats, future
from seminars.extensions import db
from seminars.models import ActivityKind

READ_WITHIN = timedelta(minutes=1)  # a clock that goes on by so much more than was waited was set meanwhile


@click.group("clock", short_help="Say that the clock is right.")
def clock() -> None:
    """After a gap or a jump of the clock nothing is erased and nothing lapses until the time has proved right."""


@clock.command(short_help="Vouch for the present time.")
@click.option("--yes", is_flag=True, help="Do not ask.")
@with_app
def accept(yes: bool) -> None:
    """Say that the present time is right, so that nothing waits until it has proved so.

    Personal data whose time is over by it is erased in the next night. Rows that a wrong clock wrote into the future
    get the present time.
    """
    now, moment = database_now(), monotonic()
    until, ahead = trusted_time.proven_until(now=now), future.count(now=now)
    is_settled = trusted_time.is_settled(now=now)
    db.session.rollback()  # or the read unit would be open for as long as a human thinks
    click.echo(f"The last time that is trusted:  {_written(until) if until else 'none yet'}")
    click.echo(f"The present time:               {_written(now)}")
    if ahead:
        click.echo(f"{counted(ahead, 'row', 'rows')} from the future will get the present time.")
    if until == now and is_settled and not ahead:
        click.echo("The present time is trusted already.")
        return
    if not yes:
        _ask()
    _accept(until, now - timedelta(seconds=moment))
    click.echo("The present time is trusted from now on.")


def _ask() -> None:
    if not somebody_is_there():
        raise click.UsageError("Nothing was done: there is no terminal to ask on. Look at the above, then add --yes.")
    if not click.confirm("Is the present time right?"):
        click.echo("Nothing was done.")
        sys.exit(1)


def _accept(until: datetime | None, began_at: datetime) -> None:
    """`began_at` is when this machine's own clock, which nobody sets, stood at nothing."""
    with write_unit():
        now = database_now()
        if abs(now - began_at - timedelta(seconds=monotonic())) > READ_WITHIN:
            raise click.ClickException("The clock was set while you were reading, so nothing was done.")
        known_until, ahead = until.isoformat() if until else None, future.count(now=now)
        future.set_right(now=now)
        beats.accept(system_user(), now=now)
        activity.record(ActivityKind.CLOCK_ACCEPTED, actor=system_user(), at=now, known_until=known_until, number=ahead)
        db.session.commit()


def _written(moment: datetime) -> str:
    return f"{moment:%Y-%m-%d %H:%M} UTC"


COMMANDS = (clock,)
