"""Fields that the seminar's form and the forms that change a published one have alike."""

from collections.abc import Callable
from typing import Any

from wtforms import BooleanField

from seminars.i18n import lazy_gettext
from seminars.organiser.fields import Choice, Parsed, Removable
from seminars.parsers import clock_time, day, degrees, local_moment, whole_number
from seminars.web.forms import Words


def _read_and_written(parse: Callable[[str], Any], shape: str, complaint: Words) -> dict[str, Any]:
    return {"parse": parse, "write": lambda when: when.strftime(shape), "complaint": complaint}


_DAY = _read_and_written(day, "%Y-%m-%d", lazy_gettext("Write a day such as 2027-03-12"))
CLOCK_TIME = _read_and_written(clock_time, "%H:%M", lazy_gettext("Write a time such as 10:00"))
_MOMENT = _read_and_written(
    local_moment, "%Y-%m-%dT%H:%M", lazy_gettext("Write a day and a time such as 2027-03-12 10:00")
)


def version() -> Parsed:
    """Which version of the seminar the organiser saw; a hidden field."""
    return Parsed("", parse=whole_number(0, 10**9), complaint=lazy_gettext("Open this page anew"), default=0)


def town() -> Choice:
    return Choice(lazy_gettext("Town"), complaint=lazy_gettext("Choose a town from the list"))


def latitude() -> Parsed:
    return _degrees(lazy_gettext("Degrees north"), 90)


def longitude() -> Parsed:
    return _degrees(lazy_gettext("Degrees east"), 180)


def a_day(label, *checks) -> Parsed:
    return Parsed(label, **_DAY, validators=list(checks))


def last_day() -> Removable:
    """Of those that may last one day alone."""
    return Removable(lazy_gettext("Last day"), removal=lazy_gettext("Remove the last day: it takes one day"), **_DAY)


def a_clock_time(label) -> Parsed:
    return Parsed(label, **CLOCK_TIME)


def a_moment(label, *, removal) -> Removable:
    return Removable(label, removal=removal, **_MOMENT)


def hours_unknown() -> BooleanField:
    return BooleanField(lazy_gettext("The hours are not known yet"))


def _degrees(label, most: int) -> Parsed:
    return Parsed(label, parse=degrees(most), complaint=lazy_gettext("Write degrees such as 52.1115"))
