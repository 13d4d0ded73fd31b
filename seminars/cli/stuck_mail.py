"""send-failed, try-mail: what becomes of mails that did not leave, once whatever was wrong is mended."""

import click
from sqlalchemy import Select, select

from seminars.cli.changes.preview import counted
from seminars.cli.frame import get_seminar, system_user, with_app
from seminars.database.units import database_now, write_unit
from seminars.domain.outbox import failed
from seminars.extensions import db
from seminars.mail.sending.refusals import verdicts
from seminars.models import Message


@click.command("send-failed", short_help="Send all mails again that failed.")
@click.option("--seminar", "slug", metavar="SLUG", help="Only mails about this seminar.")
@with_app
def send_failed(slug: str | None) -> None:
    """Let the worker send again whatever failed for good.

    Each is compared with the present state before it leaves, and not sent if it is no longer true. It has the
    Message-ID that it had.
    """
    with write_unit():
        number = failed.send_again(_about(slug), actor=system_user(), now=database_now())
        db.session.commit()
    click.echo(f"{counted(number, 'mail', 'mails')} will be sent again by the worker." if number else "No mail failed.")


@click.command("try-mail", short_help="Try at once to send what was put off.")
@click.option("--seminar", "slug", metavar="SLUG", help="Only mails about this seminar.")
@with_app
def try_mail(slug: str | None) -> None:
    """Let the worker try now what it would try later, once the mail server is back.

    While the mail server refuses whatever is sent, one mail is tried; once one leaves, all others do.
    """
    with write_unit():
        verdict = verdicts.standing()
        number = failed.try_now(_about(slug), now=database_now())
        db.session.commit()
    if verdict:
        click.echo(f"The mail server refuses whatever is sent: {verdict.words}")
        click.echo("The worker tries one mail now. Once it leaves, the others follow.")
    elif number:
        click.echo(f"{counted(number, 'mail', 'mails')} will be tried by the worker now.")
    else:
        click.echo("No mail waits for another try.")


def _about(slug: str | None) -> Select[Message]:
    return select(Message).filter_by(seminar_id=get_seminar(slug).id) if slug else select(Message)


COMMANDS = (send_failed, try_mail)
