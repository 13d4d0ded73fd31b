"""Reads a file key by key; every mistake goes into one list, together with its place."""

import tomllib
from collections.abc import Callable, Collection, Mapping
from pathlib import Path
from typing import Any

from seminars.i18n import LANGUAGES, Texts
from seminars.toml import values as kinds


class UnreadableFile(ValueError):
    """There is no TOML to read; one line names the file and says why."""


def read_file(file: Path) -> dict[str, Any]:
    """What the file says. Raises UnreadableFile."""
    try:
        return tomllib.loads(file.read_text(encoding="utf-8-sig"))
    except OSError as error:
        raise UnreadableFile(f"{file} cannot be read: {error.strerror}") from None
    except UnicodeDecodeError as error:
        raise UnreadableFile(f"{file} is not in UTF-8 (byte {error.start})") from None
    except ValueError as error:  # a number of more digits than Python reads, too
        raise UnreadableFile(f"{file} is not TOML: {error}") from None


class Table:
    """One table of a file. A key that is missing or wrong gives an empty value and a line in `mistakes`."""

    def __init__(self, place: str, content: Mapping[str, Any], mistakes: list[str]) -> None:
        self.place = place
        self.mistakes = mistakes
        self._content = content
        self._asked: set[str] = set()

    def wrong(self, what: str) -> None:
        """Note a mistake of this table."""
        self.mistakes.append(f"{self.place}: {what}" if self.place else what)

    def take(self, key: str, *, required: bool = False) -> Any:
        """The value as TOML gave it; None where there is none."""
        self._asked.add(key)
        if required and key not in self._content:
            self.wrong(f"{key} is missing")
        return self._content.get(key)

    def read(self, key: str, kind: Callable[[Any], Any], empty: Any = None, *, required: bool = False) -> Any:
        """The value as one of the kinds of `values`; `empty` where there is none or a wrong one."""
        value = self.take(key, required=required)
        if value is None:
            return empty
        try:
            known = kind(value)
        except ValueError as error:
            self.wrong(f"{key} {error}")
            return empty
        if required and known == "":
            self.wrong(f"{key} is empty")
        return known

    def texts(
        self, key: str, kind: Callable[[Any], str], *, required: bool = False, needed_in: Collection[str] = ()
    ) -> Texts:
        """A text in each language that the table has: in at least one if `required`, in all of `needed_in`."""
        value = self.take(key, required=required or bool(needed_in))
        if value is None:
            return Texts()
        if not isinstance(value, dict):
            self.wrong(f'{key} takes a text per language ({", ".join(LANGUAGES)}), for example {key}.en = "…"')
            return Texts()
        by_language = Table(f"{self.place} {key}".strip(), value, self.mistakes)
        texts = Texts({each: by_language.read(each, kind, "", required=each in needed_in) for each in LANGUAGES})
        by_language.finish()
        if required and not texts:
            self.wrong(f"{key} is empty in every language")
        return texts

    def table(self, key: str, *, required: bool = False) -> "Table | None":
        """The table under this key."""
        value = self.take(key, required=required)
        if isinstance(value, dict):
            return Table(f"{self.place} {key}".strip(), value, self.mistakes)
        if value is not None:
            self.wrong(f"{key} is a table")
        return None

    def tables(self, key: str) -> list["Table"]:
        """The tables under this key, each named by its number from 1 and its slug."""
        value = self.take(key)
        if value is None:
            return []
        if not isinstance(value, list) or not all(isinstance(each, dict) for each in value):
            self.wrong(f"{key} is a list of tables, each begun by its name in double square brackets")
            return []
        return [Table(self._name(key, number, each), each, self.mistakes) for number, each in enumerate(value, 1)]

    def _name(self, key: str, number: int, content: Mapping[str, Any]) -> str:
        slug = f" {kinds.quoted(content['slug'])}" if isinstance(content.get("slug"), str) else ""
        return f"{self.place} {key}[{number}]{slug}".strip()

    def finish(self, *, elsewhere: str = "") -> None:
        """Note the keys that nobody asked for: they are misspelt, and what they say would be lost. `elsewhere` tells
        where all of them are listed."""
        for key in self._content:
            if key not in self._asked:
                self.wrong(f"the key {kinds.unknown(key, self._asked, what='keys')}{elsewhere}")
