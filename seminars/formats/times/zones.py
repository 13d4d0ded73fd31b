"""Hours with the zone whose clocks show them: people of two countries read the same mail."""

from datetime import datetime
from zoneinfo import ZoneInfo

from seminars import i18n
from seminars.i18n import gettext
from seminars.local_times import find_change_of_clocks, is_shown_twice, utc_offset


def when(starts_at: datetime, ends_at: datetime, zone: str, hours_known: bool, language: str) -> str:
    """As `i18n.when`, with the zone: 'Friday 5 March 2027, 10:00–15:30 (Minsk time, UTC+3)'; days alone have none."""
    words = i18n.when(starts_at, ends_at, zone, hours_known, language)
    return f"{words} ({zone_name(starts_at, ends_at, zone, language)})" if hours_known else words


def moment(instant: datetime, zone: str, language: str) -> str:
    """As `i18n.moment`, with the zone: 'Monday 1 February 2027, 18:00 (Minsk time, UTC+3)'."""
    return f"{i18n.moment(instant, zone, language)} ({zone_name(instant, instant, zone, language)})"


def zone_name(starts_at: datetime, ends_at: datetime, zone: str, language: str) -> str:
    """The zone as people say it, with its distance from UTC between these instants: 'Minsk time, UTC+3', and where the
    clocks change meanwhile both: 'Warsaw time, UTC+1, from 03:00 UTC+2'."""
    names = {
        "Europe/Minsk": gettext("Minsk time"),
        "Europe/Warsaw": gettext("Warsaw time"),
        "Europe/Vilnius": gettext("Vilnius time"),
        "Europe/Riga": gettext("Riga time"),
    }
    said = [names.get(zone, zone), utc_offset(starts_at.astimezone(ZoneInfo(zone)))]
    change = find_change_of_clocks(starts_at, ends_at, zone)
    if change:
        said.append(_from_then_on(starts_at, change, zone, language))
    return ", ".join(said)


def _from_then_on(starts_at: datetime, change: datetime, zone: str, language: str) -> str:
    """'from 03:00 UTC+2', with the day if it is a later one than that of the start."""
    local = change.astimezone(ZoneInfo(zone))
    is_later_day = local.date() != i18n.local_date(starts_at, zone)
    since = f"{i18n.day_and_month(local, language)}, {local:%H:%M}" if is_later_day else f"{local:%H:%M}"
    if is_shown_twice(local):
        return gettext("from %(time)s the second time %(offset)s", time=since, offset=utc_offset(local))
    return gettext("from %(time)s %(offset)s", time=since, offset=utc_offset(local))
