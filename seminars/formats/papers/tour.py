"""The map of the tour as numbers and words from which a template draws it."""

from collections.abc import Sequence
from typing import Any

from seminars.formats import tour_map
from seminars.formats.tour_map.layout import Spot
from seminars.formats.tour_map.words import Words
from seminars.places import Town


def map_values(
    stops: Sequence[tour_map.Stop], *, here: str, capital: Town | None, language: str
) -> dict[str, Any] | None:
    """None where there is nothing to see: the seminar `here` is none of the stops, or they lie in one town."""
    if len({stop.town.code for stop in stops}) < 2 or here not in {stop.slug for stop in stops}:  # noqa: PLR2004
        return None
    layout = tour_map.places(stops, language=language, here=here, capital=capital)
    numbered = {mark.town.code for mark in layout.numbered}  # a number means nothing without its list
    orientation = layout.capital
    return {
        "box": [*layout.box],
        "line": [[*point] for point in layout.line],
        "spots": [_spot(spot, has_words=spot.mark.town.code not in numbered) for spot in layout.spots],
        "capital": {"at": [*orientation.at], "words": _words(orientation.words)} if orientation else None,
    }


def _spot(spot: Spot, *, has_words: bool) -> dict[str, Any]:
    words = _words(spot.words) if spot.words and has_words else None
    return {"at": [*spot.at], "look": spot.mark.look.value, "words": words}


def _words(words: Words) -> dict[str, Any]:
    return {"lines": [*words.lines], "at": [*words.at], "anchor": words.anchor}
