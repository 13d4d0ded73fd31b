"""Points and upright rectangles on the sheet: x grows to the right, y downwards."""

from typing import NamedTuple


class Point(NamedTuple):
    x: float
    y: float


class Box(NamedTuple):
    left: float
    top: float
    right: float
    bottom: float

    def meets(self, other: "Box") -> bool:
        """Whether they share more than an edge."""
        beside = self.right <= other.left or other.right <= self.left
        return not (beside or self.bottom <= other.top or other.bottom <= self.top)

    def with_air(self, air: float) -> "Box":
        return Box(self.left - air, self.top - air, self.right + air, self.bottom + air)

    def lies_in(self, other: "Box") -> bool:
        is_wide_enough = other.left <= self.left and self.right <= other.right
        return is_wide_enough and other.top <= self.top and self.bottom <= other.bottom

    def is_crossed_by(self, start: Point, end: Point) -> bool:
        """Whether the straight line between two points touches it (the part of the line within is cut by each edge)."""
        begins, ends = 0.0, 1.0
        for at, to, low, high in ((start.x, end.x, self.left, self.right), (start.y, end.y, self.top, self.bottom)):
            if at == to:
                if not low <= at <= high:
                    return False
                continue
            first, last = sorted(((low - at) / (to - at), (high - at) / (to - at)))
            begins, ends = max(begins, first), min(ends, last)
        return begins <= ends


def around(centre: Point, reach: float) -> Box:
    return Box(centre.x - reach, centre.y - reach, centre.x + reach, centre.y + reach)


def around_all(boxes: list[Box]) -> Box:
    lefts, tops, rights, bottoms = zip(*boxes, strict=True)
    return Box(min(lefts), min(tops), max(rights), max(bottoms))
