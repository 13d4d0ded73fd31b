"""Backups in a folder that are named by the time: what a new one is called, and which old ones go."""

import re
import shutil
from collections.abc import Iterator
from datetime import UTC
from itertools import count
from pathlib import Path

import click

from seminars import clock

STAMP = "%Y%m%dT%H%M%SZ"
_OURS = re.compile(r"seminars-([0-9]{8}T[0-9]{6}Z)(?:-([0-9]{1,6}))?\.sqlite")
_Age = tuple[bool, str, int]


def new_names(folder: Path) -> Iterator[Path]:
    """Names for a new file in the folder, of which the first that is free is meant; those of one second are counted."""
    stamp = _stamp()
    there = [found for file in folder.iterdir() if (found := _OURS.fullmatch(file.name)) and found[1] == stamp]
    for number in count(1 + max((int(found[2] or 1) for found in there), default=0)):
        yield folder / f"seminars-{stamp}{f'-{number}' if number > 1 else ''}.sqlite"


def thin_out(folder: Path, *, keep: int, besides: Path) -> int:
    """Remove all but the newest `keep` files that were named by `new_names`, and never `besides`, which is one of them;
    returns how many. What killed programs left unfinished goes with the files of its age."""
    made = [file for file in folder.iterdir() if _is_ours(file.name) and file.is_file() and not file.is_symlink()]
    others = sorted((file for file in made if file.name != besides.name), key=lambda file: _age(file.name))
    kept = others[len(others) - (keep - 1) :] if keep <= len(others) else others
    gone = others[: len(others) - len(kept)]
    try:
        for file in gone:
            file.unlink(missing_ok=True)
        for left in _unfinished(folder, older_than=_age((kept[0] if kept else besides).name)) if gone else ():
            shutil.rmtree(left)
    except OSError as error:
        raise click.ClickException(f"{error.filename} cannot be removed: {error.strerror}") from None
    return len(gone)


def _unfinished(folder: Path, *, older_than: _Age) -> list[Path]:
    """Folders `.NAME.…` in which a file NAME was written."""
    found = {each: each.name[1:].rpartition(".")[0] for each in folder.glob(".seminars-*.sqlite.*") if each.is_dir()}
    return [each for each, name in found.items() if _is_ours(name) and _age(name) < older_than]


def _is_ours(name: str) -> bool:
    return _OURS.fullmatch(name) is not None


def _age(name: str) -> _Age:
    """Sorts the oldest first. What a wrong clock has dated in the future is taken for older than all else: it must not
    push out what is made from now on."""
    found = _OURS.fullmatch(name)
    stamp, number = found.groups(default="1") if found else ("", "1")
    return stamp <= _stamp(), stamp, int(number)


def _stamp() -> str:
    return clock.now().astimezone(UTC).strftime(STAMP)
