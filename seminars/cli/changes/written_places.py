"""Places and reasons on the command line: texts in several languages, and where a seminar is to take place."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any

import click
from flask import current_app

from seminars.cli.frame import did_you_mean
from seminars.domain.seminars.content import LONGEST_LINE, LONGEST_PARAGRAPHS, VenueText, venue_of
from seminars.i18n import LANGUAGES, Texts
from seminars.models import Seminar
from seminars.parsers import degrees
from seminars.places import Town, current_places
from seminars.text import clean_line, clean_paragraphs, complaint

LONGEST_REASON = 1000
_WITH_LANGUAGE = re.compile("([A-Za-z]{2})=(.*)", re.DOTALL)


class Position(click.ParamType):
    """Degrees north and east, as maps write them: 52.1115,26.1025."""

    name = "position"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> tuple[float, float]:
        if not isinstance(value, str):
            return value
        try:
            north, east = value.split(",")
            return degrees(90)(north.strip()), degrees(180)(east.strip())
        except ValueError:
            self.fail(f"{value!r} is not a position. Write degrees north and east: 52.1115,26.1025", param, ctx)


@dataclass(frozen=True)
class WrittenPlace:
    """What was written about a place; None was not."""

    town: Town | None = None
    name: Texts | None = None
    address: Texts | None = None
    directions: Texts | None = None
    position: tuple[float, float] | None = None
    has_no_venue: bool = False

    @property
    def parts(self) -> dict[str, Any]:
        """What a venue takes of it."""
        texts = {"name": self.name, "address": self.address, "directions": self.directions}
        position = dict(zip(("latitude", "longitude"), self.position, strict=True)) if self.position else {}
        return {name: text for name, text in texts.items() if text is not None} | position

    def moved_from(self, seminar: Seminar) -> VenueText | None:
        """The new place: in another hall nothing of the old one stays. None if nothing is said of it, and in another
        town parts of the old hall say nothing."""
        if self.name is not None or self.has_no_venue:
            return VenueText(**self.parts)
        if self.town not in (None, seminar.town):
            return None
        return replace(venue_of(seminar), **self.parts) if self.parts else None

    def corrected(self, seminar: Seminar) -> VenueText:
        """The same place: what was not written stays, and so do the other languages of a text."""
        present = venue_of(seminar)
        merged = {
            name: Texts({**getattr(present, name), **part}) if isinstance(part, Texts) else part
            for name, part in self.parts.items()
        }
        return replace(present, **merged)


def written_place(
    *,
    town: str | None,
    venue: Sequence[str],
    address: Sequence[str],
    directions: Sequence[str],
    position: tuple[float, float] | None,
    no_venue: bool,
) -> WrittenPlace:
    """The place options, read; usage errors say what is valid."""
    if no_venue and (venue or address):
        raise click.UsageError("--no-venue says that there is no hall yet, so --venue and --address do not go with it.")
    return WrittenPlace(
        town=_town(town) if town is not None else None,
        name=_texts(venue, "--venue", clean_line, LONGEST_LINE) if venue else None,
        address=_texts(address, "--address", clean_line, LONGEST_LINE) if address else None,
        directions=_texts(directions, "--directions", clean_paragraphs, LONGEST_PARAGRAPHS) if directions else None,
        position=position,
        has_no_venue=no_venue,
    )


def written_reason(reason: Sequence[str]) -> Texts:
    return _texts(reason, "--reason", clean_paragraphs, LONGEST_REASON)


def _town(code: str) -> Town:
    town = current_places().find_town(code)
    if town is None:
        advice = did_you_mean(code, current_places().towns)
        raise click.BadParameter(f"There is no town {code!r}. {advice}".strip(), param_hint="--town")
    return town


def _texts(typed: Sequence[str], option: str, clean: Callable[[str], str], longest: int) -> Texts:
    found: dict[str, str] = {}
    for each in typed:
        with_language = _WITH_LANGUAGE.fullmatch(each)
        language, text = with_language.groups() if with_language else (current_app.config["LANGUAGES"][0], each)
        if language not in LANGUAGES:
            said = f"There is no language {language!r}; there are {', '.join(LANGUAGES)}."
            raise click.BadParameter(said, param_hint=option)
        if too_much := complaint(text, longest):
            raise click.BadParameter(f"The text in {language} {too_much}.", param_hint=option)
        text = clean(text)
        if not text:
            raise click.BadParameter(f"The text in {language} is empty.", param_hint=option)
        if language in found:
            raise click.BadParameter(f"There are two texts in {language}; write {option} LANG=TEXT.", param_hint=option)
        found[language] = text
    return Texts(found)
