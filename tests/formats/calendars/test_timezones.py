from bisect import bisect_right
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from dateutil.rrule import rrulestr
from icalendar import Timezone

from seminars.formats.calendars.timezones import vtimezone

ZONES = ("Europe/Minsk", "Europe/Warsaw", "Europe/Vilnius", "Europe/Riga")
HOUR = timedelta(hours=1)


def changes_of(text: str) -> list[tuple[datetime, timedelta]]:
    """Each (instant in UTC, offset from then on) of a VTIMEZONE, reckoned from its rules and nothing else."""
    changes = []
    for observance in Timezone.from_ical(text).subcomponents:
        start = observance["DTSTART"].dt
        before, after = observance["TZOFFSETFROM"].td, observance["TZOFFSETTO"].td
        onsets = [start]
        if "RRULE" in observance:
            rule = rrulestr(observance["RRULE"].to_ical().decode(), dtstart=start)
            onsets = rule.between(start, start.replace(year=2041), inc=True)
        changes += [((onset - before).replace(tzinfo=UTC), after) for onset in onsets]
    return sorted(changes)


def offset_at(changes: list[tuple[datetime, timedelta]], instant: datetime) -> timedelta:
    return changes[bisect_right(changes, instant, key=lambda change: change[0]) - 1][1]


def hours_to_check(changes: list[tuple[datetime, timedelta]]):
    """Every sixth hour of 2015 to 2040, and every hour of the two days before and after each change."""
    start, end = datetime(2015, 1, 1, tzinfo=UTC), datetime(2041, 1, 1, tzinfo=UTC)
    yield from (start + number * 6 * HOUR for number in range((end - start) // (6 * HOUR)))
    for instant, _ in changes:
        if start <= instant < end:
            yield from (instant + number * HOUR for number in range(-48, 49))
            yield instant - timedelta(seconds=1)


@pytest.mark.parametrize("tzid", ZONES)
def test_the_rules_give_the_offsets_of_the_tz_database_from_2015_to_2040(tzid):
    changes, zone = changes_of(vtimezone(tzid)), ZoneInfo(tzid)
    wrong = [
        instant
        for instant in hours_to_check(changes)
        if offset_at(changes, instant) != instant.astimezone(zone).utcoffset()
    ]
    assert wrong == []


@pytest.mark.parametrize("tzid", ZONES)
def test_the_names_are_those_of_the_tz_database(tzid):
    zone = ZoneInfo(tzid)
    written = {observance["TZNAME"] for observance in Timezone.from_ical(vtimezone(tzid)).subcomponents}
    assert written == {datetime(2026, month, 1, tzinfo=zone).tzname() for month in range(1, 13)}


@pytest.mark.parametrize("tzid", ZONES)
def test_an_observance_begins_on_a_day_of_its_own_rule(tzid):
    for observance in Timezone.from_ical(vtimezone(tzid)).subcomponents:
        start = observance["DTSTART"].dt
        if "RRULE" in observance:
            assert rrulestr(observance["RRULE"].to_ical().decode(), dtstart=start)[0] == start


@pytest.mark.parametrize("tzid", ZONES)
def test_there_are_rules_and_no_lists_of_dates(tzid):
    text = vtimezone(tzid)
    assert f"TZID:{tzid}\r\n" in text
    assert "RDATE" not in text
    assert text.count("\r\n") == text.count("\n") == len(text.splitlines())


@pytest.mark.parametrize("tzid", ["Europe/Moscow", "UTC", "", "Mars/Olympus"])
def test_other_zones_have_no_text(tzid):
    assert vtimezone(tzid) is None
