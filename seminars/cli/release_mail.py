"""release-mail: what becomes of the mails that a restore holds back."""

import click
from sqlalchemy import select

from seminars.cli.changes.preview import counted
from seminars.cli.frame import get_seminar, system_user, with_app
from seminars.database.units import database_now, write_unit
from seminars.domain.outbox import held
from seminars.extensions import db
from seminars.models import Message, Seminar


@click.command("release-mail", short_help="Send, or drop, the mails that a restore holds back.")
@click.option("--seminar", "slug", metavar="SLUG", help="Only mails about this seminar.")
@click.option("--discard", is_flag=True, help="Never send them.")
@with_app
def release_mail(slug: str | None, discard: bool) -> None:
    """Let the mails be sent that were held back when a backup was restored.

    Some of them may have been sent after the backup was made; a mail program takes the second copy for the first.
    Each is compared with the present state before it leaves, and not sent if it is no longer true. Where a seminar had
    changed and not everybody had been written to, that goes on, or with --discard is given up.
    """
    with write_unit():
        number, tellings = _decide(get_seminar(slug) if slug else None, discard=discard)
        db.session.commit()
    if not number and not tellings:
        click.echo("No mail is held back.")
    if number:
        mails = counted(number, "mail", "mails")
        click.echo(f"{mails} will never be sent." if discard else f"{mails} will be sent by the worker.")
    if tellings:
        changes = counted(tellings, "change of a seminar", "changes of seminars")
        who = "Nobody else will be told" if discard else "The worker will tell the others"
        click.echo(f"{who} of {changes}.")


def _decide(seminar: Seminar | None, *, discard: bool) -> tuple[int, int]:
    """Of how many mails, and of how many changes of seminars."""
    mails, seminars, actor, now = select(Message), select(Seminar), system_user(), database_now()
    if seminar:
        mails, seminars = mails.filter_by(seminar_id=seminar.id), seminars.filter_by(id=seminar.id)
    # Tellings lock the seats, which comes before the rows of messages, so that nobody waits in a circle.
    decide_tellings = held.discard_tellings if discard else held.release_tellings
    tellings = decide_tellings(seminars, actor=actor, now=now)
    return (held.discard if discard else held.release)(mails, actor=actor, now=now), tellings


COMMANDS = (release_mail,)
