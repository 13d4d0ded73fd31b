"""Where everything stands on the map: diamonds, the line, names, and numbers where names find no room."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import ceil, floor

from seminars.formats.tour_map.boxes import Box, Point, around, around_all
from seminars.formats.tour_map.marks import Mark, Stop, marks_of
from seminars.formats.tour_map.naming import Ground, Orientation, named, oriented
from seminars.formats.tour_map.projection import apart, projection
from seminars.formats.tour_map.words import REACH, Words
from seminars.places import Town

WIDTH, TALLEST = 340, 250  # about what a phone of 360 pixels shows, so that sizes of letters are what they say
SIDE, EDGE = 34, 34  # between the outermost diamonds and the sheet's edges
BARE = 2 * REACH  # the same where no words stand
AIR = 3  # between a name and what is not so important
FAR_APART = 2 * REACH + 2
MOST_VISITS = 1.5  # to a town on average, where a line is still drawn


@dataclass(frozen=True)
class Spot:
    """A town on the sheet. `words` is its name, maybe with its days, or its number in `Layout.numbered`."""

    mark: Mark
    at: Point
    words: Words | None


@dataclass(frozen=True)
class Layout:
    """The map in a box whose corner need not be (0, 0). `line` goes through the stops that have a date, in their order,
    or is empty; `numbered` are those towns that stand on the map as 1, 2, 3 …; `capital` is Minsk where nobody goes
    there."""

    box: Box
    spots: list[Spot]
    line: list[Point]
    numbered: list[Mark]
    capital: Orientation | None = None


def places(
    stops: Sequence[Stop],
    *,
    language: str,
    here: str | None = None,
    capital: Town | None = None,
    has_words: bool = True,
) -> Layout:
    """The map of at least one stop; `here` is the address of the one that is filled.

    `capital` is shown for orientation if it is no stop and finds room on the map of a tour through its country.
    """
    marks = marks_of(stops, here=here, language=language)
    put, centres = _put(marks, *((SIDE, EDGE) if has_words else (BARE, BARE)))
    line = _line(stops, marks, centres)
    if not has_words:
        return Layout(_sheet(centres, []), _spots(marks, centres, [None] * len(marks)), line, [])
    found = named(marks, Ground(centres, line, Box(0, 0, WIDTH, TALLEST)))
    box = _sheet(centres, [words.box for words in found.words if words])
    spots, ground = _spots(marks, centres, found.words), Ground(centres, line, box)
    orientation = None
    if capital and _is_welcome(capital, marks):
        orientation = _oriented(capital, _whole(put(capital)), spots, ground, language)
    return Layout(box, spots, line, [marks[number] for number in found.numbered], orientation)


def _oriented(capital: Town, at: Point, spots: list[Spot], ground: Ground, language: str) -> Orientation | None:
    taken = [around(spot.at, REACH) for spot in spots] + [spot.words.box.with_air(AIR) for spot in spots if spot.words]
    return oriented(capital.name.in_language(language)[0], at, taken, ground)


def _put(marks: list[Mark], side: float, edge: float) -> tuple[Callable[[Town], Point], list[Point]]:
    """The projection, and the diamonds' centres; whole numbers are short, and no pixel more or less is seen."""
    put = projection([mark.town for mark in marks], Box(side, edge, WIDTH - side, TALLEST - edge))
    return put, [_whole(point) for point in apart([put(mark.town) for mark in marks], FAR_APART)]


def _whole(point: Point) -> Point:
    return Point(round(point.x), round(point.y))


def _line(stops: Sequence[Stop], marks: list[Mark], centres: list[Point]) -> list[Point]:
    """The way, as long as it can be followed: one that keeps returning to its towns would be a scribble."""
    at = {mark.town.code: centre for mark, centre in zip(marks, centres, strict=True)}
    line = [at[stop.town.code] for stop in stops if not stop.is_postponed]
    return line if len(line) <= MOST_VISITS * len(set(line)) else []


def _spots(marks: list[Mark], centres: list[Point], words: Sequence[Words | None]) -> list[Spot]:
    return [Spot(*each) for each in zip(marks, centres, words, strict=True)]


def _sheet(centres: list[Point], boxes: list[Box]) -> Box:
    """As wide as every map, and as high as what stands on it."""
    used = around_all(boxes + [around(centre, REACH + 1) for centre in centres])
    return Box(0, floor(used.top), WIDTH, ceil(used.bottom))


def _is_welcome(capital: Town, marks: list[Mark]) -> bool:
    towns = [mark.town for mark in marks]
    goes_through = any(town.region.country == capital.region.country for town in towns)
    return goes_through and all(town.code != capital.code for town in towns)
