"""Addresses that put one event into a calendar on the web: a copy, which does not follow later changes."""

from datetime import UTC, date, timedelta
from urllib.parse import quote, urlencode
from zoneinfo import ZoneInfo

from seminars.formats.calendars.vevent import CalendarEvent


def google(event: CalendarEvent) -> str:
    """Google's form for a new event; times in UTC, or days with the day after the last."""
    form = "%Y%m%dT%H%M%SZ" if event.hours_known else "%Y%m%d"
    first, last = _limits(event)
    told = {
        "action": "TEMPLATE",
        "text": event.summary,
        "dates": f"{first.strftime(form)}/{last.strftime(form)}",
        "ctz": event.timezone,
        "location": event.location,
        "details": event.url,
    }
    return f"https://calendar.google.com/calendar/render?{_query(told)}"


def outlook(event: CalendarEvent) -> str:
    """Outlook's form for a new event."""
    first, last = _limits(event)
    form = "%Y-%m-%dT%H:%M:%SZ" if event.hours_known else "%Y-%m-%d"
    told = {
        "path": "/calendar/action/compose",
        "rru": "addevent",
        "subject": event.summary,
        "startdt": first.strftime(form),
        "enddt": last.strftime(form),
        **({} if event.hours_known else {"allday": "true"}),
        "location": event.location,
        "body": event.url,
    }
    return f"https://outlook.live.com/calendar/0/deeplink/compose?{_query(told)}"


def _limits(event: CalendarEvent) -> tuple[date, date]:
    if event.hours_known:
        return event.starts_at.astimezone(UTC), event.ends_at.astimezone(UTC)
    zone = ZoneInfo(event.timezone)
    first, last = event.starts_at.astimezone(zone), (event.ends_at - timedelta(microseconds=1)).astimezone(zone)
    return first.date(), last.date() + timedelta(days=1)


def _query(told: dict[str, str]) -> str:
    """A blank as %20 (RFC 3986): Outlook shows the "+" of a form, and Google takes both."""
    return urlencode(told, quote_via=quote)
