"""Times on the command line: as clocks in the seminar's town show them, or counted from the present ones."""

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import click

from seminars.local_times import FIRST_YEAR, LAST_YEAR, DoubleHour, MissingHour, instant, on_the_clock
from seminars.models import Seminar

_DAY = r"[0-9]{4}-[0-9]{2}-[0-9]{2}"
_MOMENT = rf"{_DAY}[T ][0-9]{{2}}:[0-9]{{2}}(:00)?(Z|[+-][0-9]{{2}}:[0-9]{{2}})?"
_SHIFT = r"([+-])(?=[0-9])(?:([0-9]+)w)?(?:([0-9]+)d)?(?:([0-9]+)h)?(?:([0-9]+)m)?"
_RIGHT_FORMS = "Write 2027-03-12T10:00, a day such as 2027-03-12, or a difference such as +30m, -1h, +1h30m, +2d, +1w."
_MOST_DIGITS = 4
_LONGEST_QUOTE = 40


@dataclass(frozen=True)
class Shift:
    """A difference as clocks show it: days keep the clock time even when summer time begins or ends."""

    days: int
    minutes: int

    def from_local(self, local: datetime) -> datetime:
        return local + timedelta(days=self.days, minutes=self.minutes)


Written = datetime | date | Shift


@dataclass(frozen=True)
class NewTimes:
    """Instants in UTC; None stays as it is."""

    starts_at: datetime | None = None
    ends_at: datetime | None = None
    hours_known: bool | None = None


class WrittenTime(click.ParamType):
    """A local time (naive unless written with an offset), a day, or a `Shift`."""

    name = "time"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Written:
        if not isinstance(value, str):
            return value
        quoted = repr(value[:_LONGEST_QUOTE])
        try:
            written = _parsed(value.strip())
        except ValueError:
            self.fail(f"There is no day or time {quoted} between the years {FIRST_YEAR} and {LAST_YEAR}.", param, ctx)
        except OverflowError:
            self.fail(f"{quoted} is too far away.", param, ctx)
        return self.fail(f"{quoted} is not a time. {_RIGHT_FORMS}", param, ctx) if written is None else written


def _parsed(text: str) -> Written | None:
    if found := re.fullmatch(_SHIFT, text):
        return _shift(*found.groups(default="0"))
    if re.fullmatch(_DAY, text):
        return _in_years(date.fromisoformat(text))
    return _in_years(datetime.fromisoformat(text)) if re.fullmatch(_MOMENT, text) else None


def _shift(sign: str, *numbers: str) -> Shift:
    if any(len(number) > _MOST_DIGITS for number in numbers):
        raise OverflowError
    weeks, days, hours, minutes = (int(f"{sign}{number}") for number in numbers)
    return Shift(weeks * 7 + days, hours * 60 + minutes)


def _in_years(found: date) -> date:
    if not FIRST_YEAR <= found.year <= LAST_YEAR:
        raise ValueError(found)
    return found


def new_times(seminar: Seminar, start: Written | None, end: Written | None, *, zone: str) -> NewTimes:
    """What was written for `--start` and `--end`, read by the clocks of `zone`; usage errors where it cannot be."""
    if start is None and _clocks_differ(seminar, zone):
        raise click.UsageError(
            f"Clocks there show the time of {zone}; say with --start when it begins (+0m: at the same clock time)."
        )
    if start is None and end is None:
        return NewTimes()
    if isinstance(end, Shift) and isinstance(start, date):
        raise _wrong("counts from the present end; with a new start day, write the end in full.", "--end")
    has_hours = _has_hours(start, seminar.hours_known)
    if end is not None and has_hours != _has_hours(end, seminar.hours_known):
        raise _mixed(seminar, start)
    if not has_hours:
        return _whole_days(seminar, start, end, zone=zone)
    return NewTimes(
        _moment(start, seminar.starts_at, seminar.timezone, zone, "--start"),
        _moment(end, seminar.ends_at, seminar.timezone, zone, "--end"),
        True if isinstance(start, datetime) else None,
    )


def _clocks_differ(seminar: Seminar, zone: str) -> bool:
    return any(
        on_the_clock(present, zone) != on_the_clock(present, seminar.timezone)
        for present in (seminar.starts_at, seminar.ends_at)
    )


def _has_hours(written: Written | None, present: bool) -> bool:
    return isinstance(written, datetime) if isinstance(written, date) else present


def _mixed(seminar: Seminar, start: Written | None) -> click.UsageError:
    if isinstance(start, date):
        return click.UsageError("Write --start and --end alike: both as days, or both as days with times.")
    if seminar.hours_known:
        return click.UsageError("The seminar has hours, so write --end with a time, or give the new day with --start.")
    return click.UsageError("The hours are not known yet, so write a day as --end, or give --start and --end in full.")


def _whole_days(seminar: Seminar, start: Written | None, end: Written | None, *, zone: str) -> NewTimes:
    """From midnight to midnight; without an end as many days as now."""
    old_first, old_last = seminar.in_zone(seminar.starts_at).date(), seminar.last_day
    first, last = _day(start, old_first, "--start"), _day(end, old_last, "--end")
    if start is not None and end is None:
        last = first + (old_last - old_first)
    return NewTimes(
        _midnight(first, zone, "--start") if start is not None else None,
        _midnight(last + timedelta(days=1), zone, "--end"),
        False if isinstance(start, date) else None,
    )


def _day(written: Written | None, present: date, option: str) -> date:
    if isinstance(written, Shift):
        if written.minutes:
            raise _wrong("counts hours, which are not known yet; count days or weeks.", option)
        return present + timedelta(days=written.days)
    return present if written is None else written


def _midnight(day: date, zone: str, option: str) -> datetime:
    return _instant(datetime.combine(day, time()), zone, option)


def _moment(written: Written | None, present: datetime, old_zone: str, zone: str, option: str) -> datetime | None:
    if isinstance(written, Shift):
        return _instant(written.from_local(on_the_clock(present, old_zone)), zone, option)
    if written is None or written.tzinfo:
        return written and written.astimezone(UTC)
    return _instant(written, zone, option)


def _instant(local: datetime, zone: str, option: str) -> datetime:
    shown = f"{local:%Y-%m-%d %H:%M}"
    try:
        return instant(local, zone)
    except MissingHour:
        raise _wrong(f"is {shown}, but clocks in {zone} jump over it; choose another time.", option) from None
    except DoubleHour:
        example = local.replace(tzinfo=ZoneInfo(zone)).isoformat(timespec="minutes")
        said = f"is {shown}, which clocks in {zone} show twice; add its distance from UTC, such as {example}."
        raise _wrong(said, option) from None


def _wrong(what: str, option: str) -> click.UsageError:
    return click.UsageError(f"{option} {what}")
