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


REGIONS = (
    "brest, gomel, grodno, lubelskie, malopolskie, mazowieckie, minsk, minsk-region, mogilev, podkarpackie, podlaskie, "
    "vitebsk"
)
A_TEXT = "takes a text per language (be, ru, pl, en), for example"
A_CODE = "a code is lower-case letters a to z, in words joined by single hyphens"


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        (
            '[towns.klichev]\nregion = "atlantis"',
            f' [towns.klichev]: region "atlantis" is unknown; valid values are {REGIONS}',
        ),
        ('[towns.klichev]\nregion = "brestt"', ' [towns.klichev]: region "brestt" is unknown; did you mean "brest"?'),
        ("[towns.klichev]\nregion = 7", f" [towns.klichev]: region takes a text in quotes; valid values are {REGIONS}"),
        (
            "[towns.klichev]\nlatitude = 90.5",
            " [towns.klichev]: latitude takes a number of degrees from -90 to 90, not 90.5",
        ),
        (
            "[towns.klichev]\nlongitude = -181",
            " [towns.klichev]: longitude takes a number of degrees from -180 to 180, not -181",
        ),
        (
            "[towns.klichev]\nlatitude = nan",
            " [towns.klichev]: latitude takes a number of degrees from -90 to 90, not nan",
        ),
        (
            "[towns.klichev]\nlatitude = true",
            " [towns.klichev]: latitude takes a number of degrees from -90 to 90, not true",
        ),
        (
            '[towns.klichev]\nlatitude = "53"',
            " [towns.klichev]: latitude takes a number of degrees from -90 to 90, without quotes",
        ),
        ('[towns.klichev]\nname = "Klichev"', f' [towns.klichev]: name {A_TEXT} name.en = "…"'),
        (
            '[towns.klichev]\nname.de = "Klitschau"',
            ' [towns.klichev] name: the key "de" is unknown; valid keys are be, en, pl, ru',
        ),
        ('[towns.klichev]\nname.pl = " "', " [towns.klichev] name: pl is empty"),
        ("[towns.klichev]\nname.pl = 5", " [towns.klichev] name: pl takes a text in quotes"),
        ("[regions.brest]\nshort = []", f' [regions.brest]: short {A_TEXT} short.en = "…"'),
        (
            '[regions.brest]\ncountry = "Belarus"',
            ' [regions.brest]: country takes a code of two capital letters such as "BY", not "Belarus"',
        ),
        (
            "[towns.klichev]\npopulation = 7000",
            ' [towns.klichev]: the key "population" is unknown; '
            "valid keys are district_centre, latitude, longitude, name, region, timezone",
        ),
        (
            '[towns.klichev]\ndistrict_centre = "yes"',
            " [towns.klichev]: district_centre takes true or false, without quotes",
        ),
        (
            '[towns.klichev]\ntimezone = "Minsk"',
            ' [towns.klichev]: timezone takes a name such as "Europe/Minsk", not "Minsk"',
        ),
        (
            '[towns.klichev]\ntimezone = "Europe"',
            ' [towns.klichev]: timezone takes a name such as "Europe/Minsk", not "Europe"',
        ),
        (
            '[towns.klichev]\ntimezone = "/etc/passwd"',
            ' [towns.klichev]: timezone takes a name such as "Europe/Minsk", not "/etc/passwd"',
        ),
        ("[towns.klichev]\ntimezone = 3", ' [towns.klichev]: timezone takes a name such as "Europe/Minsk", not "3"'),
        ('[towns.klichev]\ntimezone = ""', ' [towns.klichev]: timezone takes a name such as "Europe/Minsk", not ""'),
        (OWN_TOWN.replace("zaslavl", "Zaslavl"), f" [towns.Zaslavl]: {A_CODE}"),
        (OWN_TOWN.replace("zaslavl", "zaslavl-2"), f" [towns.zaslavl-2]: {A_CODE}"),
        (OWN_TOWN.replace("zaslavl", '"заслаўе"'), f" [towns.заслаўе]: {A_CODE}"),
        ('[towns]\nklichev = "Klichev"', ": towns takes a table for each of them, [towns.CODE]"),
        ("regions = 5", ": regions takes a table for each of them, [regions.CODE]"),
        ("[cities.klichev]", ': the key "cities" is unknown; valid keys are as_of, regions, towns'),
        ('as_of = "yesterday"', ": as_of takes a date such as 2026-11-01, without quotes"),
        ("as_of = 2026-11-01T00:00:00Z", ": as_of takes a date such as 2026-11-01, not 2026-11-01 00:00:00+00:00"),
        (
            "[towns.klichev",
            " is not TOML: Expected ']' at the end of a table declaration (at end of document)",
        ),
    ],
)
def test_a_wrong_own_file_is_refused_in_one_line(tmp_path: Path, text: str, complaint: str) -> None:
    with pytest.raises(PlacesError) as refusal:
        own_places(tmp_path, text)
    assert str(refusal.value) == f"{tmp_path / 'places.toml'}{complaint}"


def test_all_mistakes_of_an_own_file_are_named_at_once_a_line_each(tmp_path: Path) -> None:
    wrong = 'as_of = 1\n[regions.pomorskie]\ncountry = "PL"\n[towns.sopot]\nregion = "pomorskie"\nlatitude = 99\n'
    with pytest.raises(PlacesError) as refusal:
        own_places(tmp_path, wrong)
    file = tmp_path / "places.toml"
    assert str(refusal.value).splitlines() == [
        f"{file}: as_of takes a date such as 2026-11-01, not 1",
        f"{file} [regions.pomorskie]: name is missing",
        f"{file} [regions.pomorskie]: short is missing",
        f"{file} [towns.sopot]: name is missing",
        f"{file} [towns.sopot]: latitude takes a number of degrees from -90 to 90, not 99",
        f"{file} [towns.sopot]: longitude is missing",
    ]


def test_a_file_in_another_encoding_or_a_folder_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "places.toml"
    file.write_bytes('[towns.klichev]\nname.ru = "Кличев"'.encode("cp1251"))
    with pytest.raises(PlacesError, match=r"is not in UTF-8 \(byte 27\)"):
        load_places(file)
    with pytest.raises(PlacesError, match="cannot be read"):
        load_places(tmp_path)
