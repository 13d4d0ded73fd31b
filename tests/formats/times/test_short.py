"""Days and moments in few letters."""

from datetime import UTC, date, datetime

import pytest

from seminars.formats.times import short

NOW = datetime(2026, 12, 31, 20, 59, tzinfo=UTC)  # a minute before midnight in Minsk
TODAY = date(2026, 12, 31)
AT_THE_EDGE = (datetime(2026, 12, 31, 13, 51, tzinfo=UTC), datetime(2026, 12, 31, 21, 0, tzinfo=UTC))


@pytest.mark.parametrize(
    ("language", "this_year", "next_year"),
    [
        ("be", "31 сне, 16:51", "1 сту 2027, 00:00"),
        ("ru", "31 дек., 16:51", "1 янв. 2027\u202fг., 00:00"),
        ("pl", "31 gru, 16:51", "1 sty 2027, 00:00"),
        ("en", "31 Dec, 16:51", "1 Jan 2027, 00:00"),
    ],
)
def test_the_year_is_told_when_it_is_not_the_present_one_on_the_clocks_of_the_place(language, this_year, next_year):
    moments = [short.moment(each, "Europe/Minsk", language, now=NOW) for each in AT_THE_EDGE]
    assert moments == [this_year, next_year]


def test_a_minute_later_the_other_year_is_the_present_one():
    told = [short.moment(each, "Europe/Minsk", "en", now=AT_THE_EDGE[1]) for each in AT_THE_EDGE]
    assert told == ["31 Dec 2026, 16:51", "1 Jan, 00:00"]


@pytest.mark.parametrize(
    ("language", "one", "two", "over_the_edge", "weekdays"),
    [
        ("be", "29 ліс", "29–30 ліс", "31 сне 2026 – 1 сту 2027", "Чц–пт"),
        ("ru", "29 нояб.", "29–30 нояб.", "31 дек. 2026\u202fг. – 1 янв. 2027\u202fг.", "Чт–пт"),
        ("pl", "29 lis", "29–30 lis", "31 gru 2026–1 sty 2027", "Czw.–pt."),
        ("en", "29 Nov", "29–30 Nov", "31 Dec 2026\u2009–\u20091 Jan 2027", "Thu–Fri"),
    ],
)
def test_several_days_are_told_as_one_span(language, one, two, over_the_edge, weekdays):
    first, second, new_year = date(2026, 11, 29), date(2026, 11, 30), date(2027, 1, 1)
    spans = [(first, first), (first, second), (TODAY, new_year)]
    assert [short.days(*each, language, today=TODAY) for each in spans] == [one, two, over_the_edge]
    assert short.weekdays(TODAY, new_year, language) == weekdays


def test_one_day_has_one_weekday():
    assert short.weekdays(TODAY, TODAY, "en") == "Thu"
