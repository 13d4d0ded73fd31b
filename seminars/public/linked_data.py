"""schema.org's Event as JSON-LD: a data block, not a script, so the content security policy lets it pass."""

import json
from datetime import datetime

from markupsafe import Markup

from seminars import links
from seminars.domain.programme.listings import Listed
from seminars.formats.calendars.seminar_event import location, organisation
from seminars.i18n import chosen_language
from seminars.models import Change, Seminar

# By the state of Listed; numbers would tell of every single sign-up.
_AVAILABILITY = {"open": "InStock", "few": "LimitedAvailability", "queue": "SoldOut", "full": "SoldOut"}


def event(seminar: Seminar, entry: Listed, changes: list[Change]) -> Markup:
    """The seminar as https://schema.org/Event, escaped so that it cannot end its element. `changes` are its log."""
    language = chosen_language()
    earlier_starts = _earlier_starts(seminar, changes)
    data = {
        "@context": "https://schema.org",
        "@type": "Event",
        "name": seminar.title.in_language(language)[0],
        "description": seminar.description.in_language(language)[0],
        "startDate": _local(seminar, seminar.starts_at, hours_known=seminar.hours_known),
        "endDate": _end(seminar),
        "eventStatus": f"https://schema.org/{_status(seminar, earlier_starts)}",
        "eventAttendanceMode": "https://schema.org/OfflineEventAttendanceMode",
        "isAccessibleForFree": True,
        "inLanguage": language,
        "url": links.seminar(language, seminar.slug),
        "location": _place(seminar, language),
        "organizer": {"@type": "Organization", "name": organisation(seminar, language)},
    }
    if earlier_starts:
        data["previousStartDate"] = earlier_starts[0] if len(earlier_starts) == 1 else earlier_starts
    if entry.state in _AVAILABILITY:
        data["offers"] = _offer(_AVAILABILITY[entry.state], links.seminar(language, seminar.slug))
    text = json.dumps(data, ensure_ascii=False)
    return Markup(text.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026"))  # noqa: S704 escaped here


def _offer(availability: str, url: str) -> dict[str, object]:
    return {"@type": "Offer", "price": 0, "availability": f"https://schema.org/{availability}", "url": url}


def _status(seminar: Seminar, earlier_starts: list[str]) -> str:
    if not seminar.takes_place:
        return "EventCancelled" if seminar.is_cancelled else "EventPostponed"
    return "EventRescheduled" if earlier_starts else "EventScheduled"


def _earlier_starts(seminar: Seminar, changes: list[Change]) -> list[str]:
    """The starts that were announced before, the latest first; hours that came to be known are no other start."""
    present = _local(seminar, seminar.starts_at, hours_known=seminar.hours_known)
    starts = [_local(seminar, each.before.starts_at, hours_known=each.before.hours_known) for each in changes]
    return [start for start in dict.fromkeys(starts) if not present.startswith(start)]


def _local(seminar: Seminar, instant: datetime, *, hours_known: bool) -> str:
    local = seminar.in_zone(instant)
    return local.isoformat() if hours_known else local.date().isoformat()


def _end(seminar: Seminar) -> str:
    return _local(seminar, seminar.ends_at, hours_known=True) if seminar.hours_known else seminar.last_day.isoformat()


def _place(seminar: Seminar, language: str) -> dict[str, object]:
    name = seminar.venue.name.in_language(language)[0] if seminar.venue else ""
    place: dict[str, object] = {
        "@type": "Place",
        "name": name or seminar.town.name.in_language(language)[0],
        "address": location(seminar, language)[0],
    }
    if seminar.venue and seminar.venue.latitude is not None:
        place["geo"] = {
            "@type": "GeoCoordinates",
            "latitude": seminar.venue.latitude,
            "longitude": seminar.venue.longitude,
        }
    return place
