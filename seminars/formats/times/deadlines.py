"""Days and moments before a seminar, beside its own date: the year stands there already."""

from datetime import datetime

from babel.dates import format_date

from seminars import i18n
from seminars.formats.times import parts_of_days
from seminars.models import Seminar


def moment(instant: datetime, seminar: Seminar, language: str) -> str:
    """'Sunday 24 January, 18:00' on the seminar's clocks; with the year where it is another than the seminar's."""
    local = seminar.in_zone(instant)
    is_same_year = local.year == seminar.in_zone(seminar.starts_at).year
    written = parts_of_days.weekday_and_day(local, language) if is_same_year else i18n.day(local, language)
    return f"{written}, {i18n.clock_time(local)}"


def day(instant: datetime, seminar: Seminar, language: str) -> str:
    """'24 January' by the seminar's calendar, where there is little room."""
    return format_date(seminar.in_zone(instant), "d MMMM", locale=language)
