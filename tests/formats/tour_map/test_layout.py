"""Where diamonds, names and numbers stand on the map of a tour."""

from itertools import combinations

import pytest
from tour_stops import CROWDED, FIRST_DAY, PLACES, POLISH, SIX, TWENTY, Stop, drawn, stops

from seminars.formats import tour_map
from seminars.formats.tour_map.boxes import around
from seminars.formats.tour_map.words import REACH
from seminars.i18n import LANGUAGES
from seminars.places import Town


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("codes", [SIX, TWENTY, CROWDED, POLISH], ids=("six", "twenty", "crowded", "polish"))
def test_no_word_covers_another_or_a_diamond_or_leaves_the_sheet(codes, language):
    layout = drawn(stops(*codes), language)
    words = [spot.words.box for spot in layout.spots]
    capital = [layout.capital.words.box, around(layout.capital.at, 2)] if layout.capital else []
    boxes = [*words, *capital]
    assert [pair for pair in combinations(boxes, 2) if pair[0].meets(pair[1])] == []
    diamonds = [around(spot.at, REACH) for spot in layout.spots]
    # A number that finds no room beside its diamond stands inside it.
    covered = [spot for spot in layout.spots for other in layout.spots
               if other is not spot and spot.words.box.meets(around(other.at, REACH))]  # fmt: skip
    assert covered == []
    assert [box for box in capital for diamond in diamonds if box.meets(diamond)] == []
    assert [box for box in boxes + diamonds if not box.lies_in(layout.box)] == []


def test_each_town_has_its_name_and_days_or_a_number_that_the_list_names():
    layout = drawn(stops(*CROWDED))
    names = {spot.words.lines[0] for spot in layout.spots}
    numbers = {str(number) for number in range(1, len(layout.numbered) + 1)}
    assert names == {spot.mark.name for spot in layout.spots if spot.mark not in layout.numbered} | numbers
    assert [spot.words.lines for spot in drawn(stops(*SIX)).spots][:2] == [
        ("Novopolotsk", "23 Dec"),
        ("Mogilev", "30 Dec"),
    ]


def test_north_is_above_and_east_to_the_right_in_true_proportion():
    pinsk, gomel, vitebsk = (spot.at for spot in drawn(stops("pinsk", "gomel", "vitebsk")).spots)
    assert (pinsk.x < gomel.x, vitebsk.y < gomel.y < pinsk.y) == (True, True)
    # As the crow flies: Pinsk to Gomel 332 km, Gomel to Vitebsk 312 km.
    ratio = abs(complex(gomel.x - pinsk.x, gomel.y - pinsk.y)) / abs(complex(vitebsk.x - gomel.x, vitebsk.y - gomel.y))
    assert ratio == pytest.approx(332 / 312, rel=0.03)


def test_a_town_that_is_visited_again_stands_once_with_the_days_to_come_and_the_line_returns_to_it():
    over, *others = stops("pinsk", "gomel", "pinsk")
    layout = drawn([Stop("over", over.town, over.starts_there, is_over=True), *others])
    assert [(spot.mark.name, spot.mark.days) for spot in layout.spots] == [
        ("Pinsk", "6 Jan"),
        ("Gomel", "30 Dec"),
    ]
    pinsk, gomel = (spot.at for spot in layout.spots)
    assert layout.line == [pinsk, gomel, pinsk]


def test_where_most_towns_are_visited_again_no_line_is_drawn():
    assert drawn(stops(*SIX, *SIX[:3])).line != []
    assert drawn(stops(*SIX, *SIX[:4])).line == []


def test_the_line_passes_by_what_has_no_date():
    dated, put_off = stops("pinsk", "gomel"), stops("grodno", is_postponed=True)
    layout = drawn([*dated, *put_off])
    assert [spot.mark.days for spot in layout.spots] == ["23 Dec", "30 Dec", ""]
    assert layout.line == [spot.at for spot in layout.spots[:2]]


def test_diamonds_tell_here_from_to_come_and_over():
    over, *others = stops("pinsk", "gomel", "grodno")
    layout = drawn([Stop("pinsk", over.town, over.starts_there, is_over=True), *others], here="gomel")
    assert [spot.mark.look.value for spot in layout.spots] == ["over", "here", "coming"]


@pytest.mark.parametrize("codes", [("pinsk",), ("novopolotsk", "polotsk"), ("pinsk", "pinsk")])
def test_few_towns_and_near_ones_have_a_map_too(codes):
    layout = drawn(stops(*codes))
    assert [around(spot.at, REACH).lies_in(layout.box) for spot in layout.spots] == [True] * len(set(codes))


def test_two_towns_at_one_point_stand_side_by_side():
    pinsk = PLACES.get_town("pinsk")
    twin = Town("twin", pinsk.region, pinsk.name, pinsk.latitude, pinsk.longitude)
    first, second = drawn([*stops("pinsk"), Stop("twin", twin, FIRST_DAY)]).spots
    assert (second.at.x - first.at.x, second.at.y) == (2 * REACH + 2, first.at.y)


@pytest.mark.parametrize(
    ("codes", "is_shown"),
    [(SIX, True), ((*SIX, "minsk"), False), (("warsaw", "bialystok", "krakow"), False), (("pinsk", "gomel"), False)],
    ids=("inside", "a stop itself", "another country", "outside"),
)
def test_minsk_is_there_for_orientation_where_nobody_goes_there_and_it_lies_on_the_map(codes, is_shown):
    assert (drawn(stops(*codes)).capital is not None) == is_shown


def test_without_words_there_are_diamonds_and_the_line_alone():
    layout = drawn(stops(*TWENTY), has_words=False)
    assert ({spot.words for spot in layout.spots}, layout.numbered, layout.capital) == ({None}, [], None)
    assert len(layout.line) == 20


def test_the_same_tour_is_drawn_the_same_each_time():
    assert len({tour_map.as_svg(drawn(stops(*TWENTY))) for _time in range(3)}) == 1
