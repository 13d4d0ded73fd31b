"""Days in few letters, and how far away they are."""

from datetime import date, datetime

from babel.dates import format_date

from seminars import i18n
from seminars.i18n import BY_CODE, gettext, ngettext


def short_month(day: date, language: str) -> str:
    """Three or four letters without a dot, for a leaf of a calendar: "jan", "sty", "сту" (CLDR, stand-alone)."""
    return format_date(day, "LLL", locale=BY_CODE[language].locale).rstrip(".").lower()


def until(starts_at: datetime, zone: str, *, now: datetime) -> str:
    """How far away it is by the calendar of its place: "today", "tomorrow", "in 58 days"; "" once it has begun."""
    if starts_at <= now:
        return ""
    days = (i18n.local_date(starts_at, zone) - i18n.local_date(now, zone)).days
    if days == 0:
        return gettext("today")
    return gettext("tomorrow") if days == 1 else ngettext("in %(num)d day", "in %(num)d days", days)
