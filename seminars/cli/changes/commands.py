"""move, extend, postpone, cancel: a published seminar changes, and everyone who is registered is told."""

from functools import partial
from typing import Any

import click

from seminars.cli.changes.confirming import carry_out
from seminars.cli.changes.written_places import Position, WrittenPlace, written_place, written_reason
from seminars.cli.changes.written_times import Written, WrittenTime, new_times
from seminars.cli.frame import with_app
from seminars.domain.seminars import changes
from seminars.domain.seminars.preview import Act
from seminars.i18n import Texts
from seminars.models import Seminar

_POSTPONED = (
    "Registration closes; places and queue are kept. Calendar entries are removed until there is a new date "
    "(`seminars move {slug} --start …`)."
)
_CANCELLED = "Registration closes for good, and calendar entries are removed. This cannot be undone."

_HOW_TO_MOVE = """Give the seminar SLUG another time or place, and write to everyone who is registered.

Times are those that clocks in the seminar's town show (in the new town's, with --town): 2027-03-12T10:00; a
day such as 2027-03-12 says that the hours are not known yet, and --end is then the last day. +30m, -1h,
+1h30m, +2d, +1w count from the present start or end; days and weeks keep the clock time. An offset such as
+03:00 after a time is accepted.

--venue replaces the hall: its address, directions and position are not kept unless you give them again.
--address, --directions and --position without --venue change just that part. Another town needs a hall of its
own; --no-venue says that there is none yet. With --same-place everything that you do not give stays as it is.

Texts may be repeated in several languages, as in --venue be=… --venue ru=… (LANG is be, ru, pl or en); one
without LANG= is in the site's first language.

Shows what changes and whom it writes to, and asks before anything happens.
"""

_reason = click.option("--reason", multiple=True, metavar="[LANG=]TEXT", help="Why; everyone reads it in the mail.")
_yes = click.option("--yes", is_flag=True, help="Do it without asking.")


@click.command(help=_HOW_TO_MOVE, short_help="Give a seminar another time or place, and tell everyone.")
@click.argument("slug")
@click.option("--start", type=WrittenTime(), help="When it begins.")
@click.option("--end", type=WrittenTime(), help="When it ends; without it the seminar lasts as long as before.")
@click.option("--venue", multiple=True, metavar="[LANG=]TEXT", help="The hall; nothing of the old one stays.")
@click.option("--address", multiple=True, metavar="[LANG=]TEXT", help="Street and number.")
@click.option("--directions", multiple=True, metavar="[LANG=]TEXT", help="How to get there.")
@click.option("--position", type=Position(), help="Degrees north and east: 52.1115,26.1025.")
@click.option("--no-venue", is_flag=True, help="There is no hall yet; nothing of the old one stays.")
@click.option("--town", metavar="CODE", help="Another town; it needs --venue or --no-venue.")
@click.option("--same-place", is_flag=True, help="The place is only written differently: nobody is told.")
@_reason
@_yes
@with_app
def move(
    slug: str, *, start: Written, end: Written, same_place: bool, reason: tuple[str, ...], yes: bool, **place: Any
):
    written = written_place(**place)
    if same_place:
        _refuse_beside_same_place(written, start, end, reason)
        carry_out(slug, lambda seminar: _to_correct(seminar, written), done="corrected", yes=yes)
        return
    if start is None and end is None and written == WrittenPlace():
        raise click.UsageError("Say what moves: --start, --end, --venue, --address, --town …")
    reasons = written_reason(reason)
    carry_out(slug, lambda seminar: _to_move(seminar, start, end, written, reasons), done="moved", yes=yes)


def _refuse_beside_same_place(written: WrittenPlace, *others: Any) -> None:
    if any(others) or written.town or written.has_no_venue:
        said = "--same-place tells nobody, so --start, --end, --town, --no-venue and --reason do not go with it."
        raise click.UsageError(said)
    if not written.parts:
        raise click.UsageError("Say how the place is written: --venue, --address, --directions or --position.")


def _to_correct(seminar: Seminar, written: WrittenPlace) -> Act:
    return partial(changes.correct_venue, venue=written.corrected(seminar))


def _to_move(seminar: Seminar, start: Written | None, end: Written | None, written: WrittenPlace, reason: Texts) -> Act:
    zone = written.town.timezone if written.town else seminar.timezone
    times = new_times(seminar, start, end, zone=zone)
    return partial(
        changes.move,
        **vars(times),
        town_code=written.town.code if written.town else None,
        venue=written.moved_from(seminar),
        reason=reason,
    )


@click.command(short_help="Let a seminar end later, and tell everyone.")
@click.argument("slug")
@click.option("--end", type=WrittenTime(), required=True, help="+30m, or a time such as 2027-03-12T16:00.")
@_reason
@_yes
@with_app
def extend(slug: str, end: Written, reason: tuple[str, ...], yes: bool) -> None:
    """Let the seminar SLUG end later, and write to everyone who is registered.

    The end is written as for `seminars move`. Shows what changes and whom it writes to, and asks first.
    """
    reasons = written_reason(reason)

    def prepare(seminar: Seminar) -> Act:
        times = new_times(seminar, None, end, zone=seminar.timezone)
        return partial(changes.extend, ends_at=times.ends_at, reason=reasons)

    carry_out(slug, prepare, done="extended", yes=yes)


@click.command(short_help="Take a seminar's date away for now, and tell everyone.")
@click.argument("slug")
@_reason
@_yes
@with_app
def postpone(slug: str, reason: tuple[str, ...], yes: bool) -> None:
    """Postpone the seminar SLUG until `seminars move` gives it a new date; places and queue are kept.

    Writes to everyone who is registered. Shows whom, and asks first.
    """
    act = partial(changes.postpone, reason=written_reason(reason))
    carry_out(slug, lambda _seminar: act, done="postponed", yes=yes, consequence=_POSTPONED.format(slug=slug))


@click.command(short_help="Call a seminar off for good, and tell everyone.")
@click.argument("slug")
@click.option("--reason", multiple=True, required=True, metavar="[LANG=]TEXT", help="Why; everyone reads it.")
@_yes
@with_app
def cancel(slug: str, reason: tuple[str, ...], yes: bool) -> None:
    """Call the seminar SLUG off for good, and write to everyone who is registered.

    Shows whom, and asks first. To look for another date use `seminars postpone`.
    """
    act = partial(changes.cancel, reason=written_reason(reason))
    carry_out(slug, lambda _seminar: act, done="cancelled", yes=yes, consequence=_CANCELLED)


COMMANDS = (move, extend, postpone, cancel)
