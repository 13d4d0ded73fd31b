"""Languages: which there are, texts kept in several of them, dates and times as each writes them."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cache
from typing import Any
from zoneinfo import ZoneInfo

from babel.dates import format_date
from flask import g, has_app_context
from flask_babel import force_locale, gettext, lazy_gettext, ngettext

from seminars.local_times import is_shown_twice, utc_offset

__all__ = ["force_locale", "gettext", "lazy_gettext", "ngettext"]  # for the rooms above; the rest is defined here


@dataclass(frozen=True)
class Language:
    """A language of the site. One more is one row below and a catalogue in translations/; one in Cyrillic letters is
    also named beside `:lang(be)` in static/css/tokens.css, one with letters of its own in text/alphabets.py.

    `code` has two letters; `fallbacks` are those whose texts its readers get first where there is none in their own.
    """

    code: str
    own_name: str
    short_name: str
    name: Any
    only_in: Any
    locale: str
    fallbacks: tuple[str, ...]
    day_pattern: str = "EEEE, d MMMM y"
    csv_delimiter: str = ";"


_ROWS = (
    Language(
        code="be",
        own_name="Беларуская",
        short_name="Бел",
        name=lazy_gettext("Belarusian"),
        only_in=lazy_gettext("Only available in Belarusian"),
        locale="be_BY",
        fallbacks=("ru", "en", "pl"),
    ),
    Language(
        code="ru",
        own_name="Русский",
        short_name="Рус",
        name=lazy_gettext("Russian"),
        only_in=lazy_gettext("Only available in Russian"),
        locale="ru_RU",
        fallbacks=("be", "en", "pl"),
    ),
    Language(
        code="pl",
        own_name="Polski",
        short_name="Pol",
        name=lazy_gettext("Polish"),
        only_in=lazy_gettext("Only available in Polish"),
        locale="pl_PL",
        fallbacks=("en", "ru", "be"),
    ),
    Language(
        code="en",
        own_name="English",
        short_name="Eng",
        name=lazy_gettext("English"),
        only_in=lazy_gettext("Only available in English"),
        locale="en_GB",
        fallbacks=("ru", "pl", "be"),
        day_pattern="EEEE d MMMM y",
        csv_delimiter=",",
    ),
)
BY_CODE = {row.code: row for row in _ROWS}
LANGUAGES = tuple(BY_CODE)


@cache
def reading_order(language: str) -> tuple[str, ...]:
    """The languages in which a reader of `language` is shown a text, the best one first."""
    return tuple(dict.fromkeys((language, *BY_CODE[language].fallbacks, *LANGUAGES)))


class Texts(Mapping[str, str]):
    """One text in some of the languages, immutable; empty texts are left out."""

    def __init__(self, texts: Mapping[str, str] | None = None, **by_language: str) -> None:
        self._texts = {
            language: text for language, text in {**(texts or {}), **by_language}.items() if text and text.strip()
        }
        unknown = set(self._texts) - set(LANGUAGES)
        if unknown:
            raise ValueError(f"unknown language {sorted(unknown)[0]!r}")

    def in_language(self, language: str) -> tuple[str, str]:
        """The text for a reader of `language` and the language it was found in; ("", language) when there is none."""
        for candidate in reading_order(language):
            if candidate in self._texts:
                return self._texts[candidate], candidate
        return "", language

    def __getitem__(self, language: str) -> str:
        return self._texts[language]

    def __iter__(self) -> Iterator[str]:
        return iter(self._texts)

    def __len__(self) -> int:
        return len(self._texts)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Texts) and self._texts == other._texts

    def __hash__(self) -> int:
        return hash(tuple(sorted(self._texts.items())))

    def __repr__(self) -> str:
        return f"Texts({self._texts!r})"


def chosen_language() -> str:
    """The language of what is being written now: the page's, the mail's or the terminal's."""
    return g.get("language", "en") if has_app_context() else "en"


def language_name(code: str) -> str:
    """The name of a language in the reader's language."""
    return str(BY_CODE[code].name)


def capital(text: str) -> str:
    """The text with its first letter in upper case, as it stands at the beginning of a line."""
    return text[:1].upper() + text[1:]


def small(text: str) -> str:
    """The text with its first letter in lower case, as it stands after a colon."""
    return text[:1].lower() + text[1:]


def weekday(when: date, language: str) -> str:
    """'Wednesday', as the language writes it inside a sentence."""
    return format_date(when, "EEEE", locale=language)


def day(when: date, language: str) -> str:
    """Weekday and full date, for example 'Wednesday 3 February 2027'."""
    return format_date(when, BY_CODE[language].day_pattern, locale=language)


def day_and_month(when: date, language: str) -> str:
    """'3 February 2027', without the weekday (for subjects of mails)."""
    return format_date(when, "d MMMM y", locale=language)


def moment(when: datetime, zone: str, language: str) -> str:
    """A day and a clock time in the given zone, for example 'Monday 1 February 2027, 18:00'."""
    local = when.astimezone(ZoneInfo(zone))
    return f"{day(local, language)}, {clock_time(local)}"


def hours(starts_at: datetime, ends_at: datetime, zone: str) -> str:
    """'10:00–15:30' in the given zone."""
    start, end = (each.astimezone(ZoneInfo(zone)) for each in (starts_at, ends_at))
    return f"{clock_time(start)}–{clock_time(end)}"


def clock_time(local: datetime) -> str:
    """'10:00'; an hour that the clocks show twice says which it is: '02:30 UTC+1'."""
    return f"{local:%H:%M}" + (f" {utc_offset(local)}" if is_shown_twice(local) else "")


def when(starts_at: datetime, ends_at: datetime, zone: str, hours_known: bool, language: str) -> str:
    """When something takes place, as a sentence part: one day or several, with hours if they are known."""
    start, end = (each.astimezone(ZoneInfo(zone)) for each in (starts_at, ends_at))
    last = (end - timedelta(microseconds=1)).date() if not hours_known else end.date()
    if start.date() == last:
        return f"{day(start, language)}, {hours(starts_at, ends_at, zone)}" if hours_known else day(start, language)
    if not hours_known:
        return f"{day(start, language)} – {day(last, language)}"
    return f"{moment(starts_at, zone, language)} – {moment(ends_at, zone, language)}"


def local_date(when: datetime, zone: str) -> date:
    """The calendar day of an instant in the given zone."""
    return when.astimezone(ZoneInfo(zone)).date()
