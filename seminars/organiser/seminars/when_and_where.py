"""Fields that the seminar's form and the forms that change a published one have alike."""

from wtforms import BooleanField

from seminars.i18n import lazy_gettext
from seminars.organiser.fields import Choice, Parsed
from seminars.parsers import clock_time, day, degrees, local_moment, whole_number


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
    return _time(label, day, "%Y-%m-%d", lazy_gettext("Write a day such as 2027-03-12"), *checks)


def a_clock_time(label) -> Parsed:
    return _time(label, clock_time, "%H:%M", lazy_gettext("Write a time such as 10:00"))


def a_moment(label) -> Parsed:
    complaint = lazy_gettext("Write a day and a time such as 2027-03-12 10:00")
    return _time(label, local_moment, "%Y-%m-%dT%H:%M", complaint)


def hours_unknown() -> BooleanField:
    return BooleanField(lazy_gettext("The hours are not known yet"))


def _degrees(label, most: int) -> Parsed:
    return Parsed(label, parse=degrees(most), complaint=lazy_gettext("Write degrees such as 52.1115"))


def _time(label, parse, shape: str, complaint, *checks) -> Parsed:
    return Parsed(
        label, parse=parse, write=lambda when: when.strftime(shape), complaint=complaint, validators=list(checks)
    )
