"""One application for each process and kind of database, lent to one test after the other as if it were new.

To make an application takes longer than most tests, and its engine has forgotten how every statement is written.
PostgreSQL's sessions are kept for the same reason: a new one has to learn all that it knows of the tables.
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
    """What a test may change, settings and extensions, is as it was when the test ends, and no connection is in use."""

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
        self._sessions: list[int] = []
        if self._engine.dialect.name == "sqlite":
            event.listen(self._engine, "connect", _trust_the_power)
        else:
            event.listen(self._engine, "connect", self._note_session)

    @contextmanager
    def lent(self, instance: Path, address: str) -> Iterator[Flask]:
        """The application with this folder and this database, which is of the kind that it was made with."""
        self._take_back()
        self.app.config.update(INSTANCE=str(instance), SQLALCHEMY_DATABASE_URI=address)
        self.app.extensions["mail"] = copy(self._extensions["mail"])  # which holds folder and server
        self.app.extensions["mail"].folder = instance / "mail"
        self._turn_to(address)
        # No worker runs, and pages would tell each test so; those of what is watched look again.
        self.app.extensions[watching.KEPT] = {"found": (), "until": math.inf}
        yield self.app
        if self._engine.dialect.name == "sqlite" or self._engine.pool.checkedout():
            self.disconnect()
        left = [*self._engine.dispatch.before_cursor_execute]
        self._take_back()
        assert left == [], "a listener that a test leaves on the engine would listen to all that come after it"

    def empty(self, address: str, end_others: str, script: str) -> None:
        """A database of PostgreSQL, by a session that is kept, once all those are ended that are not."""
        self._turn_to(address)
        connection = self._engine.raw_connection()
        connection.driver_connection.execute(end_others, [self._sessions])
        connection.driver_connection.execute(script)
        connection.commit()
        connection.close()

    def disconnect(self) -> None:
        self._engine.dispose()
        self._sessions.clear()

    def _turn_to(self, address: str) -> None:
        if (url := make_url(address)) != self._engine.url:
            self.disconnect()
            self._engine.url = url

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

    def _note_session(self, connection: Any, _record: Any) -> None:
        self._sessions.append(connection.info.backend_pid)


def _trust_the_power(connection: Any, _record: Any) -> None:
    """What is lost with the power may be lost here, and to wait for the disk would take half of a test's time."""
    connection.execute("PRAGMA synchronous=OFF")
