"""Seats over time: the chart, what it says to those who hear it, and the numbers behind it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from markupsafe import Markup

from seminars.domain.lists.seats_by_day import seats_by_day
from seminars.formats.charts import steps
from seminars.formats.charts.steps import Chart
from seminars.formats.times import short
from seminars.i18n import chosen_language, gettext, local_date
from seminars.models import Seminar


@dataclass(frozen=True)
class SeatsOverTime:
    chart: Chart
    svg: Markup
    numbers: Mapping[date, int]


def seats_over_time(seminar: Seminar, *, now: datetime) -> SeatsOverTime | None:
    """None before anybody had a seat."""
    numbers = seats_by_day(seminar)
    if not numbers:
        return None
    chart = _chart(seminar, numbers, local_date(now, seminar.timezone))
    svg = steps.as_svg(chart, name="seats", title=gettext("Places taken, day by day"), desc=_in_words(chart))
    return SeatsOverTime(chart, svg, numbers)


def _chart(seminar: Seminar, numbers: Mapping[date, int], today: date) -> Chart:
    """From the first seat to the day of the seminar, or to today where that has no date, or was changed later."""
    ends = today if seminar.is_postponed else seminar.last_day
    last = max(ends, *numbers)
    return Chart(numbers, first=min(numbers), last=last, today=today, line=seminar.capacity)


def _in_words(chart: Chart) -> str:
    *_earlier, (last_day, taken) = chart.numbers.items()
    first, day = (short.day(each, chosen_language(), today=chart.today) for each in (chart.first, last_day))
    if chart.line is None:
        return gettext("From %(first)s to %(day)s: places taken: %(taken)s.", first=first, day=day, taken=taken)
    told = {"first": first, "day": day, "taken": taken, "capacity": chart.line}
    return gettext("From %(first)s to %(day)s: places taken: %(taken)s of %(capacity)s.", **told)
