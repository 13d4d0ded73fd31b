"""Regions and towns: reference data in a file, with names in four languages, coordinates and time zones."""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from types import MappingProxyType
from typing import Any
from zoneinfo import ZoneInfo

from flask import current_app

from seminars.i18n import LANGUAGES, Texts
from seminars.text import clean_line

__all__ = ["Places", "PlacesError", "Region", "Town", "UnknownPlace", "current_places", "load_places"]

PACKAGED_FILE = Path(__file__).parent / "data" / "places.toml"
DEFAULT_TIMEZONE = "Europe/Minsk"


class PlacesError(ValueError):
    """A file of places is wrong; the message is one line: file, entry and what is right."""


class UnknownPlace(LookupError):
    """There is no region or town with this code."""

    def __init__(self, code: str) -> None:
        super().__init__(f"unknown place {code!r}")
        self.code = code


@dataclass(frozen=True)
class Region:
    """A region of Belarus, the city of Minsk, or a Polish voivodeship; `country` is "BY" or "PL"."""

    code: str
    country: str
    name: Texts
    short: Texts


@dataclass(frozen=True)
class Town:
    """A town; coordinates are degrees north and east of a place near its centre."""

    code: str
    region: Region
    name: Texts
    latitude: float
    longitude: float
    timezone: str = DEFAULT_TIMEZONE
    district_centre: bool = False


@dataclass(frozen=True)
class Places:
    """All regions and towns by code, in the order of the files, and the day they were last checked."""

    as_of: date
    regions: Mapping[str, Region]
    towns: Mapping[str, Town]

    def find_region(self, code: str) -> Region | None:
        return self.regions.get(code)

    def get_region(self, code: str) -> Region:
        """Raises UnknownPlace."""
        if code not in self.regions:
            raise UnknownPlace(code)
        return self.regions[code]

    def find_town(self, code: str) -> Town | None:
        return self.towns.get(code)

    def get_town(self, code: str) -> Town:
        """Raises UnknownPlace."""
        if code not in self.towns:
            raise UnknownPlace(code)
        return self.towns[code]

    def towns_of(self, region_code: str) -> tuple[Town, ...]:
        """The region's towns in the order of the files. Raises UnknownPlace."""
        region = self.get_region(region_code)
        return tuple(town for town in self.towns.values() if town.region == region)


def load_places(own_file: Path | None = None) -> Places:
    """The packaged places, with single entries added or overridden by `own_file` if that file exists.

    Raises PlacesError, a single line that names the file, the entry and what is right.
    """
    data = _read(PACKAGED_FILE)
    own = _read(own_file) if own_file and own_file.exists() else {}
    regions = {entry.code: _region(entry) for entry in _merged("regions", data, own, own_file)}
    towns = {entry.code: _town(entry, regions) for entry in _merged("towns", data, own, own_file)}
    return Places(own.get("as_of", data["as_of"]), MappingProxyType(regions), MappingProxyType(towns))


