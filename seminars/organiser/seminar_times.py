"""The times of the seminar's form: from what was typed to instants, and back."""

from datetime import datetime, time, timedelta
from typing import Any

from seminars.domain.seminars import SeminarChanges
from seminars.i18n import lazy_gettext
from seminars.organiser.fields import OrganiserForm
from seminars.organiser.local_times import DoubleHour, MissingHour, instant, on_the_clock
from seminars.places import current_places

_NO_SUCH_HOUR = lazy_gettext("The clocks jump over this time on that day; choose another one")
_TWICE = lazy_gettext("The clocks show this time twice on that day; choose another one")


def find_instants(form: OrganiserForm) -> dict[str, datetime | None]:
    """What the form's times mean in the town's zone; what is wrong with them is said at the fields."""
    zone = current_places().get_town(form.town.data).timezone
    limits = _first_and_last_moment(form)
    if limits is None:
        return {}
    found = {
        "starts_at": _instant(form, "begins", limits[0], zone),
        "ends_at": _instant(form, "ends", limits[1], zone),
        "registration_opens_at": _instant(form, "opens", form.opens.data, zone),
        "registration_closes_at": _instant(form, "closes", form.closes.data, zone),
    }
    if not form.wrong_fields:
        _refuse_wrong_order(form, found)
    return found


def _first_and_last_moment(form: OrganiserForm) -> tuple[datetime, datetime] | None:
    first_day, last_day = form.first_day.data, form.last_day.data or form.first_day.data
    if form.hours_unknown.data:
        return datetime.combine(first_day, time()), datetime.combine(last_day, time()) + timedelta(days=1)
    for name in ("begins", "ends"):
        if form[name].data is None:
            form.add_error(name, lazy_gettext("Write the time, or tick that the hours are not known yet"))
    if form.wrong_fields:
        return None
    return datetime.combine(first_day, form.begins.data), datetime.combine(last_day, form.ends.data)


def _instant(form: OrganiserForm, name: str, local: datetime | None, zone: str) -> datetime | None:
    try:
        return instant(local, zone) if local else None
    except MissingHour:
        form.add_error(name, _NO_SUCH_HOUR)
    except DoubleHour:
        form.add_error(name, _TWICE)
    return None


def _refuse_wrong_order(form: OrganiserForm, found: dict[str, datetime | None]) -> None:
    if found["ends_at"] <= found["starts_at"]:
        form.add_error("last_day" if form.hours_unknown.data else "ends", lazy_gettext("It ends before it begins"))
    opens, closes = found["registration_opens_at"], found["registration_closes_at"]
    if opens and closes and closes <= opens:
        form.add_error("closes", lazy_gettext("Registration closes before it opens"))
    elif closes and closes > found["starts_at"]:
        form.add_error("closes", lazy_gettext("Registration closes after the seminar begins"))
    elif opens and opens >= found["starts_at"]:
        form.add_error("opens", lazy_gettext("Registration opens after the seminar begins"))


def written_times(changes: SeminarChanges) -> dict[str, Any]:
    """The values of the time fields for a seminar as it is stored."""
    zone = changes.timezone
    starts, ends = on_the_clock(changes.starts_at, zone), on_the_clock(changes.ends_at, zone)
    last_day = (ends if changes.hours_known else ends - timedelta(days=1)).date()
    opens, closes = changes.registration_opens_at, changes.registration_closes_at
    return {
        "first_day": starts.date(),
        "last_day": None if last_day == starts.date() else last_day,
        "begins": starts.time() if changes.hours_known else None,
        "ends": ends.time() if changes.hours_known else None,
        "hours_unknown": not changes.hours_known,
        "opens": on_the_clock(opens, zone) if opens else None,
        "closes": on_the_clock(closes, zone) if closes else None,
    }
