"""When and where a seminar takes place, as a value that can be kept and compared."""

from seminars.formats.calendars.seminar_event import Hall, place_line
from seminars.i18n import LANGUAGES, Texts
from seminars.models import Appointment, Seminar
from seminars.models.registrations.situation import standing_of
from seminars.places import Town


def appointment(seminar: Seminar) -> Appointment:
    """The seminar's time, place and standing as they are now; the place is the LOCATION line of each language."""
    return Appointment(
        starts_at=seminar.starts_at,
        ends_at=seminar.ends_at,
        hours_known=seminar.hours_known,
        timezone=seminar.timezone,
        place=place(seminar.town, seminar.venue),
        standing=standing_of(seminar),
    )


def place(town: Town, hall: Hall | None) -> Texts:
    """The LOCATION line of each language."""
    return Texts({language: place_line(town, hall, language)[0] for language in LANGUAGES})
