"""Regions and towns: reference data in a file, with names in four languages, coordinates and time zones."""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from types import MappingProxyType
from typing import Any

from flask import current_app

from seminars.i18n import Texts
from seminars.text import clean_line
from seminars.toml import values
from seminars.toml.tables import Table, UnreadableFile, read_file

__all__ = ["Places", "PlacesError", "Region", "Town", "UnknownPlace", "current_places", "load_places"]

PACKAGED_FILE = Path(__file__).parent / "data" / "places.toml"
DEFAULT_TIMEZONE = "Europe/Minsk"
# Every place has a name in these; readers of another language get the nearest one.
NAMED_IN = ("be", "ru", "pl", "en")
Parts = Mapping[str, Any]


class PlacesError(ValueError):
    """A file of places is wrong; the message has a line for each mistake: file, entry and what is valid."""


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

    as_of: date | None
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

    Raises PlacesError with a line for each mistake: file, entry and what is valid.
    """
    mistakes: list[str] = []
    packaged = _read(PACKAGED_FILE, mistakes)
    own = _read(own_file, mistakes) if own_file and own_file.exists() else _File("")
    regions = {code: _region(code, table) for code, table in _merged("regions", packaged, own, mistakes)}
    towns = {code: _town(code, table, regions) for code, table in _merged("towns", packaged, own, mistakes)}
    if mistakes:
        raise PlacesError("\n".join(mistakes))
    return Places(own.as_of or packaged.as_of, MappingProxyType(regions), MappingProxyType(towns))


@dataclass(frozen=True)
class _File:
    """What a file says, not judged yet: its day, and the parts of each region and town by code."""

    name: str
    as_of: date | None = None
    entries: Mapping[str, Mapping[str, Parts]] = field(default_factory=dict)


def _read(file: Path, mistakes: list[str]) -> _File:
    try:
        top = Table(str(file), read_file(file), mistakes)
    except UnreadableFile as error:
        raise PlacesError(str(error)) from None
    as_of = top.read("as_of", values.day)
    entries = {kind: top.read(kind, _tables_by_code(kind), {}) for kind in ("regions", "towns")}
    top.finish()
    return _File(str(file), as_of, entries)


def _tables_by_code(kind: str) -> Callable[[Any], dict[str, Parts]]:
    def tables(value: Any) -> dict[str, Parts]:
        if not (_are_tables(value) and _are_tables(*value.values())):
            raise ValueError(f"takes a table for each of them, [{kind}.CODE]")
        return value

    return tables


def _merged(kind: str, packaged: _File, own: _File, mistakes: list[str]) -> Iterator[tuple[str, Table]]:
    """Each entry by its code; one that the own file has is judged as that file's."""
    before, added = dict(packaged.entries[kind]), dict(own.entries.get(kind, {}))
    for code in before | added:
        file, parts = own if code in added else packaged, _overridden(before.get(code, {}), added.get(code, {}))
        table = Table(f"{file.name} [{kind}.{code}]", parts, mistakes)
        if not re.fullmatch(r"[a-z]+(-[a-z]+)*", code):
            table.wrong("a code is lower-case letters a to z, in words joined by single hyphens")
        yield code, table


def _overridden(before: Parts, parts: Parts) -> Parts:
    texts = {part: {**before[part], **text} for part, text in parts.items() if _are_tables(before.get(part), text)}
    return {**before, **parts, **texts}


def _are_tables(*found: object) -> bool:
    return all(isinstance(each, dict) for each in found)


def _region(code: str, table: Table) -> Region:
    country = table.read("country", _country, "", required=True)
    name, short = table.texts("name", _name, needed_in=NAMED_IN), table.texts("short", _name, needed_in=NAMED_IN)
    table.finish()
    return Region(code, country, name, short)


def _town(code: str, table: Table, regions: Mapping[str, Region]) -> Town:
    region = table.read("region", values.one_of(regions), "", required=True)
    town = Town(
        code,
        # The one that stands in is not seen, as the place is refused beside a mistake.
        regions.get(region) or Region("", "", Texts(), Texts()),
        table.texts("name", _name, needed_in=NAMED_IN),
        table.read("latitude", values.degrees(90), 0.0, required=True),
        table.read("longitude", values.degrees(180), 0.0, required=True),
        table.read("timezone", values.timezone, DEFAULT_TIMEZONE),
        table.read("district_centre", values.truth, False),
    )
    table.finish()
    return town


def _name(value: Any) -> str:
    return clean_line(values.text(value))


def _country(value: Any) -> str:
    if not isinstance(value, str) or not re.fullmatch("[A-Z]{2}", value):
        raise ValueError(f'takes a code of two capital letters such as "BY", not {values.quoted(value)}')
    return value


def current_places() -> Places:
    """The places of the running application: the packaged ones with this installation's own."""
    return current_app.extensions["places"]
