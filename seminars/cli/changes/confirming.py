"""A change in two steps: what it would do is shown and asked about, and only then it is done."""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import click

from seminars import clock
from seminars.cli.changes.preview import counted, lines_of
from seminars.cli.frame import get_seminar, system_user
from seminars.database.units import write_unit
from seminars.domain.errors import (
    CancelledAlready,
    DomainError,
    EditedMeanwhile,
    EndsBeforeStart,
    EndsNoLater,
    HasEnded,
    InThePast,
    NeedsEnd,
    NeedsHall,
    NeedsNewDate,
    NothingChanged,
    NotPublished,
    PostponedAlready,
    TooFarAway,
)
from seminars.domain.notices import telling
from seminars.domain.seminars.preview import Act, preview_of
from seminars.extensions import db
from seminars.local_times import LAST_YEAR
from seminars.models import Seminar

REFUSALS = {
    NotPublished: "{slug} is a draft that nobody knows of; edit it on its page.",
    HasEnded: "{slug} has taken place; nothing about it can be moved any more.",
    CancelledAlready: "{slug} is cancelled, and that is final; create a new seminar instead.",
    PostponedAlready: "{slug} is postponed already; give it a new date with `seminars move {slug} --start …`.",
    NeedsNewDate: "{slug} is postponed; give it a new date with `seminars move {slug} --start …`.",
    NeedsEnd: "The hours of {slug} were not known until now, so give --end as well as --start.",
    NeedsHall: (
        "{slug} would go to another town, and no hall there is given: name it with --venue, "
        "or say with --no-venue that there is none yet."
    ),
    InThePast: "{slug} would begin or end in the past; look at the year and the day.",
    TooFarAway: f"{{slug}} would end after the year {LAST_YEAR}; look at the year.",
    EndsBeforeStart: "{slug} would end before it begins; look at --start and --end.",
    EndsNoLater: "That end is not later than the present one; to end earlier use `seminars move {slug} --end …`.",
    NothingChanged: (
        "{slug} takes place then and there already, so there is nothing to tell anybody. "
        "To correct directions, position or spelling, use `seminars move {slug} --same-place`."
    ),
    EditedMeanwhile: "Somebody changed {slug} while you were reading, so nothing was done; run the command again.",
}


def carry_out(slug: str, prepare: Callable[[Seminar], Act], *, done: str, yes: bool, consequence: str = "") -> None:
    """Show what the act of `prepare` would do, ask unless `yes`, do it and say so; `done` is a word such as "moved".

    Nothing is locked while a human thinks; if somebody edits the seminar meanwhile, nothing is done.
    """
    with _refusals_in_words(slug):
        seminar = get_seminar(slug)
        act = prepare(seminar)
        preview = preview_of(seminar, act, version=seminar.version, now=clock.now())
    click.echo("\n".join(lines_of(preview, seminar, consequence=consequence)))
    db.session.rollback()  # or the read unit would be open for as long as a human thinks
    if not yes:
        _ask(preview.recipients.told)
    with write_unit(), _refusals_in_words(slug):
        seminar = get_seminar(slug)
        change = act(seminar, actor=system_user(), version=preview.version)
        told = telling.number_of_people(seminar) if change else 0
        db.session.commit()
    outcome = f"{counted(told, 'person is', 'people are')} being written to" if told else "nobody is written to"
    click.echo(f"{slug} {done}; {outcome}")
    if told:
        click.echo("A worker does that: `seminars serve --with-worker`, or `seminars worker` beside the web server.")


@contextmanager
def _refusals_in_words(slug: str) -> Iterator[None]:
    try:
        yield
    except DomainError as error:
        if type(error) not in REFUSALS:
            raise
        raise click.ClickException(REFUSALS[type(error)].format(slug=slug)) from None


def _ask(told: int) -> None:
    if not somebody_is_there():
        raise click.UsageError("Nothing was done: there is no terminal to ask on. Look at the above, then add --yes.")
    whom = counted(told, "person", "people") if told else "nobody"
    if not click.confirm(f"Do it and write to {whom}?"):
        click.echo("Nothing was done.")
        sys.exit(1)


def somebody_is_there() -> bool:
    """Whether a human can answer: input comes from a terminal."""
    return sys.stdin.isatty()
