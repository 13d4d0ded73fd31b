"""iCalendar (RFC 5545, 7986) for feeds and downloads, and iTIP (RFC 5546) for invitations by mail.

Nothing here reads the clock or makes an identifier: equal values give equal bytes, so that ETags hold and
calendar programs see a change exactly when there is one.
"""

from collections.abc import Iterable
from dataclasses import replace
from datetime import timedelta
from functools import lru_cache
from itertools import accumulate
from typing import Literal

from icalendar import Calendar, vDuration, vUri

from seminars.formats.calendars.timezones import vtimezone
from seminars.formats.calendars.values import ascii_uri, mailbox, text, wording
from seminars.formats.calendars.vevent import CalendarEvent, vevent, zone_used
from seminars.text import clean_line, clean_paragraphs

__all__ = ["CalendarEvent", "feed", "fitting", "invitation"]

DEFAULT_ZONE = "Europe/Minsk"
COLOUR = "firebrick"
REFRESH_EVERY = timedelta(hours=2)
EVENTS_KEPT = 4096  # about 5 MB: a thousand seminars in four languages
PARTICIPATION = {"PARTSTAT": "ACCEPTED", "RSVP": "FALSE", "ROLE": "REQ-PARTICIPANT", "CUTYPE": "INDIVIDUAL"}


def feed(
    events: Iterable[CalendarEvent],
    *,
    language: str,
    name: str,
    description: str,
    domain: str,
    url: str,
    source_url: str | None,
    timezone: str = DEFAULT_ZONE,
) -> bytes:
    """A calendar to subscribe to, or of one seminar to download; it invites nobody (RFC 5546 3.2.1).

    The order of `events` does not matter. `source_url` is None where the address is a secret.
    """
    calendar = _calendar("PUBLISH", language=language, domain=domain)
    about = {"language": language, "name": name, "description": description, "url": url, "timezone": timezone}
    _present(calendar, source_url=source_url, **about)
    events = sorted(events, key=lambda event: (event.starts_at, event.uid))
    # An empty calendar must still hold one component (RFC 5545 section 3.6).
    zones = _zones_used(events) if events else {timezone if vtimezone(timezone) else DEFAULT_ZONE}
    return _written(calendar, zones, map(_rendered, events))


def fitting(events: Iterable[CalendarEvent], *, most_bytes: int) -> list[CalendarEvent]:
    """The first events, as many as together fill at most `most_bytes` of a feed."""
    events = list(events)
    sizes = accumulate(len(_rendered(event)) for event in events)
    return [event for event, size in zip(events, sizes, strict=True) if size <= most_bytes]


def invitation(
    event: CalendarEvent,
    *,
    method: Literal["REQUEST", "CANCEL"],
    sequence: int,
    organizer_name: str,
    organizer_email: str,
    attendee_name: str,
    attendee_email: str,
    language: str,
    domain: str,
    withdrawn: bool = False,
) -> bytes:
    """The calendar part of one person's mail (RFC 5546 3.2.2, 3.2.5).

    `sequence` is that person's own, higher with each mail. CANCEL says that the seminar is cancelled or, with
    `withdrawn`, that this person has left it. Raises ValueError for a REQUEST in either case.
    """
    component = vevent(_as_told(event, method, sequence, withdrawn=withdrawn))
    if withdrawn:
        del component["STATUS"]
    component["ORGANIZER"] = mailbox(organizer_name, organizer_email)
    component["ATTENDEE"] = mailbox(attendee_name, attendee_email, **PARTICIPATION)
    return _written(_calendar(method, language=language, domain=domain), _zones_used([event]), [component.to_ical()])


def _as_told(event: CalendarEvent, method: str, sequence: int, *, withdrawn: bool) -> CalendarEvent:
    if method == "CANCEL":
        return replace(event, sequence=sequence, status="cancelled")
    if withdrawn or event.status == "cancelled":
        raise ValueError(f"{event.uid}: nobody is invited to what is cancelled or what they have left")
    return replace(event, sequence=sequence)


def _calendar(method: str, *, language: str, domain: str) -> Calendar:
    calendar = Calendar()
    calendar["VERSION"] = text("2.0")
    calendar["PRODID"] = text(clean_line(f"-//{domain}//Seminars 1.0//{language.upper()}"))
    calendar["CALSCALE"] = text("GREGORIAN")
    calendar["METHOD"] = text(method)
    return calendar


def _present(
    calendar: Calendar,
    *,
    language: str,
    name: str,
    description: str,
    url: str,
    source_url: str | None,
    timezone: str,
) -> None:
    line, paragraphs = (wording(each, language) for each in (clean_line(name), clean_paragraphs(description)))
    zone = clean_line(timezone)
    words = {"NAME": line, "X-WR-CALNAME": line, "X-WR-CALDESC": paragraphs, "X-WR-TIMEZONE": zone}
    # libical refuses a property without a value.
    calendar.update({key: text(value) for key, value in words.items() if value})
    calendar["REFRESH-INTERVAL"] = vDuration(REFRESH_EVERY, params={"VALUE": "DURATION"})
    calendar["X-PUBLISHED-TTL"] = vDuration(REFRESH_EVERY)
    calendar["COLOR"] = text(COLOUR)
    calendar["URL"] = vUri(ascii_uri(url))
    if source_url is not None:
        calendar["SOURCE"] = vUri(ascii_uri(source_url), params={"VALUE": "URI"})


def _zones_used(events: Iterable[CalendarEvent]) -> set[str]:
    return {zone for event in events if (zone := zone_used(event))}


@lru_cache(maxsize=EVENTS_KEPT)
def _rendered(event: CalendarEvent) -> bytes:
    """The event as bytes, kept under its whole value: a feed renders what changed since the last one, and no more."""
    return vevent(event).to_ical()


def _written(calendar: Calendar, zones: Iterable[str], components: Iterable[bytes]) -> bytes:
    closing = b"END:VCALENDAR\r\n"
    opening = calendar.to_ical().removesuffix(closing)
    timezones = [text.encode() for zone in sorted(zones) if (text := vtimezone(zone))]
    return b"".join([opening, *timezones, *components, closing])
