"""A seminar as a calendar event, in one language: what stands in feeds, downloads and invitations alike."""

from typing import Any, Protocol

from seminars import links
from seminars.formats.calendars.ical import CalendarEvent
from seminars.formats.towns import names_town
from seminars.i18n import Texts, force_locale, gettext, language_name
from seminars.models import Seminar
from seminars.places import Town


class Hall(Protocol):
    """Where in its town a seminar takes place: a stored venue, or one that is only written down yet."""

    @property
    def name(self) -> Texts: ...

    @property
    def address(self) -> Texts: ...


def calendar_event(seminar: Seminar, language: str) -> CalendarEvent:
    """The event; texts missing in `language` come in the nearest one there is, and say so (LANGUAGE=)."""
    with force_locale(language):
        return CalendarEvent(
            uid=seminar.uid,
            sequence=seminar.ical_sequence,
            created_at=seminar.created_at,
            changed_at=seminar.changed_at,
            status="confirmed" if seminar.takes_place else "cancelled",
            starts_at=seminar.starts_at,
            ends_at=seminar.ends_at,
            timezone=seminar.timezone,
            hours_known=seminar.hours_known,
            url=links.seminar(language, seminar.slug),
            categories=(seminar.town.name.in_language(language)[0], language_name(language)),
            **_texts(seminar, language),
            **_coordinates(seminar),
        )


def _texts(seminar: Seminar, language: str) -> dict[str, Any]:
    title, title_language = seminar.title.in_language(language)
    description, description_language = seminar.description.in_language(language)
    place, place_language = location(seminar, language)
    return {
        "summary": _with_state(seminar, title),
        "summary_language": title_language,
        "description": description,
        "description_language": description_language,
        "location": place,
        "location_language": place_language,
    }


def _coordinates(seminar: Seminar) -> dict[str, Any]:
    venue = seminar.venue
    return {"latitude": venue.latitude if venue else None, "longitude": venue.longitude if venue else None}


def location(seminar: Seminar, language: str) -> tuple[str, str]:
    """The place in one line, "hall, street, town", and the language of its first part."""
    return place_line(seminar.town, seminar.venue, language)


def address(seminar: Seminar, language: str) -> str:
    """ "Street, town"; an address that names its town already is left as it is."""
    return _address(seminar.town, seminar.venue, language)


def place_line(town: Town, hall: Hall | None, language: str) -> tuple[str, str]:
    """What `location` says, of a place that need not be stored."""
    name, found = hall.name.in_language(language) if hall else ("", language)
    return ", ".join(part for part in (name, _address(town, hall, language)) if part), found


def _address(town: Town, hall: Hall | None, language: str) -> str:
    street = hall.address.in_language(language)[0] if hall else ""
    name = town.name.in_language(language)[0]
    return street if names_town(street, town) else ", ".join(part for part in (street, name) if part)


def organisation(seminar: Seminar, language: str) -> str:
    """Who invites: the series' organisation, else its name."""
    texts: Texts = seminar.series.organisation or seminar.series.name
    return texts.in_language(language)[0]


def _with_state(seminar: Seminar, title: str) -> str:
    if seminar.is_cancelled:
        return gettext("CANCELLED: %(title)s", title=title)
    if seminar.is_postponed:
        return gettext("POSTPONED: %(title)s", title=title)
    return title
