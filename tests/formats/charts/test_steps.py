"""The chart is drawn from its numbers, and whoever changes one moves a line."""

from datetime import date

from seminars.formats.charts.steps import Chart, as_svg

NUMBERS = {date(2027, 3, 1): 1, date(2027, 3, 4): 3}


def chart(**values) -> Chart:
    known = {"numbers": NUMBERS, "first": date(2027, 3, 1), "last": date(2027, 3, 10), "today": date(2027, 3, 6)}
    return Chart(**{**known, "line": 4, **values})


def drawn(**values) -> str:
    return str(as_svg(chart(**values), name="seats", title="<b>", desc="1 & 2"))


def test_a_day_reaches_its_number_at_its_beginning_and_keeps_it_until_another_or_today():
    page = drawn()
    assert 'viewBox="0 0 10 4"' in page
    assert '<path class="chart-steps" d="M0 4H0V3H3V1H6"/>' in page
    assert '<path class="chart-area" d="M0 4H0V3H3V1H6V4H0z"/>' in page
    assert '<path class="chart-limit" d="M0 0H10"/>' in page
    assert '<path class="chart-today" d="M6 0V4"/>' in page
    assert '<title id="seats-title">&lt;b&gt;</title><desc id="seats-desc">1 &amp; 2</desc>' in page


def test_more_than_there_is_room_for_is_drawn_above_the_line():
    page = drawn(line=2)
    assert 'viewBox="0 0 10 3"' in page
    assert '<path class="chart-limit" d="M0 1H10"/>' in page


def test_what_is_over_has_no_today_and_what_has_no_limit_no_line():
    page = drawn(today=date(2028, 1, 1), line=None)
    assert '<path class="chart-steps" d="M0 3H0V2H3V0H10"/>' in page
    assert "chart-today" not in page
    assert "chart-limit" not in page


def test_one_day_and_nobody_left_can_be_drawn():
    day = date(2027, 3, 1)
    page = drawn(numbers={day: 0}, first=day, last=day, today=day, line=None)
    assert 'viewBox="0 0 1 1"' in page
    assert '<path class="chart-steps" d="M0 1H0V1H1"/>' in page
