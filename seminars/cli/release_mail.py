"""release-mail: what becomes of the mails that a restore holds back."""

import click
from sqlalchemy import select

from seminars.cli.changes.preview import counted
from seminars.cli.frame import get_seminar, system_user, with_app
from seminars.database.units import database_now, write_unit
from seminars.domain.outbox import held
from seminars.extensions import db
from seminars.models import Message


@click.command("release-mail", short_help="Send, or drop, the mails that a restore holds back.")
@click.option("--seminar", "slug", metavar="SLUG", help="Only mails about this seminar.")
@click.option("--discard", is_flag=True, help="Never send them.")
@with_app
def release_mail(slug: str | None, discard: bool) -> None:
    """Let the mails be sent that were held back when a backup was restored.

    Some of them may have been sent after the backup was made; a mail program takes the second copy for the first.
    Each is compared with the present state before it leaves, and not sent if it is no longer true.
    """
    decide = held.discard if discard else held.release
    with write_unit():
        wanted = select(Message).filter_by(seminar_id=get_seminar(slug).id) if slug else select(Message)
        number = decide(wanted, actor=system_user(), now=database_now())
        db.session.commit()
    if not number:
        click.echo("No mail is held back.")
        return
    mails = counted(number, "mail", "mails")
    click.echo(f"{mails} will never be sent." if discard else f"{mails} will be sent by the worker.")


COMMANDS = (release_mail,)
