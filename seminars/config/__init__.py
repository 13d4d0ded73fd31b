"""The settings of an installation. Defaults < instance/config.toml < SEMINARS_* environment."""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from seminars import crash
from seminars.config.completing import completed
from seminars.config.settings import SETTINGS, ConfigError, Setting
from seminars.toml import tables, values

__all__ = ["SETTINGS", "ConfigError", "Setting", "load"]

PREFIX = "SEMINARS_"
LONGEST_NUMBER = 9  # digits
_BY_NAME = {setting.name: setting for setting in SETTINGS}
_LISTED = "`docs/operating.md` lists them all"
_KINDS: Mapping[type, Callable[[Any], Any]] = {
    str: values.text,
    int: values.whole_number,
    bool: values.truth,
    list: lambda value: tuple(values.texts(value)),
}
_TRUTH = {"1": True, "true": True, "yes": True, "on": True, "0": False, "false": False, "no": False, "off": False}


def load(environ: Mapping[str, str]) -> dict[str, Any]:
    """All settings by name, complete and checked. Raises ConfigError."""
    from_environment = {
        name.removeprefix(PREFIX): _from_text(name.removeprefix(PREFIX), value, name)
        for name, value in environ.items()
        if name.startswith(PREFIX) and name != crash.SWITCH
    }
    settings = {setting.name: setting.default for setting in SETTINGS}
    instance = Path(from_environment.get("INSTANCE", settings["INSTANCE"])).absolute()
    settings |= _from_file(instance / "config.toml") | from_environment
    settings["INSTANCE"] = str(instance)
    return completed(settings)


def _from_file(path: Path) -> dict[str, Any]:
    if not path.is_file():
        return {}
    mistakes: list[str] = []
    try:
        table = tables.Table(str(path), tables.read_file(path), mistakes)
    except tables.UnreadableFile as error:
        raise ConfigError(str(error)) from None
    written = {setting.name: table.read(setting.name, _KINDS[setting.kind]) for setting in SETTINGS}
    table.finish(elsewhere=f" ({_LISTED})")
    if mistakes:
        raise ConfigError("\n".join(mistakes))
    return {name: value for name, value in written.items() if value is not None and name != "INSTANCE"}


def _from_text(name: str, text: str, place: str) -> Any:
    if name not in _BY_NAME:
        said = values.unknown(place, [f"{PREFIX}{known}" for known in _BY_NAME])
        raise ConfigError(f"the setting {said} ({_LISTED})")
    kind = _BY_NAME[name].kind
    if kind is bool:
        if text.strip().lower() not in _TRUTH:
            raise ConfigError(f"{place} is {text!r}; it takes true or false")
        return _TRUTH[text.strip().lower()]
    if kind is int:
        if not text.strip().isdecimal() or len(text) > LONGEST_NUMBER:
            raise ConfigError(f"{place} is {text!r}; it takes a whole number")
        return int(text)
    if kind is list:
        return tuple(part.strip() for part in text.split(",") if part.strip())
    return text
