"""What a change of a seminar is called, and what differs, in words: for its page and for the news alike."""

from datetime import date, timedelta
from typing import NamedTuple

from seminars.formats.times.zones import when
from seminars.i18n import gettext, local_date, reading_order
from seminars.models import Appointment, Standing


class Difference(NamedTuple):
    """One thing that is different now: "When" or "Where", as it was, and as it is."""

    label: str
    old: str
    new: str


def headline(before: Appointment, after: Appointment) -> str:
    """The change in a word or two, in the present locale: a new standing, else what happened to time and place."""
    if before.standing != after.standing:
        return {
            Standing.TAKES_PLACE: gettext("New date"),
            Standing.POSTPONED: gettext("Postponed"),
            Standing.CANCELLED: gettext("Cancelled"),
        }[after.standing]
    if before.time == after.time:
        return gettext("New place")
    if before.place != after.place:
        return gettext("Moved")
    if (before.starts_at, before.hours_known) == (after.starts_at, after.hours_known):
        return gettext("Extended") if after.ends_at > before.ends_at else gettext("Ends earlier")
    if after.hours_known and not before.hours_known and _days(before) == _days(after):
        return gettext("Hours set")
    return gettext("Moved")


def what_changed(before: Appointment, after: Appointment, language: str) -> list[Difference]:
    """Time and place where they differ, old and new, written as `language` does; the labels are in the present locale.

    A postponement or a cancellation changes neither. A date given back after a postponement is a difference even if
    it is the same date.
    """
    comes_back = (before.standing, after.standing) == (Standing.POSTPONED, Standing.TAKES_PLACE)
    old_time, new_time = (_time(each, language) for each in (before, after))
    if comes_back:
        old_time = f"{old_time}, {gettext('postponed')}"
    told_in = _language_of_places(before, after, language)
    old_place, new_place = (each.place.in_language(told_in)[0] for each in (before, after))
    both = [Difference(gettext("When"), old_time, new_time), Difference(gettext("Where"), old_place, new_place)]
    return [difference for difference in both if difference.old != difference.new]


def time_and_place(appointment: Appointment, language: str) -> str:
    """Both in one line: "Friday 5 March 2027, 10:00–15:30 (Minsk time, UTC+3), Hall 3, Klichev"."""
    return f"{_time(appointment, language)}, {appointment.place.in_language(language)[0]}"


def _language_of_places(before: Appointment, after: Appointment, language: str) -> str:
    """The reader's language, or the nearest one in which the places differ if they do not in theirs."""
    for each in reading_order(language):
        if before.place.in_language(each) != after.place.in_language(each):
            return each
    return language


def _days(appointment: Appointment) -> tuple[date, date]:
    last = appointment.ends_at - timedelta(microseconds=0 if appointment.hours_known else 1)
    return local_date(appointment.starts_at, appointment.timezone), local_date(last, appointment.timezone)


def _time(appointment: Appointment, language: str) -> str:
    hours_known = appointment.hours_known
    text = when(appointment.starts_at, appointment.ends_at, appointment.timezone, hours_known, language)
    return text if hours_known else f"{text} ({gettext('the hours will be announced')})"
