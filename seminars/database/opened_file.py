"""Whether the SQLite file that this process has opened is still the one that lies at its path: whoever replaces or
deletes it under a running process lets that read and write what nobody else sees."""

import os
from collections.abc import MutableMapping
from functools import partial
from typing import Any
from weakref import WeakKeyDictionary

from sqlalchemy import Engine, event

_Identity = tuple[int, int]  # of the device and of the file on it
_opened: MutableMapping[Engine, _Identity] = WeakKeyDictionary()


def note_first(engine: Engine) -> None:
    """Remember the file that is opened first, until all connections are closed for good."""
    event.listen(engine, "connect", partial(_note, engine))
    event.listen(engine, "engine_disposed", lambda engine: _opened.pop(engine, None))


def is_still_there(engine: Engine) -> bool:
    """Also true while nothing is open, and of PostgreSQL."""
    first = _opened.get(engine)
    return first is None or _at_path(engine) == first


def _note(engine: Engine, _connection: Any, _record: object) -> None:
    # Later connections may open another one already, while those from before go on with the first.
    found = _at_path(engine)
    if found:
        _opened.setdefault(engine, found)


def _at_path(engine: Engine) -> _Identity | None:
    try:
        found = os.stat(engine.url.database or "")
    except OSError:
        return None
    return found.st_dev, found.st_ino
