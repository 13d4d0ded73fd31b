"""Dates and times in a series file: fixed ones, ones counted from the day of loading or from the start."""

import re
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import TypeVar
from zoneinfo import ZoneInfo

from seminars.domain.loading import values as kinds
from seminars.local_times import FIRST_YEAR, LAST_YEAR, DoubleHour, MissingHour, instant
from seminars.text import clean_line
from seminars.toml.tables import Table

Day = TypeVar("Day", bound=date)

WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_WEEKDAY = rf"first (?P<weekday>{'|'.join(WEEKDAYS)}) (?:after (?P<after>\d\d?) weeks?|from (?P<ago>\d\d?) weeks? ago)"
_FROM_TODAY = re.compile(rf"(?:today|{_WEEKDAY}), (?P<clock>\d\d?:\d\d)", re.IGNORECASE)
_BEFORE_START = re.compile(r"(\d{1,3}) (day|week)s? before, (\d\d?:\d\d)", re.IGNORECASE)
_FORMS = (
    "takes a date and time such as 2027-03-10T10:00:00 or a text such as "
    '"first wednesday after 3 weeks, 10:00", "today, 00:00", "2 days before, 18:00"'
)


@dataclass(frozen=True)
class Dates:
    """When a seminar takes place and when people can sign up, by column.

    `from_today` names the columns whose value depends on the day on which the file is loaded.
    """

    columns: dict[str, datetime | bool | None]
    from_today: frozenset[str]


class DateReader:
    """Reads the dates of one seminar's table, in the zone of its town."""

    def __init__(self, table: Table, zone: str, now: datetime) -> None:
        self.table = table
        self.zone = ZoneInfo(zone)
        self.today = now.astimezone(self.zone).date()
        self.first_day: date | None = None

    def read(self) -> Dates | None:
        """All dates of the seminar; None (and mistakes in the table) if its start or end is not known."""
        starts = self.table.take("starts", required=True)
        hours_known = type(starts) is not date
        starts_at, ends_at = self._with_hours(starts) if hours_known else self._without_hours(starts)
        opens, closes = self.table.take("opens"), self.table.take("closes")
        opens_at, closes_at = self._moment("opens", opens), self._moment("closes", closes)
        if starts_at is None or ends_at is None:
            return None
        self._note_wrong_order(starts_at, ends_at, opens_at, closes_at)
        columns: dict[str, datetime | bool | None] = {
            "starts_at": starts_at,
            "ends_at": ends_at,
            "hours_known": hours_known,
            "registration_opens_at": opens_at,
            "registration_closes_at": closes_at,
        }
        alone = {"registration_opens_at": opens, "registration_closes_at": closes}
        counted = columns if _is_from_today(starts) else [name for name in alone if _is_from_today(alone[name])]
        return Dates(columns, frozenset(counted))

    def _note_wrong_order(
        self, starts_at: datetime, ends_at: datetime, opens_at: datetime | None, closes_at: datetime | None
    ) -> None:
        if ends_at <= starts_at:
            self.table.wrong("ends is not later than starts")
        if closes_at and closes_at > starts_at:
            self.table.wrong("closes is later than starts")
        if opens_at and opens_at >= (closes_at or starts_at):
            self.table.wrong(f"opens is not earlier than {'closes' if closes_at else 'starts'}")

    def _without_hours(self, first: date) -> tuple[datetime | None, datetime | None]:
        last = self.table.take("ends")
        if last is not None and type(last) is not date:
            self.table.wrong("ends takes a date such as 2027-03-10, because starts has no hours either")
            return None, None
        last = last or first
        if not (self._in_years("starts", first) and self._in_years("ends", last)):
            return None, None
        self.first_day = first
        return self._local("starts", first, time()), self._local("ends", last + timedelta(days=1), time())

    def _with_hours(self, starts: object) -> tuple[datetime | None, datetime | None]:
        starts_at = self._moment("starts", starts)
        ends = self.table.take("ends", required=starts is not None)
        self.first_day = starts_at and starts_at.astimezone(self.zone).date()
        if isinstance(ends, datetime):
            return starts_at, self._moment("ends", ends)
        until = self.table.read("ends", kinds.clock_time)
        return starts_at, self._local("ends", self.first_day, until) if until and self.first_day else None

    def _moment(self, key: str, value: object) -> datetime | None:
        if value is None:
            return None
        if isinstance(value, datetime):
            is_local = value.tzinfo is None
            return self._local(key, value.date(), value.time()) if is_local else self._in_years(key, value)
        text = clean_line(value) if isinstance(value, str) else ""
        from_today, before = _FROM_TODAY.fullmatch(text), _BEFORE_START.fullmatch(text)
        if from_today:
            return self._from_today(key, **from_today.groupdict())
        if before and key != "starts":
            return self._before_start(key, *before.groups())
        self.table.wrong(f"{key} {_FORMS}")
        return None

    def _from_today(
        self, key: str, *, weekday: str | None, after: str | None, ago: str | None, clock: str
    ) -> datetime | None:
        day = self.today
        if weekday:
            day += timedelta(weeks=int(after or 0) - int(ago or 0))
            day += timedelta(days=(WEEKDAYS.index(weekday.lower()) - day.weekday()) % 7)
        return self._at(key, day, clock)

    def _before_start(self, key: str, count: str, unit: str, clock: str) -> datetime | None:
        if self.first_day is None:
            return None
        days = int(count) * (7 if unit.lower() == "week" else 1)
        return self._at(key, self.first_day - timedelta(days=days), clock)

    def _at(self, key: str, day: date, clock: str) -> datetime | None:
        try:
            return self._local(key, day, kinds.clock_time(clock))
        except ValueError as error:
            self.table.wrong(f"{key} {error}")
            return None

    def _local(self, key: str, day: date, clock: time) -> datetime | None:
        naive = self._in_years(key, datetime.combine(day, clock))
        try:
            return naive and instant(naive, self.zone.key)
        except (DoubleHour, MissingHour) as error:
            happens = "twice" if isinstance(error, DoubleHour) else "never"
            self.table.wrong(
                f"{key} {naive:%Y-%m-%d %H:%M} happens {happens} in {self.zone}, because clocks are changed; "
                "write it with its distance from UTC, such as 2027-10-31T02:30:00+01:00"
            )
            return None

    def _in_years(self, key: str, day: Day) -> Day | None:
        if FIRST_YEAR <= day.year <= LAST_YEAR:
            return day
        self.table.wrong(f"{key} takes a year from {FIRST_YEAR} to {LAST_YEAR}")
        return None


def _is_from_today(value: object) -> bool:
    return isinstance(value, str) and _FROM_TODAY.fullmatch(clean_line(value)) is not None
