"""Days and moments in as few letters as a list has room for, by the patterns of CLDR; the full date stands beside them
for whoever asks. The year is told only when it is not the present one."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

from babel.dates import format_date, format_interval, format_skeleton

from seminars import i18n
from seminars.i18n import BY_CODE


def day(when: date, language: str, *, today: date) -> str:
    """'29 Nov', in another year '29 Nov 2025'."""
    return format_skeleton(_skeleton(when, when, today), when, locale=BY_CODE[language].locale)


def moment(instant: datetime, zone: str, language: str, *, now: datetime) -> str:
    """'29 Nov, 16:51' on the clocks of the zone, which tell the present year, too."""
    local = instant.astimezone(ZoneInfo(zone))
    return f"{day(local, language, today=i18n.local_date(now, zone))}, {i18n.clock_time(local)}"


def days(first: date, last: date, language: str, *, today: date) -> str:
    """'29 Nov', '29–30 Nov', '30 Dec 2025 – 2 Jan 2026'."""
    if first == last:
        return day(first, language, today=today)
    return format_interval(first, last, _skeleton(first, last, today), locale=BY_CODE[language].locale)


def weekdays(first: date, last: date, language: str) -> str:
    """'Sun', 'Sun–Mon', as they stand at the beginning of a line."""
    names = [format_date(each, "ccc", locale=BY_CODE[language].locale) for each in sorted({first, last})]
    return i18n.capital("–".join(names))


def _skeleton(first: date, last: date, today: date) -> str:
    return "MMMd" if first.year == last.year == today.year else "yMMMd"
