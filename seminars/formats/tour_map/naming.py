"""Which words stand beside which diamond, so that nothing covers anything."""

from collections.abc import Iterable, Sequence
from itertools import pairwise
from typing import NamedTuple

from seminars.formats.tour_map.boxes import Box, Point, around
from seminars.formats.tour_map.marks import Mark
from seminars.formats.tour_map.words import DOT, REACH, Words, beside, within

Lines = tuple[str, ...]


class Named(NamedTuple):
    """For each mark its words, and which marks have a number instead of a name."""

    words: list[Words | None]
    numbered: list[int]


class Orientation(NamedTuple):
    """A place that is no stop: a dot and its name."""

    at: Point
    words: Words


class Ground(NamedTuple):
    """What words stand on: the diamonds' centres, the line, and the sheet that holds everything."""

    centres: Sequence[Point]
    line: Sequence[Point]
    sheet: Box


def named(marks: Sequence[Mark], ground: Ground) -> Named:
    """Names with their days; where that leaves some without room, names alone; then numbers for those that are left."""
    with_days = _with_numbers([tuple(filter(None, (mark.name, mark.days))) for mark in marks], ground)
    if not with_days.numbered:
        return with_days
    return min(with_days, _with_numbers([(mark.name,) for mark in marks], ground), key=lambda each: len(each.numbered))


def _with_numbers(wanted: Sequence[Lines], ground: Ground) -> Named:
    numbered: set[int] = set()
    while True:
        numbers = {mark: (str(number),) for number, mark in enumerate(sorted(numbered), start=1)}
        words = _placed([numbers.get(mark, lines) for mark, lines in enumerate(wanted)], numbered, ground)
        without = {mark for mark, found in enumerate(words) if found is None}
        if without <= numbered:
            inside = {mark: within(ground.centres[mark], numbers[mark]) for mark in without}
            return Named([found or inside[mark] for mark, found in enumerate(words)], sorted(numbered))
        numbered |= without


def _placed(wanted: Sequence[Lines], numbered: set[int], ground: Ground) -> list[Words | None]:
    """Numbers are placed first, since nothing stands in for them, then the names that have the least choice; each where
    the line crosses it least."""
    diamonds = [around(centre, REACH) for centre in ground.centres]
    free = {mark: _free(beside(ground.centres[mark], lines), diamonds, ground) for mark, lines in enumerate(wanted)}
    placed: list[Words | None] = [None] * len(wanted)
    while free:
        mark = min(free, key=lambda each: (each not in numbered, len(free[each]), each))
        choice = free.pop(mark)
        if not choice:
            continue
        # Of equals `min` takes the first, which is the most welcome.
        best = min(choice, key=lambda words: _crossings(words.box, ground.line))
        placed[mark] = best
        free = {each: [words for words in left if not words.box.meets(best.box)] for each, left in free.items()}
    return placed


def oriented(name: str, at: Point, taken: list[Box], ground: Ground) -> Orientation | None:
    """The dot and its name, if both find room where nothing is taken and the line passes by."""
    dot = around(at, DOT)
    if not dot.lies_in(ground.sheet) or _crossings(dot, ground.line) or any(dot.meets(each) for each in taken):
        return None
    places = _free(beside(at, (name,), DOT), taken, ground)
    return next((Orientation(at, words) for words in places if not _crossings(words.box, ground.line)), None)


def _free(places: Iterable[Words], taken: list[Box], ground: Ground) -> list[Words]:
    return [
        words
        for words in places
        if words.box.lies_in(ground.sheet) and not any(words.box.meets(each) for each in taken)
    ]


def _crossings(box: Box, line: Sequence[Point]) -> int:
    return sum(box.is_crossed_by(start, end) for start, end in pairwise(line))
