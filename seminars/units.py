"""Units of work. Each is "read" or "write" from its start; only a write unit may change anything.

On SQLite a write unit is the gate (a thread lock and an exclusive `flock`), then BEGIN IMMEDIATE, so that writers
queue in order instead of failing with "database is locked". On PostgreSQL it is a plain transaction.
"""

import fcntl
import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import datetime

from sqlalchemy import Connection, Engine, event, text
from sqlalchemy.orm import ORMExecuteState, Session

from seminars import clock
from seminars.extensions import db

_writing: ContextVar[bool] = ContextVar("writing", default=False)
_thread_gate = threading.Lock()


class WriteOutsideUnit(RuntimeError):
    """Something tried to change the database in a read unit: a mistake of the programmer."""


@contextmanager
def write_unit() -> Iterator[None]:
    """A transaction that may write, open before anything is read. Commit inside; leaving without a commit undoes all.

    Ends the read unit that was open; objects loaded there are read anew.
    """
    if _writing.get():
        raise RuntimeError("a write unit is open already; verbs compose inside one, they do not open their own")
    db.session.rollback()
    with _gate(db.engine):
        token = _writing.set(True)
        try:
            db.session.connection()
            yield
        finally:
            db.session.rollback()
            _writing.reset(token)


@contextmanager
def _gate(engine: Engine) -> Iterator[None]:
    path = engine.url.database
    if engine.dialect.name != "sqlite" or path in (None, "", ":memory:"):
        yield
        return
    with _thread_gate:
        descriptor = os.open(f"{path}.gate", os.O_CREAT | os.O_RDWR | os.O_CLOEXEC, 0o600)
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX)
            yield
        finally:
            os.close(descriptor)


def database_now() -> datetime:
    """The present instant by the clock that all processes share: PostgreSQL's own, or this machine's for SQLite."""
    if db.engine.dialect.name == "postgresql":
        return db.session.execute(text("SELECT clock_timestamp()")).scalar_one()
    return clock.now()


def prepare_engine(engine: Engine) -> None:
    """Give the engine's transactions the beginning that their unit wants (SQLite only)."""
    if engine.dialect.name == "sqlite":
        event.listen(engine, "connect", _prepare_sqlite_connection)
        event.listen(engine, "begin", _begin)


def _prepare_sqlite_connection(connection, _record) -> None:
    connection.isolation_level = None
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "busy_timeout=10000"):
        connection.execute(f"PRAGMA {pragma}")


def _begin(connection: Connection) -> None:
    connection.exec_driver_sql("BEGIN IMMEDIATE" if _writing.get() else "BEGIN")


@event.listens_for(db.session, "before_flush")
def _refuse_flush_in_read_unit(session: Session, _context, _instances) -> None:
    changed = session.new or session.deleted or any(session.is_modified(each) for each in session.dirty)
    if changed and not _writing.get():
        raise WriteOutsideUnit("a flush in a read unit; open `write_unit()` before anything is read")


@event.listens_for(db.session, "do_orm_execute")
def _refuse_statement_in_read_unit(state: ORMExecuteState) -> None:
    if (state.is_insert or state.is_update or state.is_delete) and not _writing.get():
        raise WriteOutsideUnit("a writing statement in a read unit; open `write_unit()` before anything is read")
