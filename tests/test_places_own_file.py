"""An installation's own file adds to the packaged places, or is refused with one clear line."""

from datetime import date
from pathlib import Path

import pytest

from seminars.places import Places, PlacesError, load_places

OWN_TOWN = """
[towns.zaslavl]
region = "minsk-region"
name = { be = "Заслаўе", ru = "Заславль", pl = "Zasław", en = "Zaslavl" }
latitude = 54.0114
longitude = 27.2695
"""


@pytest.fixture(scope="module")
def places() -> Places:
    return load_places()


def own_places(folder: Path, text: str) -> Places:
    file = folder / "places.toml"
    file.write_text(text, encoding="utf-8")
    return load_places(file)


def test_without_an_own_file_the_packaged_places_are_all(places: Places, tmp_path: Path) -> None:
    assert load_places(tmp_path / "places.toml") == places
    assert own_places(tmp_path, "") == places
    assert places.as_of == date(2026, 11, 1)


def test_an_own_file_adds_a_town_and_a_region(places: Places, tmp_path: Path) -> None:
    region = """
    [regions.pomorskie]
    country = "PL"
    name = { be = "Паморскае", ru = "Поморское", pl = "województwo pomorskie", en = "Pomerania" }
    short = { be = "Паморскае", ru = "Поморское", pl = "pomorskie", en = "Pomerania" }
    """
    own = own_places(
        tmp_path,
        OWN_TOWN + region + OWN_TOWN.replace("zaslavl", "sopot").replace("minsk-region", "pomorskie"),
    )
    assert own.get_town("zaslavl").name["pl"] == "Zasław"
    assert own.get_town("zaslavl").timezone == "Europe/Minsk"
    assert [town.code for town in own.towns_of("pomorskie")] == ["sopot"]
    assert set(own.towns) == set(places.towns) | {"zaslavl", "sopot"}


def test_an_own_file_overrides_single_parts_and_keeps_the_rest(places: Places, tmp_path: Path) -> None:
    own = own_places(tmp_path, 'as_of = 2027-01-15\n[towns.klichev]\nname.pl = "Kliczów"\nlatitude = 53.5')
    before, after = places.get_town("klichev"), own.get_town("klichev")
    assert own.as_of == date(2027, 1, 15)
    assert dict(after.name) == {**before.name, "pl": "Kliczów"}
    assert (after.latitude, after.longitude) == (53.5, before.longitude)
    assert (after.region, after.timezone, after.district_centre) == (before.region, before.timezone, True)
    assert {code for code in own.towns if own.towns[code] != places.towns[code]} == {"klichev"}


def test_a_renamed_region_is_renamed_in_its_towns(tmp_path: Path) -> None:
    own = own_places(tmp_path, '[regions.mogilev]\nshort.en = "Mahilyow"')
    assert own.get_town("klichev").region.short["en"] == "Mahilyow"
    assert own.get_town("klichev").region.name["en"] == "Mogilev region"


