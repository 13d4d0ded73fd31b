"""Settings, places and series are read by one reader, so that the same mistake is named alike in each file."""

import tomllib
from datetime import UTC, datetime
from pathlib import Path

import pytest
from series_file import SMALL

from seminars import config, create_app, places
from seminars.domain.loading.document import read_series

NOW = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)


def mistakes_in_settings(folder: Path, line: str) -> list[str]:
    (folder / "config.toml").write_text(f"{line}\n", encoding="utf-8")
    with pytest.raises(config.ConfigError) as refused:
        config.load({"SEMINARS_INSTANCE": str(folder)})
    return str(refused.value).splitlines()


def mistakes_in_places(folder: Path, line: str) -> list[str]:
    file = folder / "places.toml"
    file.write_text(f"[towns.klichev]\n{line}\n", encoding="utf-8")
    with pytest.raises(places.PlacesError) as refused:
        places.load_places(file)
    return str(refused.value).splitlines()


def mistakes_in_series(folder: Path, line: str) -> list[str]:
    text = SMALL.replace("capacity = 20", line)
    assert text != SMALL
    with create_app({"SEMINARS_INSTANCE": str(folder)}).app_context():
        return read_series(tomllib.loads(text), now=NOW, known_speakers=set()).mistakes


@pytest.mark.parametrize(
    ("mistakes_in", "place", "keys"),
    [
        (mistakes_in_settings, "{}/config.toml", ("MAIL_USE_TLS", "PORT", "PROT", "PORT")),
        (
            mistakes_in_places,
            "{}/places.toml [towns.klichev]",
            ("district_centre", "latitude", "lattitude", "latitude"),
        ),
        (mistakes_in_series, 'seminars[1] "pinsk"', ("needs_approval", "capacity", "capasity", "capacity")),
    ],
    ids=["settings", "places", "series"],
)
def test_a_mistake_reads_alike_in_each_file(tmp_path, mistakes_in, place, keys):
    place = place.format(tmp_path)
    truth, number, key, meant = keys
    assert mistakes_in(tmp_path, f'{truth} = "yes"') == [f"{place}: {truth} takes true or false, without quotes"]
    assert mistakes_in(tmp_path, f"{truth} = [1]") == [f"{place}: {truth} takes true or false, not a list"]
    assert mistakes_in(tmp_path, f"{truth} = {{}}") == [f"{place}: {truth} takes true or false, not a table"]
    (of_number,) = mistakes_in(tmp_path, f"{number} = true")
    assert of_number.startswith(f"{place}: {number} takes a ")
    assert of_number.endswith(", not true")
    (of_key,) = mistakes_in(tmp_path, f"{key} = 1")
    assert of_key.startswith(f'{place}: the key "{key}" is unknown; did you mean "{meant}"')
