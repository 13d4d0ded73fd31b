"""demo: sample data in which there is something to see."""

from collections.abc import Iterator
from datetime import timedelta

import click

from seminars.cli.frame import system_user, with_app
from seminars.cli.setting_up import PACKAGED_SERIES, database_is_empty, load_packaged
from seminars.database.units import database_now, write_unit
from seminars.domain.loading.sample import events, parties
from seminars.extensions import db
from seminars.mail.sending.delivery import deliver_due

WORTH_A_LOOK = (
    "Look at:    Gomel (people await your decision), Klichev (full, a waiting list, an open offer),",
    "            Pinsk (moved), Grodno (postponed), Slutsk (over, with a recap), Lida (a draft)",
)
ANNOUNCED = timedelta(weeks=8)  # ago, so that people had the time to sign up


@click.command(short_help="Fill an unused database with sample data.")
@with_app
def demo() -> None:
    """Load the series of 2019 and a sample series with invented people, to look around.

    Among its seminars are a full one with a waiting list, one that asks for approval, one that has moved, one that is
    postponed, one that is over and a draft. Mail to invented people is never given to a mail server. Refuses a database
    in which real people are registered. Calling it twice changes nothing.
    """
    if parties.has_people():
        raise click.ClickException(
            "People are registered in this database, so nothing is invented in it. "
            "Set SEMINARS_INSTANCE to another folder for a demo."
        )
    for said in fill():
        click.echo(said)


def is_wanted() -> bool:
    """Whether no series was ever made here, or a demo was cut short."""
    return database_is_empty() or (events.are_to_come() and not parties.has_people())


def worth_a_look() -> tuple[str, ...]:
    """What a newcomer finds, line by line; nothing where nobody was invented."""
    return WORTH_A_LOOK if parties.has_invented_people() else ()


def fill() -> Iterator[str]:
    """Load both packaged series, let invented people sign up for one of them and let it go on; tells what was done,
    line by line. Whatever was done before is not done again."""
    with write_unit():
        now = database_now()
        said = [load_packaged(name, now=now - ANNOUNCED, today=now) for name in PACKAGED_SERIES]
        added = parties.add_people(actor=system_user(), now=now)
        db.session.commit()
    yield from said
    yield f"Invented people signed up: {_in_words(added)}" if added else "Invented people are there already."
    with write_unit():
        is_news = events.are_to_come()
    if is_news:
        # What people were told first must have left by the time it changes, or it would never be sent.
        while deliver_due():
            pass
        with write_unit():
            events.let_happen(actor=system_user(), now=database_now())
            db.session.commit()
        yield "Then a place was offered, one seminar moved, one was postponed, and some people await a decision."


def _in_words(added: dict[str, int]) -> str:
    return ", ".join(f"{slug} {number}" for slug, number in added.items())


COMMANDS = (demo,)
