"""Days in few letters, and how far away they are."""

from datetime import date

from babel.dates import format_date

from seminars.i18n import BY_CODE


def short_month(day: date, language: str) -> str:
    """Three or four letters without a dot, for a leaf of a calendar: "jan", "sty", "сту" (CLDR, stand-alone)."""
    return format_date(day, "LLL", locale=BY_CODE[language].locale).rstrip(".").lower()
