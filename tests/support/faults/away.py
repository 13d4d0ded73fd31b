"""A database of the tests' PostgreSQL server that ends its sessions, or lets nobody in."""

from collections.abc import Iterator
from contextlib import contextmanager
from types import TracebackType
from typing import Any

import psycopg
from sqlalchemy import Engine, event


class Away:
    """The database `away` of the tests' PostgreSQL server."""

    def __init__(self, server) -> None:
        self.server = server
        self._execute("DROP DATABASE IF EXISTS away WITH (FORCE)", "CREATE DATABASE away TEMPLATE empty_copy")
        self.uri = server.get_uri(database="away")

    def end_sessions(self) -> None:
        """What a restart does to all connections, those that wait in a pool too."""
        self._execute("SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE datname = 'away'")

    @contextmanager
    def closed(self) -> Iterator[None]:
        self._execute("ALTER DATABASE away ALLOW_CONNECTIONS false")
        self.end_sessions()
        try:
            yield
        finally:
            self._execute("ALTER DATABASE away ALLOW_CONNECTIONS true")

    def _execute(self, *statements: str) -> None:
        with psycopg.connect(self.server.get_uri(), autocommit=True) as connection:
            for statement in statements:
                connection.execute(statement)


class Moments:
    """Counts, inside `with`, the moments at which a connection of the engine is used: before each statement, before
    each commit and before each transaction is undone. At those whose numbers are in `fatal` all sessions end first."""

    def __init__(self, engine: Engine, away: Away, *, fatal: range = range(0)) -> None:
        self.engine, self.away, self.fatal = engine, away, fatal
        self.seen: list[str] = []

    def __enter__(self) -> "Moments":
        for name, listener in self._listeners():
            event.listen(self.engine, name, listener)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for name, listener in self._listeners():
            event.remove(self.engine, name, listener)

    def _listeners(self) -> list[tuple[str, Any]]:
        return [("before_cursor_execute", self._statement), ("commit", self._commit), ("rollback", self._undo)]

    def _statement(self, _connection, _cursor, statement: str, *_rest) -> None:
        self._pass(statement)

    def _commit(self, _connection) -> None:
        self._pass("COMMIT")

    def _undo(self, _connection) -> None:
        self._pass("ROLLBACK")

    def _pass(self, what: str) -> None:
        self.seen.append(what)
        if len(self.seen) - 1 in self.fatal:
            self.away.end_sessions()
