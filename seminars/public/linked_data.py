"""schema.org's Event as JSON-LD: a data block, not a script, so the content security policy lets it pass."""

import json

from markupsafe import Markup

from seminars import links
from seminars.domain.listings import Listed
from seminars.formats.seminar_event import location, organisation
from seminars.i18n import chosen_language
from seminars.models import Seminar


def event(seminar: Seminar, entry: Listed) -> Markup:
    """The seminar as https://schema.org/Event, escaped so that it cannot end its element."""
    language = chosen_language()
    status = (
        "EventCancelled" if seminar.is_cancelled else "EventPostponed" if seminar.is_postponed else "EventScheduled"
    )
    data = {
        "@context": "https://schema.org",
        "@type": "Event",
        "name": seminar.title.in_language(language)[0],
        "description": seminar.description.in_language(language)[0],
        "startDate": _date(seminar, seminar.starts_at),
        "endDate": _date(seminar, seminar.ends_at),
        "eventStatus": f"https://schema.org/{status}",
        "eventAttendanceMode": "https://schema.org/OfflineEventAttendanceMode",
        "isAccessibleForFree": True,
        "inLanguage": language,
        "url": links.seminar(language, seminar.slug),
        "location": _place(seminar, language),
        "organizer": {"@type": "Organization", "name": organisation(seminar, language)},
    }
    if seminar.capacity is not None:
        data |= {"maximumAttendeeCapacity": seminar.capacity, "remainingAttendeeCapacity": entry.left}
    text = json.dumps(data, ensure_ascii=False)
    return Markup(text.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026"))  # noqa: S704 escaped here


def _date(seminar: Seminar, instant) -> str:
    local = seminar.in_zone(instant)
    if seminar.hours_known:
        return local.isoformat()
    return (seminar.last_day if instant == seminar.ends_at else local.date()).isoformat()


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