def test_names_are_cleaned_of_invisible_characters(tmp_path: Path) -> None:
    own = own_places(tmp_path, '[towns.klichev]\nname.en = " Klichev\\u202e\\u0000  town\\n"')
    assert own.get_town("klichev").name["en"] == "Klichev town"


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ('[towns.sopot]\nregion = "brest"', "[towns.sopot] lacks name, latitude, longitude"),
        ('[regions.pomorskie]\ncountry = "PL"', "[regions.pomorskie] lacks name, short"),
        (
            '[towns.klichev]\nregion = "atlantis"',
            "[towns.klichev] region 'atlantis' is not known; right are brest, ",
        ),
        ("[towns.klichev]\nregion = 7", "[towns.klichev] region 7 is not known; right are brest, "),
        (
            "[towns.klichev]\nlatitude = 90.5",
            "[towns.klichev] latitude is a number of degrees from -90 to 90, not 90.5",
        ),
        (
            "[towns.klichev]\nlongitude = -181",
            "[towns.klichev] longitude is a number of degrees from -180 to 180, ",
        ),
        (
            "[towns.klichev]\nlatitude = nan",
            "[towns.klichev] latitude is a number of degrees from -90 to 90, not nan",
        ),
        (
            "[towns.klichev]\nlatitude = true",
            "[towns.klichev] latitude is a number of degrees from -90 to 90, not True",
        ),
        (
            '[towns.klichev]\nlatitude = "53"',
            "[towns.klichev] latitude is a number of degrees from -90 to 90, not '53'",
        ),
        (
            '[towns.klichev]\nname = "Klichev"',
            "[towns.klichev] name is a table with a text in each of be, ru, pl, en",
        ),
        (
            '[towns.klichev]\nname.de = "Klitschau"',
            "[towns.klichev] name is a table with a text in each of be, ru, ",
        ),
        (
            '[towns.klichev]\nname.pl = " "',
            "[towns.klichev] name lacks its text in pl; right are be, ru, pl, en",
        ),
        (
            "[towns.klichev]\nname.pl = 5",
            "[towns.klichev] name lacks its text in pl; right are be, ru, pl, en",
        ),
        (
            "[regions.brest]\nshort = []",
            "[regions.brest] short is a table with a text in each of be, ru, pl, en",
        ),
        (
            '[regions.brest]\ncountry = "Belarus"',
            "[regions.brest] country is a code of two capital letters such as ",
        ),
        (
            "[towns.klichev]\npopulation = 7000",
            "[towns.klichev] 'population' is not known here; right are region, name, ",
        ),
        (
            '[towns.klichev]\ndistrict_centre = "yes"',
            "[towns.klichev] district_centre is true or false, not 'yes'",
        ),
        (
            '[towns.klichev]\ntimezone = "Minsk"',
            "[towns.klichev] timezone is a name such as \"Europe/Minsk\", not 'Minsk'",
        ),
        (
            '[towns.klichev]\ntimezone = "Europe"',
            '[towns.klichev] timezone is a name such as "Europe/Minsk", not ',
        ),
        (
            '[towns.klichev]\ntimezone = "/etc/passwd"',
            '[towns.klichev] timezone is a name such as "Europe/Minsk", not ',
        ),
        ("[towns.klichev]\ntimezone = 3", '[towns.klichev] timezone is a name such as "Europe/Minsk", not 3'),
        (
            '[towns.klichev]\ntimezone = ""',
            "[towns.klichev] timezone is a name such as \"Europe/Minsk\", not ''",
        ),
        (OWN_TOWN.replace("zaslavl", "Zaslavl"), "[towns.Zaslavl] a code is lower-case letters a to z, "),
        (OWN_TOWN.replace("zaslavl", "zaslavl-2"), "[towns.zaslavl-2] a code is lower-case letters a to z, "),
        (OWN_TOWN.replace("zaslavl", '"заслаўе"'), "[towns.заслаўе] a code is lower-case letters a to z, "),
        ('[towns]\nklichev = "Klichev"', "every one of the towns is a table, [towns.CODE]"),
        ("regions = 5", "every one of the regions is a table, [regions.CODE]"),
        ("[cities.klichev]", "'cities' is unknown; right are as_of, [regions.CODE] and [towns.CODE]"),
        ('as_of = "yesterday"', "as_of is a date such as 2026-11-01, not 'yesterday'"),
        ("as_of = 2026-11-01T00:00:00Z", "as_of is a date such as 2026-11-01, not "),
        ("[towns.klichev", "is not TOML in UTF-8: "),
    ],
)
def test_a_wrong_own_file_is_refused_in_one_line(tmp_path: Path, text: str, complaint: str) -> None:
    with pytest.raises(PlacesError) as refusal:
        own_places(tmp_path, text)
    message = str(refusal.value)
    assert message.startswith(f"{tmp_path / 'places.toml'}: {complaint}")
    assert len(message.splitlines()) == 1


def test_a_file_in_another_encoding_or_a_folder_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "places.toml"
    file.write_bytes('[towns.klichev]\nname.ru = "Кличев"'.encode("cp1251"))
    with pytest.raises(PlacesError, match="is not TOML in UTF-8"):
        load_places(file)
    with pytest.raises(PlacesError, match="cannot be read"):
        load_places(tmp_path)