@dataclass(frozen=True)
class _Entry:
    file: Path
    kind: str
    code: str
    parts: Mapping[str, Any]

    def wrong(self, what: str) -> PlacesError:
        return PlacesError(f"{self.file}: [{self.kind}.{self.code}] {what}")

    def require(self, needed: tuple[str, ...], optional: tuple[str, ...] = ()) -> None:
        if not re.fullmatch(r"[a-z]+(-[a-z]+)*", self.code):
            raise self.wrong("a code is lower-case letters a to z, in words joined by single hyphens")
        if missing := [part for part in needed if part not in self.parts]:
            raise self.wrong(f"lacks {', '.join(missing)}")
        if unknown := [part for part in self.parts if part not in needed + optional]:
            raise self.wrong(f"{unknown[0]!r} is not known here; right are {', '.join(needed + optional)}")

    def texts(self, part: str) -> Texts:
        texts = self.parts[part]
        if not isinstance(texts, dict) or any(language not in LANGUAGES for language in texts):
            raise self.wrong(f"{part} is a table with a text in each of {', '.join(LANGUAGES)}")
        for language in LANGUAGES:
            text = texts.get(language)
            if not isinstance(text, str) or not clean_line(text):
                raise self.wrong(f"{part} lacks its text in {language}; right are {', '.join(LANGUAGES)}")
        return Texts({language: clean_line(texts[language]) for language in LANGUAGES})

    def degrees(self, part: str, limit: int) -> float:
        value = self.parts[part]
        if isinstance(value, bool) or not isinstance(value, int | float) or not -limit <= value <= limit:
            raise self.wrong(f"{part} is a number of degrees from -{limit} to {limit}, not {value!r}")
        return float(value)

    def timezone(self) -> str:
        name = self.parts.get("timezone", DEFAULT_TIMEZONE)
        try:
            return ZoneInfo(name).key
        # Odd names fail in many ways: not a text, an absolute path, a folder of zones, or simply unknown.
        except (KeyError, ValueError, TypeError, AttributeError, OSError):
            raise self.wrong(f'timezone is a name such as "{DEFAULT_TIMEZONE}", not {name!r}') from None


def _region(entry: _Entry) -> Region:
    entry.require(("country", "name", "short"))
    country = entry.parts["country"]
    if not isinstance(country, str) or not re.fullmatch("[A-Z]{2}", country):
        raise entry.wrong(f'country is a code of two capital letters such as "BY", not {country!r}')
    return Region(entry.code, country, entry.texts("name"), entry.texts("short"))


def _town(entry: _Entry, regions: Mapping[str, Region]) -> Town:
    entry.require(("region", "name", "latitude", "longitude"), optional=("timezone", "district_centre"))
    region, centre = entry.parts["region"], entry.parts.get("district_centre", False)
    if not isinstance(region, str) or region not in regions:
        raise entry.wrong(f"region {region!r} is not known; right are {', '.join(regions)}")
    if not isinstance(centre, bool):
        raise entry.wrong(f"district_centre is true or false, not {centre!r}")
    north, east = entry.degrees("latitude", 90), entry.degrees("longitude", 180)
    return Town(entry.code, regions[region], entry.texts("name"), north, east, entry.timezone(), centre)


def _read(file: Path) -> dict[str, Any]:
    try:
        data = tomllib.loads(file.read_text(encoding="utf-8"))
    except OSError as error:
        raise PlacesError(f"{file}: cannot be read: {error.strerror}") from error
    except ValueError as error:
        raise PlacesError(f"{file}: is not TOML in UTF-8: {error}") from error
    for key, value in data.items():
        if key not in ("as_of", "regions", "towns"):
            raise PlacesError(f"{file}: {key!r} is unknown; right are as_of, [regions.CODE] and [towns.CODE]")
        if key == "as_of" and type(value) is not date:
            raise PlacesError(f"{file}: as_of is a date such as 2026-11-01, not {value!r}")
        if key != "as_of" and not (_are_tables(value) and _are_tables(*value.values())):
            raise PlacesError(f"{file}: every one of the {key} is a table, [{key}.CODE]")
    return data


def _merged(kind: str, data: dict[str, Any], own: dict[str, Any], own_file: Path | None) -> list[_Entry]:
    packaged, added = data[kind], own.get(kind, {})
    entries = {code: _Entry(PACKAGED_FILE, kind, code, parts) for code, parts in packaged.items()}
    for code, parts in added.items():
        before = packaged.get(code, {})
        both = [part for part in parts if _are_tables(before.get(part), parts[part])]
        texts = {part: {**before[part], **parts[part]} for part in both}
        entries[code] = _Entry(own_file, kind, code, {**before, **parts, **texts})
    return list(entries.values())


def _are_tables(*values: object) -> bool:
    return all(isinstance(value, dict) for value in values)


def current_places() -> Places:
    """The places of the running application: the packaged ones with this installation's own."""
    return current_app.extensions["places"]
