"""`seminars …`: what an operator does on the command line."""

import click

from seminars.cli import checking, clock, lists, people, release_mail, running, setting_up, stuck_mail
from seminars.cli.changes import commands
from seminars.cli.databases import backup, moving, restoring
from seminars.cli.frame import Commands
from seminars.version import __version__


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(__version__, prog_name="seminars", message="%(prog)s %(version)s")
def main() -> None:
    """Sign-up, calendars and attendee lists for a travelling series of free seminars.

    For a first look: `seminars init-db`, `seminars demo`, `seminars serve --with-worker`, then open
    http://localhost:5000. Settings are SEMINARS_… variables of the environment or lines of config.toml in the
    instance folder; docs/operating.md names them all.
    """


for room in (
    setting_up,
    running,
    people,
    commands,
    lists,
    checking,
    clock,
    backup,
    restoring,
    release_mail,
    stuck_mail,
    moving,
):
    for command in room.COMMANDS:
        main.add_command(command)
