"""Where a role holds, in the words of a heading, a choice or a mail."""

from seminars import i18n
from seminars.i18n import chosen_language, gettext
from seminars.models import Seminar, Series


def where(series: Series | None, seminar: Seminar | None) -> str:
    """'The whole site', 'All seminars: Clusters', or 'Klichev, 12 March 2027 – Small towns and clusters'."""
    language = chosen_language()
    if seminar:
        return f"{town_and_day(seminar)} – {seminar.title.in_language(language)[0]}"
    if series:
        return gettext("All seminars: %(series)s", series=series.name.in_language(language)[0])
    return gettext("The whole site")


def town_and_day(seminar: Seminar) -> str:
    language = chosen_language()
    day = i18n.day_and_month(i18n.local_date(seminar.starts_at, seminar.timezone), language)
    return f"{seminar.town.name.in_language(language)[0]}, {day}"
