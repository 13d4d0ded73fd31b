"""One seminar as a VEVENT (RFC 5545 section 3.6.1)."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Literal
from zoneinfo import ZoneInfo

from icalendar import Event, vUri
from icalendar.prop import vInline

from seminars.formats.calendars.timezones import vtimezone
from seminars.formats.calendars.values import ascii_uri, escaped, text, wording
from seminars.text import clean_line, clean_paragraphs

SECOND = timedelta(seconds=1)


@dataclass(frozen=True, kw_only=True)
class CalendarEvent:
    """One seminar as a calendar shows it, in one language.

    All instants are aware; fractions of a second are not written. `changed_at` becomes DTSTAMP and
    LAST-MODIFIED. With `hours_known` false only the days are written, as they are in `timezone`. Coordinates
    are degrees. Raises ValueError for an instant without a zone and for an end that is not after the start.
    """

    uid: str
    sequence: int
    created_at: datetime
    changed_at: datetime
    status: Literal["confirmed", "cancelled"]
    starts_at: datetime
    ends_at: datetime
    timezone: str
    hours_known: bool
    summary: str
    summary_language: str
    description: str
    description_language: str
    location: str
    location_language: str
    latitude: float | None
    longitude: float | None
    url: str
    categories: tuple[str, ...]

    def __post_init__(self) -> None:
        instants = (self.created_at, self.changed_at, self.starts_at, self.ends_at)
        if any(instant.utcoffset() is None for instant in instants):
            raise ValueError(f"{self.uid}: an instant has no time zone")
        shortest = SECOND if self.hours_known else timedelta(0)
        if self.ends_at - self.starts_at < shortest:
            raise ValueError(f"{self.uid}: the end is not after the start")


def zone_used(event: CalendarEvent) -> str | None:
    """The zone in which the event's times are written and need its VTIMEZONE; None for UTC and for days."""
    in_utc = not event.hours_known or _times(event)[0].tzinfo is UTC
    return None if in_utc else event.timezone


def vevent(event: CalendarEvent) -> Event:
    """The event as a component, without the people of an invitation."""
    cancelled = event.status == "cancelled"
    first, last = _times(event) if event.hours_known else _days(event)
    component = Event()
    component["UID"] = text(clean_line(event.uid))
    component.add("SEQUENCE", event.sequence)
    component.add("CREATED", event.created_at)
    component.add("LAST-MODIFIED", event.changed_at)
    component.add("DTSTAMP", event.changed_at)
    component.add("DTSTART", first)
    component.add("DTEND", last)
    component["STATUS"] = text(event.status.upper())
    component["TRANSP"] = text("TRANSPARENT" if cancelled else "OPAQUE")
    component["SUMMARY"] = _worded(clean_line(event.summary), event.summary_language)
    component["DESCRIPTION"] = _worded(_described(event), event.description_language)
    component["URL"] = vUri(ascii_uri(event.url))
    if categories := sorted({clean_line(category) for category in event.categories} - {""}):
        component["CATEGORIES"] = vInline(",".join(escaped(wording(category)) for category in categories))
    _add_place(component, event)
    return component


def _times(event: CalendarEvent) -> tuple[datetime, datetime]:
    """Start and end in the event's zone; in UTC if no VTIMEZONE is ours or clocks show the hour twice."""
    instants = event.starts_at.astimezone(UTC), event.ends_at.astimezone(UTC)
    if vtimezone(event.timezone) is None:
        return instants
    zone = ZoneInfo(event.timezone)
    starts_at, ends_at = (instant.astimezone(zone) for instant in instants)
    return instants if starts_at.fold or ends_at.fold else (starts_at, ends_at)


def _days(event: CalendarEvent) -> tuple[date, date]:
    """The first day, and the day after the last (RFC 5545 3.6.1). An end at midnight begins no other day."""
    zone = ZoneInfo(event.timezone)
    first = event.starts_at.astimezone(zone).date()
    last = (event.ends_at - timedelta(microseconds=1)).astimezone(zone).date()
    return first, max(first, last) + timedelta(days=1)


def _worded(cleaned: str, language: str) -> vInline:
    return text(wording(cleaned, language), LANGUAGE=language)


def _described(event: CalendarEvent) -> str:
    """The description, closed by the address: Outlook shows no other link."""
    paragraphs, address = clean_paragraphs(event.description), ascii_uri(event.url)
    if paragraphs.splitlines()[-1:] == [address]:
        return paragraphs
    return clean_paragraphs(f"{paragraphs}\n\n{address}")


def _add_place(component: Event, event: CalendarEvent) -> None:
    location = wording(clean_line(event.location), event.location_language)
    if location:
        component["LOCATION"] = text(location, LANGUAGE=event.location_language)
    if event.latitude is None or event.longitude is None:
        return
    latitude, longitude = f"{event.latitude:.6f}", f"{event.longitude:.6f}"
    component["GEO"] = vInline(f"{latitude};{longitude}")
    if location:
        params = {"VALUE": "URI", "X-TITLE": location}  # Apple's map needs a title equal to LOCATION
        component["X-APPLE-STRUCTURED-LOCATION"] = vUri(f"geo:{latitude},{longitude}", params=params)
