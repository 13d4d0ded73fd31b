"""From degrees to points of the sheet.

Equirectangular: a degree of longitude is shortened by the cosine of the middle latitude. Across Belarus and eastern
Poland no town lies more than a diamond's width away from where a truer projection would put it.
"""

from collections.abc import Callable, Sequence
from math import cos, hypot, radians

from seminars.formats.tour_map.boxes import Box, Point
from seminars.places import Town

# Degrees of latitude that the box shows at least, so that neighbours look like neighbours.
LEAST_SPAN = 1.0
ROUNDS = 40


def projection(towns: Sequence[Town], within: Box) -> Callable[[Town], Point]:
    """What puts a town on the sheet: all of these lie within the box, in its middle and as far apart as it allows."""
    norths, easts = [town.latitude for town in towns], [town.longitude for town in towns]
    middle_north, middle_east = (min(norths) + max(norths)) / 2, (min(easts) + max(easts)) / 2
    shortened = cos(radians(middle_north))
    width = max((max(easts) - min(easts)) * shortened, LEAST_SPAN)
    height = max(max(norths) - min(norths), LEAST_SPAN)
    scale = min((within.right - within.left) / width, (within.bottom - within.top) / height)
    middle = Point((within.left + within.right) / 2, (within.top + within.bottom) / 2)

    def put(town: Town) -> Point:
        east, north = (town.longitude - middle_east) * shortened, town.latitude - middle_north
        return Point(middle.x + east * scale, middle.y - north * scale)

    return put


def apart(points: Sequence[Point], distance: float) -> list[Point]:
    """The points, those nearer to one another than this pushed apart; of two at one place the first goes left."""
    moved = list(points)
    for _round in range(ROUNDS):
        for second in range(len(moved)):
            for first in range(second):
                moved[first], moved[second] = _pushed(moved[first], moved[second], distance)
    return moved


def _pushed(first: Point, second: Point, distance: float) -> tuple[Point, Point]:
    across, down = second.x - first.x, second.y - first.y
    length = hypot(across, down)
    if length >= distance:
        return first, second
    across, down = (across / length, down / length) if length else (1.0, 0.0)
    step = (distance - length) / 2
    return (
        Point(first.x - across * step, first.y - down * step),
        Point(second.x + across * step, second.y + down * step),
    )
