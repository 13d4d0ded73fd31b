"""One application for each process and kind of database, lent to one test after the other as if it were new.

To make an application takes longer than most tests, and its engine has forgotten how every statement is written.
"""

import math
from collections.abc import Iterator
from contextlib import contextmanager
from copy import copy
from pathlib import Path
from typing import Any

from flask import Flask
from sqlalchemy import event
from sqlalchemy.engine import Dialect, make_url

from seminars.extensions import db
from seminars.web import watching


class LentApplication:
    """What a test may change, settings, extensions and the pool of connections, is as it was when the test ends."""

    def __init__(self, app: Flask) -> None:
        self.app = app
        app.testing = True
        self._settings = dict(app.config)
        self._extensions = dict(app.extensions)
        self._client_class = app.test_client_class
        with app.app_context():
            self._engine = db.engine
        # Before the listener of the product, which makes the file.
        event.listen(self._engine, "do_connect", self._connect_to_the_present_one, insert=True)
        if self._engine.dialect.name == "sqlite":
            event.listen(self._engine, "connect", _trust_the_power)

    @contextmanager
    def lent(self, instance: Path, address: str) -> Iterator[Flask]:
        """The application with this folder and this database, which is of the kind that it was made with."""
        self._take_back()
        self.app.config.update(INSTANCE=str(instance), SQLALCHEMY_DATABASE_URI=address)
        self.app.extensions["mail"] = copy(self._extensions["mail"])  # which holds folder and server
        self.app.extensions["mail"].folder = instance / "mail"
        self._engine.url = make_url(address)
        # No worker runs, and pages would tell each test so; those of what is watched look again.
        self.app.extensions[watching.KEPT] = {"found": (), "until": math.inf}
        yield self.app
        self._engine.dispose()
        left = [*self._engine.dispatch.before_cursor_execute]
        self._take_back()
        assert left == [], "a listener that a test leaves on the engine would listen to all that come after it"

    def _take_back(self) -> None:
        for present, kept in ((self.app.config, self._settings), (self.app.extensions, self._extensions)):
            present.clear()
            present.update(
                (name, copy(value) if isinstance(value, list | dict) else value) for name, value in kept.items()
            )
        self.app.test_client_class = self._client_class

    def _connect_to_the_present_one(
        self, dialect: Dialect, _record: Any, arguments: list[Any], named: dict[str, Any]
    ) -> None:
        arguments[:], more = dialect.create_connect_args(self._engine.url)
        named |= more


def _trust_the_power(connection: Any, _record: Any) -> None:
    """What is lost with the power may be lost here, and to wait for the disk would take half of a test's time."""
    connection.execute("PRAGMA synchronous=OFF")
