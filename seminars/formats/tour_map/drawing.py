"""The map as a piece of a page. Colours, fonts and strokes stand in static/css/map.css."""

from collections.abc import Sequence

from markupsafe import Markup

from seminars.formats.tour_map.boxes import Point
from seminars.formats.tour_map.layout import Layout
from seminars.formats.tour_map.marks import Look
from seminars.formats.tour_map.words import DAY_LINE, REACH, Words
from seminars.i18n import gettext

_SVG = Markup('<svg class="map" viewBox="{}" role="img" aria-label="{}">{}</svg>')
_PATH = Markup('<path class="map-{}" d="{}"/>')
_DIAMOND = f"l{REACH} {REACH}-{REACH} {REACH}-{REACH}-{REACH}z"


def as_svg(layout: Layout) -> Markup:
    """An inline <svg>: one path for all diamonds of a look, so that twenty towns weigh less than two kilobytes."""
    box = layout.box
    view = f"{box.left:g} {box.top:g} {box.right - box.left:g} {box.bottom - box.top:g}"
    drawn = [*_line(layout.line), *_diamonds(layout), *_capital(layout), *_names(layout)]
    return _SVG.format(view, in_words(layout), Markup("").join(drawn))


def in_words(layout: Layout) -> str:
    """What the map shows, for those who hear it: "Map of the tour: Novopolotsk, 23 Dec; Mogilev, 31 Dec"."""
    towns = (", ".join(filter(None, (spot.mark.name, spot.mark.days))) for spot in layout.spots)
    return gettext("Map of the tour: %(towns)s", towns="; ".join(towns))


def _line(points: Sequence[Point]) -> list[Markup]:
    # After the first pair of numbers, "M" draws straight lines to the following ones.
    path = "M" + " ".join(f"{point.x:g} {point.y:g}" for point in points)
    return [_PATH.format("way", path)] if len(set(points)) > 1 else []


def _diamonds(layout: Layout) -> list[Markup]:
    by_look = {look: [spot.at for spot in layout.spots if spot.mark.look == look] for look in Look}
    return [
        _PATH.format(look.value, "".join(f"M{at.x:g} {at.y - REACH:g}{_DIAMOND}" for at in points))
        for look, points in by_look.items()
        if points
    ]


def _capital(layout: Layout) -> list[Markup]:
    if layout.capital is None:
        return []
    at, words = layout.capital
    dot = Markup('<circle class="map-dot" cx="{:g}" cy="{:g}" r="2"/>').format(at.x, at.y)
    return [dot, _text(words, is_quiet=True)]


def _names(layout: Layout) -> list[Markup]:
    return [_text(spot.words) for spot in layout.spots if spot.words]


def _text(words: Words, *, is_quiet: bool = False) -> Markup:
    kind = Markup(' class="map-day"') if is_quiet else Markup("")
    anchor = Markup("") if words.anchor == "start" else Markup(' text-anchor="{}"').format(words.anchor)
    first, *others = words.lines
    below = [
        Markup('<tspan class="map-day" x="{:.0f}" dy="{}">{}</tspan>').format(words.at.x, DAY_LINE, line)
        for line in others
    ]
    place = Markup('<text x="{:.0f}" y="{:.0f}"').format(words.at.x, words.at.y)
    return Markup("{}{}{}>{}{}</text>").format(place, anchor, kind, first, Markup("").join(below))
