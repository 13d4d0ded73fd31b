"""Days in parts, where a page has set their number apart: month, weekday, or all but the year."""

from datetime import date

from babel.dates import format_date

from seminars.i18n import BY_CODE, capital


def month(day: date, language: str, *, with_year: bool) -> str:
    """'December 2026' or 'December', as a headline (CLDR, stand-alone: not "снежня" but "Снежань")."""
    return capital(format_date(day, "LLLL y" if with_year else "LLLL", locale=BY_CODE[language].locale))


def month_after_day(day: date, language: str) -> str:
    """'December', as it stands after the number of the day."""
    return format_date(day, "MMMM", locale=BY_CODE[language].locale)


def month_below_day(day: date, language: str) -> str:
    """'Dec', as it stands below the number of the day."""
    return format_date(day, "LLL", locale=BY_CODE[language].locale)


def month_on_a_leaf(day: date, language: str) -> str:
    """Three or four letters without a dot, for a leaf of a calendar: "jan", "sty", "сту" (CLDR, stand-alone)."""
    return format_date(day, "LLL", locale=BY_CODE[language].locale).rstrip(".").lower()


def weekday(day: date, language: str) -> str:
    """'Wed', as short as the language writes it."""
    return format_date(day, "ccc", locale=BY_CODE[language].locale)


def weekday_and_day(day: date, language: str) -> str:
    """'Wednesday 23 December', where the year is not in doubt."""
    return format_date(day, BY_CODE[language].day_pattern.removesuffix(" y"), locale=BY_CODE[language].locale)
