"""The times of seminars in forms: from what was typed to instants, and back."""

from datetime import date, datetime, time, timedelta
from typing import Any

from seminars.domain.seminars.content import SeminarChanges
from seminars.i18n import lazy_gettext
from seminars.local_times import DoubleHour, MissingHour, instant, on_the_clock
from seminars.organiser.fields import OrganiserForm
from seminars.places import current_places
from seminars.web.forms import NamesItsField

_NO_SUCH_HOUR = lazy_gettext("The clocks jump over this time on that day; choose another one")
ENDS_BEFORE_START = lazy_gettext("It ends before it begins")
_TWICE = lazy_gettext("The clocks show this time twice on that day; choose another one")


def find_instants(form: OrganiserForm) -> dict[str, datetime | None]:
    """What all times of the seminar's form mean in the town's zone; what is wrong with them is said at the fields."""
    found = find_start_and_end(form)
    if found:
        zone = _zone(form)
        found["registration_opens_at"] = find_instant(form, "opens", form.opens.data, zone)
        found["registration_closes_at"] = find_instant(form, "closes", form.closes.data, zone)
    if found and not form.wrong_fields:
        _refuse_wrong_registration(form, found)
    return found


def find_start_and_end(form: OrganiserForm) -> dict[str, datetime | None]:
    """`starts_at` and `ends_at` by a form's days, hours and town; {} if a time is missing. Errors are said at the
    fields."""
    limits = _first_and_last_moment(form)
    if limits is None:
        return {}
    zone = _zone(form)
    starts_at, ends_at = find_instant(form, "begins", limits[0], zone), find_instant(form, "ends", limits[1], zone)
    if starts_at and ends_at and ends_at <= starts_at:
        form.add_error("last_day" if form.hours_unknown.data else "ends", ENDS_BEFORE_START)
    return {"starts_at": starts_at, "ends_at": ends_at}


def find_end(form: OrganiserForm, *, hours_known: bool, zone: str) -> datetime | None:
    """The end by a form's last day and hour; None if the hour is missing or is none, which is said at its field."""
    if not hours_known:
        return find_instant(form, "last_day", _midnight_after(form.last_day.data), zone)
    if form.ends.data is None:
        form.add_error("ends", NamesItsField(lazy_gettext("Write the time at which it ends")))
        return None
    return find_instant(form, "ends", datetime.combine(form.last_day.data, form.ends.data), zone)


def _zone(form: OrganiserForm) -> str:
    return current_places().get_town(form.town.data).timezone


def _first_and_last_moment(form: OrganiserForm) -> tuple[datetime, datetime] | None:
    first_day, last_day = form.first_day.data, form.last_day.data or form.first_day.data
    if form.hours_unknown.data:
        return datetime.combine(first_day, time()), _midnight_after(last_day)
    for name in ("begins", "ends"):
        if form[name].data is None:
            form.add_error(name, lazy_gettext("Write the time, or tick that the hours are not known yet"))
    if form.wrong_fields:
        return None
    return datetime.combine(first_day, form.begins.data), datetime.combine(last_day, form.ends.data)


def _midnight_after(last_day: date) -> datetime:
    return datetime.combine(last_day, time()) + timedelta(days=1)


def find_instant(form: OrganiserForm, name: str, local: datetime | None, zone: str) -> datetime | None:
    """What a time typed into the field `name` means by the clocks of a zone; None if nothing was typed, or if clocks
    skip it or show it twice, which is said at the field."""
    try:
        return instant(local, zone) if local else None
    except MissingHour:
        form.add_error(name, _NO_SUCH_HOUR)
    except DoubleHour:
        form.add_error(name, _TWICE)
    return None


def _refuse_wrong_registration(form: OrganiserForm, found: dict[str, datetime | None]) -> None:
    opens, closes = found["registration_opens_at"], found["registration_closes_at"]
    if opens and closes and closes <= opens:
        form.add_error("closes", NamesItsField(lazy_gettext("Registration closes before it opens")))
    elif closes and closes > found["starts_at"]:
        form.add_error("closes", NamesItsField(lazy_gettext("Registration closes after the seminar begins")))
    elif opens and opens >= found["starts_at"]:
        form.add_error("opens", NamesItsField(lazy_gettext("Registration opens after the seminar begins")))


def written_times(changes: SeminarChanges) -> dict[str, Any]:
    """The values of the time fields for a seminar as it is stored."""
    opens, closes = changes.registration_opens_at, changes.registration_closes_at
    return written_start_and_end(changes) | {
        "opens": on_the_clock(opens, changes.timezone) if opens else None,
        "closes": on_the_clock(closes, changes.timezone) if closes else None,
    }


def written_start_and_end(changes: SeminarChanges) -> dict[str, Any]:
    """The values of the fields of which `find_start_and_end` reads start and end."""
    starts, ends = (on_the_clock(when, changes.timezone) for when in (changes.starts_at, changes.ends_at))
    last_day = (ends if changes.hours_known else ends - timedelta(days=1)).date()
    return {
        "first_day": starts.date(),
        "last_day": None if last_day == starts.date() else last_day,
        "begins": starts.time() if changes.hours_known else None,
        "ends": ends.time() if changes.hours_known else None,
        "hours_unknown": not changes.hours_known,
    }
