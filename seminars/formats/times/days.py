"""How far away a day is."""

from datetime import datetime

from seminars import i18n
from seminars.i18n import gettext, ngettext


def until(starts_at: datetime, zone: str, *, now: datetime) -> str:
    """How far away it is by the calendar of its place: "today", "tomorrow", "in 58 days"; "" once it has begun."""
    if starts_at <= now:
        return ""
    days = (i18n.local_date(starts_at, zone) - i18n.local_date(now, zone)).days
    if days == 0:
        return gettext("today")
    return gettext("tomorrow") if days == 1 else ngettext("in %(num)d day", "in %(num)d days", days)
