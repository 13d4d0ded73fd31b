"""What all papers say of a seminar, in one language."""

from datetime import datetime
from typing import Any

from babel.dates import format_date

from seminars import i18n
from seminars.formats.times import parts_of_days
from seminars.i18n import BY_CODE, Texts, gettext
from seminars.models import RegistrationMode, Seminar


def known_text(texts: Texts, language: str) -> dict[str, str]:
    """The text for a reader of the language, with the language that it is in, by whose rules it is hyphenated."""
    text, found = texts.in_language(language)
    return {"text": " ".join(text.split()), "language": found}


def heading(seminar: Seminar, language: str) -> dict[str, Any]:
    """Where it is, what it is called, and the news if it does not take place."""
    return {
        "language": language,
        "town": seminar.town.name.in_language(language)[0],
        "title": known_text(seminar.title, language),
        "is_struck": not seminar.takes_place,
        "news": _news(seminar),
        "line": line(seminar, language),
    }


def _news(seminar: Seminar) -> str:
    if seminar.is_cancelled:
        return gettext("Cancelled")
    return gettext("Postponed, no new date yet") if seminar.is_postponed else ""


def line(seminar: Seminar, language: str) -> str:
    """'Free seminar. University, room 2'."""
    hall = seminar.venue.name.in_language(language)[0] if seminar.venue else ""
    return f"{gettext('Free seminar')}. {hall}" if hall else gettext("Free seminar")


def short_day(seminar: Seminar, language: str) -> str:
    """'Tuesday 26 January, 09:30', without the year: whoever shares a link speaks of the next months."""
    start, last = seminar.in_zone(seminar.starts_at), seminar.last_day
    if start.date() != last:
        return f"{_day_and_month(start, language)} – {_day_and_month(last, language)}"
    day = parts_of_days.weekday_and_day(start, language)
    return f"{day}, {i18n.clock_time(start)}" if seminar.hours_known else day


def _day_and_month(day: Any, language: str) -> str:
    return format_date(day, "d MMMM", locale=BY_CODE[language].locale)


def long_day(seminar: Seminar, language: str) -> str:
    """'Tuesday 26 January 2027, 09:30–15:00'."""
    facts = (seminar.starts_at, seminar.ends_at, seminar.timezone, seminar.hours_known)
    return i18n.when(*facts, language)


def invites(seminar: Seminar, *, now: datetime) -> bool:
    """Whether people may be told to sign up here; a queue or a full hall is not for paper, which hangs for weeks."""
    is_ours = seminar.registration_mode != RegistrationMode.THEIRS
    return is_ours and seminar.takes_place and not seminar.is_over(now)
