"""The reference data of regions and towns is right, and a place is found by its code."""

import re
from dataclasses import FrozenInstanceError
from itertools import combinations
from math import asin, cos, radians, sin, sqrt

import pytest

from seminars.i18n import LANGUAGES
from seminars.places import Places, Town, UnknownPlace, load_places

# Rough boxes in degrees: south, north, west, east.
BELARUS = (51.2, 56.2, 23.1, 32.8)
POLAND = (49.0, 54.9, 14.1, 24.2)
REGION_BOXES = {
    "brest": (51.45, 53.45, 23.15, 27.65),
    "vitebsk": (54.25, 56.2, 26.2, 31.05),
    "gomel": (51.2, 53.45, 27.2, 31.8),
    "grodno": (52.85, 54.95, 23.45, 26.75),
    "minsk-region": (52.3, 55.1, 26.0, 29.45),
    "minsk": (53.8, 54.0, 27.35, 27.8),
    "mogilev": (52.65, 54.5, 28.25, 32.8),
    "podlaskie": (52.2, 54.45, 21.5, 24.0),
    "mazowieckie": (51.0, 53.5, 19.2, 23.2),
    "lubelskie": (50.2, 52.3, 21.6, 24.2),
    "malopolskie": (49.1, 50.6, 19.0, 21.5),
    "podkarpackie": (49.0, 50.9, 21.1, 23.6),
}


@pytest.fixture(scope="module")
def places() -> Places:
    return load_places()


def kilometres(one: Town, other: Town) -> float:
    """The great-circle distance."""
    north, east = radians(one.latitude - other.latitude) / 2, radians(one.longitude - other.longitude) / 2
    parallels = cos(radians(one.latitude)) * cos(radians(other.latitude))
    return 2 * 6371 * asin(sqrt(sin(north) ** 2 + parallels * sin(east) ** 2))


def lies_in(town: Town, box: tuple[float, float, float, float]) -> bool:
    south, north, west, east = box
    return south < town.latitude < north and west < town.longitude < east


@pytest.mark.parametrize(
    ("region", "districts"),
    # The Minsk district, the 22nd of its region, is governed from the city of Minsk, a region of its own.
    [
        ("brest", 16),
        ("vitebsk", 21),
        ("gomel", 21),
        ("grodno", 17),
        ("minsk-region", 21),
        ("minsk", 1),
        ("mogilev", 21),
    ],
)
def test_every_district_of_a_region_has_its_centre(places: Places, region: str, districts: int) -> None:
    assert sum(town.district_centre for town in places.towns_of(region)) == districts


def test_belarus_has_118_districts(places: Places) -> None:
    assert sum(town.district_centre for town in places.towns.values()) == 118


def test_the_towns_beside_the_district_centres_are_two_cities_and_the_partners(places: Places) -> None:
    others = {code for code, town in places.towns.items() if not town.district_centre}
    partners = {"bialystok", "suwalki", "lomza", "warsaw", "lublin", "biala-podlaska", "krakow", "rzeszow"}
    assert others == {"novopolotsk", "zhodino"} | partners


def test_the_six_towns_of_the_tour_are_known_in_all_languages(places: Places) -> None:
    tour = ("novopolotsk", "mogilev", "klichev", "gomel", "pinsk", "grodno")
    assert [tuple(places.get_town(code).name[language] for language in LANGUAGES) for code in tour] == [
        ("Наваполацк", "Новополоцк", "Nowopołock", "Novopolotsk"),
        ("Магілёў", "Могилёв", "Mohylew", "Mogilev"),
        ("Клічаў", "Кличев", "Kliczew", "Klichev"),
        ("Гомель", "Гомель", "Homel", "Gomel"),
        ("Пінск", "Пинск", "Pińsk", "Pinsk"),
        ("Гродна", "Гродно", "Grodno", "Grodno"),
    ]


def test_every_name_is_written_in_four_languages_and_their_own_letters(places: Places) -> None:
    letters = {
        "be": "[абвгдеёжзійклмнопрстуўфхцчшыьэюя’ -]+",
        "ru": "[абвгдеёжзийклмнопрстуфхцчшщъыьэюя -]+",
        "pl": "[aąbcćdeęfghijklłmnńoóprsśtuwyzźż -]+",
        "en": "[a-ząćęłńóśźż -]+",
    }
    names = [each.name for each in (*places.regions.values(), *places.towns.values())]
    names += [region.short for region in places.regions.values()]
    assert {frozenset(name) for name in names} == {frozenset(LANGUAGES)}
    for language, allowed in letters.items():
        wrong = [name[language] for name in names if not re.fullmatch(allowed, name[language].lower())]
        assert wrong == []


def test_english_names_of_belarusian_towns_are_plain_and_give_the_code(places: Places) -> None:
    towns = [town for town in places.towns.values() if town.region.country == "BY"]
    assert [town.code for town in towns] == [town.name["en"].lower().replace(" ", "-") for town in towns]


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_two_towns_and_no_two_filter_chips_read_alike(places: Places, language: str) -> None:
    for texts in (
        [town.name[language] for town in places.towns.values()],
        [region.name[language] for region in places.regions.values()],
        [region.short[language] for region in places.regions.values()],
    ):
        assert len(set(texts)) == len(texts)


def test_every_town_lies_in_its_country_and_region(places: Places) -> None:
    countries = {"BY": BELARUS, "PL": POLAND}
    assert set(REGION_BOXES) == set(places.regions)
    for town in places.towns.values():
        assert lies_in(town, countries[town.region.country]), town.code
        assert lies_in(town, REGION_BOXES[town.region.code]), town.code


def test_no_two_towns_stand_on_the_same_spot(places: Places) -> None:
    near = [(a.code, b.code) for a, b in combinations(places.towns.values(), 2) if kilometres(a, b) < 5]
    assert near == []


@pytest.mark.parametrize(
    ("one", "other", "distance"),
    [
        ("minsk", "gomel", 284),
        ("minsk", "brest", 328),
        ("minsk", "mogilev", 182),
        ("minsk", "grodno", 246),
        ("minsk", "vitebsk", 225),
        ("polotsk", "novopolotsk", 10),
        ("bialystok", "grodno", 75),
        ("warsaw", "lublin", 153),
    ],
)
def test_distances_on_the_map_are_the_known_ones(places: Places, one: str, other: str, distance: int) -> None:
    assert kilometres(places.get_town(one), places.get_town(other)) == pytest.approx(distance, abs=4)


def test_clocks_follow_minsk_in_belarus_and_warsaw_in_poland(places: Places) -> None:
    zones = {(town.region.country, town.timezone) for town in places.towns.values()}
    assert zones == {("BY", "Europe/Minsk"), ("PL", "Europe/Warsaw")}


def test_an_unknown_code_is_not_found_and_cannot_be_got(places: Places) -> None:
    assert places.find_town("atlantis") is None
    assert places.find_region("atlantis") is None
    for get in (places.get_town, places.get_region, places.towns_of):
        with pytest.raises(UnknownPlace) as refusal:
            get("atlantis")
        assert refusal.value.code == "atlantis"


def test_a_known_code_is_found_and_got_alike(places: Places) -> None:
    assert places.find_town("klichev") is places.get_town("klichev")
    assert places.find_region("mogilev") is places.get_region("mogilev") is places.get_town("klichev").region


def test_places_cannot_be_changed(places: Places) -> None:
    with pytest.raises(TypeError):
        places.towns["klichev"] = places.towns["gomel"]
    with pytest.raises(FrozenInstanceError):
        places.towns["klichev"].latitude = 0.0
