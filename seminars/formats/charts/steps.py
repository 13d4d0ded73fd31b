"""How a number went by the days, as a piece of a page. Colours and strokes stand in static/css/chart.css. No words are
drawn: they stand below, in letters of the reader's own size."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from markupsafe import Markup

_SVG = Markup(
    '<svg class="chart" viewBox="0 0 {} {}" preserveAspectRatio="none" role="img"'
    ' aria-labelledby="{id}-title {id}-desc">'
    '<title id="{id}-title">{title}</title><desc id="{id}-desc">{desc}</desc>{drawn}</svg>'
)
_PATH = Markup('<path class="chart-{}" d="{}"/>')


@dataclass(frozen=True)
class Chart:
    """`numbers` are those at the end of some days, in their order; each holds until the next. The chart reaches from
    `first` to `last`, and is drawn until `today`; `line` is a number that should not be exceeded."""

    numbers: Mapping[date, int]
    first: date
    last: date
    today: date
    line: int | None = None

    @property
    def most(self) -> int:
        return max(1, self.line or 0, *self.numbers.values())

    @property
    def days(self) -> int:
        """Each day has its own width, the first one too."""
        return (self.last - self.first).days + 1


def as_svg(chart: Chart, *, name: str, title: str, desc: str) -> Markup:
    """An inline <svg>, one unit a day and one for each of what is counted; `name` makes its ids."""
    drawn = [_area(chart), _steps(chart)]
    if chart.line is not None:
        drawn.append(_PATH.format("limit", f"M0 {chart.most - chart.line}H{chart.days}"))
    if chart.first <= chart.today < chart.last:
        drawn.append(_PATH.format("today", f"M{_end(chart, chart.today)} 0V{chart.most}"))
    return _SVG.format(chart.days, chart.most, id=name, title=title, desc=desc, drawn=Markup("").join(drawn))


def _steps(chart: Chart) -> Markup:
    return _PATH.format("steps", _way(chart))


def _area(chart: Chart) -> Markup:
    return _PATH.format("area", f"{_way(chart)}V{chart.most}H0z")


def _way(chart: Chart) -> str:
    """From nothing on the first day: a day's number is reached at its beginning and holds to its end."""
    ups = "".join(f"H{_end(chart, day) - 1}V{chart.most - number}" for day, number in chart.numbers.items())
    return f"M0 {chart.most}{ups}H{_end(chart, min(chart.today, chart.last))}"


def _end(chart: Chart, day: date) -> int:
    return (day - chart.first).days + 1
