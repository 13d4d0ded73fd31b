"""`seminars …`: what an operator does on the command line."""

import click

from seminars.cli import checking, clock, demo, lists, people, release_mail, running, setting_up, stuck_mail
from seminars.cli.changes import commands
from seminars.cli.databases import backup, moving, restoring
from seminars.cli.frame import Commands
from seminars.version import in_words


def _show_version(ctx: click.Context, _option: click.Parameter, is_asked: bool) -> None:
    if is_asked:
        click.echo(f"seminars {in_words()}")
        ctx.exit()


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.option(
    "--version",
    is_flag=True,
    is_eager=True,
    expose_value=False,
    callback=_show_version,
    help="Show the version, with its commit where that is known, and exit.",
)
def main() -> None:
    """Sign-up, calendars and attendee lists for a travelling series of free seminars.

    For a first look: `seminars init-db`, `seminars demo`, `seminars serve --with-worker`, then open
    http://localhost:5000. Settings are SEMINARS_… variables of the environment or lines of config.toml in the
    instance folder; docs/operating.md names them all.
    """


for room in (
    setting_up,
    demo,
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
