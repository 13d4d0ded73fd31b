"""The map as a piece of a page: what it weighs, says and may hold."""

import gzip
from xml.etree import ElementTree

import pytest
from tour_stops import FIRST_DAY, SIX, TWENTY, Stop, drawn, stops

from seminars.formats import tour_map
from seminars.i18n import LANGUAGES, Texts
from seminars.places import Town

MOST_BYTES = 2048


@pytest.mark.parametrize("language", LANGUAGES)
def test_twenty_towns_weigh_less_than_two_kilobytes(language):
    svg = tour_map.as_svg(drawn(stops(*TWENTY), language, here="brest"))
    assert len(gzip.compress(svg.encode(), 6)) <= MOST_BYTES


def test_it_says_what_it_shows_and_knows_no_style_of_its_own():
    svg = ElementTree.fromstring(tour_map.as_svg(drawn(stops(*SIX), here="pinsk")))  # noqa: S314 - our own
    assert (svg.get("role"), svg.get("aria-label")) == (
        "img",
        "Map of the tour: Novopolotsk, 23 Dec; Mogilev, 30 Dec; Klichev, 6 Jan; Gomel, 13 Jan; Pinsk, 20 Jan; "
        "Grodno, 27 Jan",
    )
    classes = [each.get("class") for each in svg if each.get("class")]
    assert classes == ["map-way", "map-here", "map-coming", "map-dot", "map-day"]
    assert [each.tag for each in svg.iter() if each.get("style") or each.get("fill")] == []


def test_names_are_words_and_never_tags():
    pinsk = stops("pinsk")[0].town
    town = Town("x", pinsk.region, Texts(en='<b>"&'), pinsk.latitude, pinsk.longitude)
    svg = tour_map.as_svg(drawn([Stop("x", town, FIRST_DAY)]))
    assert ElementTree.fromstring(svg).find("text").text == '<b>"&'  # noqa: S314 - our own


def test_one_stop_or_none_with_a_date_draws_no_line():
    for found in (stops("pinsk"), stops("pinsk", "gomel", is_postponed=True)):
        assert "map-way" not in tour_map.as_svg(drawn(found))
