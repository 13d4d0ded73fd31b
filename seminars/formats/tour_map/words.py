"""How much room words take, and where beside a diamond they may stand.

No font is known here, so widths are estimated on the broad side: what fits by them fits in every font that pages name.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from seminars.formats.tour_map.boxes import Box, Point

REACH = 7  # from a diamond's centre to its corners
DOT = 2  # the radius of what stands for a place that is no stop
GAP = 4
NAME_SIZE, DAY_SIZE = 13, 11
NAME_LINE, DAY_LINE = 14, 12
ASCENT = 11
_NARROW, _BROAD = set("iIljtfr.,'’ʼ ()-іІїјł1"), set("mwMWжшщюмфыЖШЩЮМФЫДОQ")


@dataclass(frozen=True)
class Words:
    """One or two lines beside a diamond: where the first line's text is anchored, and the room that all of it takes."""

    lines: tuple[str, ...]
    at: Point
    anchor: str
    box: Box


def width(text: str, size: float) -> float:
    return size * sum(_breadth(each) for each in text)


def _breadth(letter: str) -> float:
    if letter in _NARROW:
        return 0.44
    if letter in _BROAD:
        return 1.05
    return 0.82 if letter.isupper() else 0.68


def beside(centre: Point, lines: tuple[str, ...], reach: float = REACH) -> Iterator[Words]:
    """The places for words, the most welcome first: right, left, below, above, then at the corners."""
    wide = max(width(line, NAME_SIZE if number == 0 else DAY_SIZE) for number, line in enumerate(lines))
    high = NAME_LINE + DAY_LINE * (len(lines) - 1)
    off, near = reach + GAP, reach * 0.7
    below, above, level = centre.y + reach + 2, centre.y - reach - 3 - high, centre.y - high / 2
    places = (
        ("start", centre.x + off, level),
        ("end", centre.x - off, level),
        ("middle", centre.x, below),
        ("middle", centre.x, above),
        ("start", centre.x + near, above),
        ("start", centre.x + near, below),
        ("end", centre.x - near, above),
        ("end", centre.x - near, below),
    )
    for anchor, x, top in places:
        left = x - wide * {"start": 0, "middle": 0.5, "end": 1}[anchor]
        yield Words(lines, Point(x, top + ASCENT), anchor, Box(left, top, left + wide, top + high))


def within(centre: Point, lines: tuple[str, ...]) -> Words:
    """The place of a number that finds none beside its diamond."""
    wide = width(lines[0], NAME_SIZE)
    top = centre.y - NAME_LINE / 2
    return Words(
        lines,
        Point(centre.x, top + ASCENT),
        "middle",
        Box(centre.x - wide / 2, top, centre.x + wide / 2, top + NAME_LINE),
    )
