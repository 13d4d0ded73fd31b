"""Units of work. Each is "read" or "write" from its start; only a write unit may change anything.

On SQLite a write unit is the gate (a thread lock and an exclusive `flock`), then BEGIN IMMEDIATE, so that writers
queue in order instead of failing with "database is locked". On PostgreSQL it is a plain transaction. A request that
waits too long for it is sent away (gate.Busy).
"""

from collections.abc import Iterator
from contextlib import AbstractContextManager, closing, contextmanager, nullcontext
from contextvars import ContextVar
from datetime import datetime
from time import monotonic

from flask import has_request_context, request
from sqlalchemy import Connection, Engine, event, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolExhausted
from sqlalchemy.orm import ORMExecuteState, Session

from seminars import clock
from seminars.crash import crash_point
from seminars.database import gate, opened_file
from seminars.database.engine import make_file, prepare_postgresql_connection, prepare_sqlite_connection
from seminars.extensions import db

_writing: ContextVar[bool] = ContextVar("writing", default=False)
# Stands in the field of an SQLite file that belongs to the program (PRAGMA user_version) once its rows live elsewhere.
MOVED = 0x6D6F7665
WRITERS = "job_run"  # the table that each write unit on PostgreSQL locks first; the lock keeps no other one out
LONGEST_TRY = 5  # seconds that a migration waits for its turn; whoever starts it can try again
LOCK_NOT_AVAILABLE = "55P03"  # lock_timeout has passed (PostgreSQL's Appendix A)


class WriteOutsideUnit(RuntimeError):
    """Something tried to change the database in a read unit: a mistake of the programmer."""


@contextmanager
def write_unit(*, patience: float | None = None) -> Iterator[None]:
    """A transaction that may write, open before anything is read. Commit inside; leaving without a commit undoes all.

    Ends the read unit that was open; objects loaded there are read anew. Raises gate.Busy in a web request whose turn
    does not come; after `patience` seconds already where the request can do without it.
    """
    if _writing.get():
        raise RuntimeError("a write unit is open already; verbs compose inside one, they do not open their own")
    db.session.rollback()
    if not has_request_context():
        with _alone(None):
            _join_writers()
            yield
        return
    give_up_at = monotonic() + patience if patience else gate.give_up_at(arrived_at())
    with _busy_when_locked(), gate.door.passed(give_up_at), _alone(give_up_at):
        # It counts for each lock, and a sign-up may wait for two: the count of its network and the seats.
        _join_writers(patience=patience or gate.LONGEST_WAIT / 2)
        yield


@contextmanager
def migration_unit() -> Iterator[None]:
    """A write unit in a database that need not have any of our tables. Raises gate.Busy if its turn does not come
    within a few seconds, or a table is in use."""
    db.session.rollback()
    with _busy_when_locked(), _alone(monotonic() + LONGEST_TRY):
        yield


def arrived_at() -> float:
    """When the present request was there, by the clock `monotonic`; now, if the web server has not noted it."""
    return request.environ.get(gate.ARRIVED_AT, monotonic())


@contextmanager
def _alone(give_up_at: float | None) -> Iterator[None]:
    with _gate(db.engine, give_up_at):
        token = _writing.set(True)
        try:
            _refuse_if_moved(db.session.connection())
            yield
        finally:
            db.session.rollback()
            _writing.reset(token)


def _join_writers(*, patience: float | None = None) -> None:
    """Whoever keeps all writers out of PostgreSQL (copying.py) waits for them here, before they have locked anything
    else: they lock tables in many orders, and a process that locks all of them would wait in a circle with one of
    them."""
    connection = db.session.connection()
    if connection.dialect.name != "postgresql":
        return
    if patience:
        connection.exec_driver_sql(f"SET LOCAL lock_timeout = {int(1000 * patience)}")
    connection.exec_driver_sql(f"LOCK TABLE {WRITERS} IN ROW EXCLUSIVE MODE")


def _refuse_if_moved(connection: Connection) -> None:
    """Whoever waited for the gate while all was copied elsewhere would write what nobody reads any more. PostgreSQL
    refuses by itself; see copying.close_for_good()."""
    if connection.dialect.name == "sqlite" and connection.exec_driver_sql("PRAGMA user_version").scalar() == MOVED:
        raise gate.Moved


def _gate(engine: Engine, give_up_at: float | None) -> AbstractContextManager[None]:
    path = engine.url.database
    if engine.dialect.name != "sqlite" or not path or path == ":memory:":
        return nullcontext()
    return gate.passed(path, give_up_at)


@contextmanager
def _busy_when_locked() -> Iterator[None]:
    """PostgreSQL says by errors that others hold the lock, or all connections, for too long."""
    try:
        yield
    except PoolExhausted as error:
        raise gate.Busy from error
    except DBAPIError as error:
        if getattr(error.orig, "sqlstate", None) == LOCK_NOT_AVAILABLE:
            raise gate.Busy from error
        raise


def begin_snapshot() -> None:
    """End the read unit that is open; all that the next one reads is of one moment, whoever writes meanwhile."""
    db.session.rollback()
    # A transaction of SQLite always is.
    if db.engine.dialect.name == "postgresql":
        db.session.execute(text("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY"))


def database_now() -> datetime:
    """The present instant by the clock that all processes share: PostgreSQL's own, or this machine's for SQLite."""
    if db.engine.dialect.name == "postgresql":
        return db.session.execute(text("SELECT clock_timestamp()")).scalar_one()
    return clock.now()


def wipe_freed_pages() -> bool:
    """Leave nothing of what was deleted in the files of SQLite: write the database anew, and empty its log. Others
    wait for as long as that takes, a second or two for a very large one. Call it outside of any unit. False if
    somebody read for so long that the log could not be emptied."""
    db.session.rollback()
    if db.engine.dialect.name != "sqlite":
        return True
    with _gate(db.engine, None), closing(db.engine.raw_connection()) as connection:
        cursor = connection.cursor()
        cursor.execute("VACUUM")
        busy, *_pages = cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
    return not busy


def prepare_engine(engine: Engine) -> None:
    """Give the engine's connections their limits and its transactions the beginning that their unit wants."""
    if engine.dialect.name == "postgresql":
        event.listen(engine, "connect", prepare_postgresql_connection)
    if engine.dialect.name == "sqlite":
        event.listen(engine, "do_connect", make_file)
        event.listen(engine, "connect", prepare_sqlite_connection)
        opened_file.note_first(engine)  # after the statements above, which open it
        event.listen(engine, "begin", _begin)


def _begin(connection: Connection) -> None:
    connection.exec_driver_sql("BEGIN IMMEDIATE" if _writing.get() else "BEGIN")


@event.listens_for(db.session, "before_flush")
def _refuse_flush_in_read_unit(session: Session, _context: object, _instances: object) -> None:
    changed = session.new or session.deleted or any(session.is_modified(each) for each in session.dirty)
    if changed and not _writing.get():
        raise WriteOutsideUnit("a flush in a read unit; open `write_unit()` before anything is read")


@event.listens_for(db.session, "do_orm_execute")
def _refuse_statement_in_read_unit(state: ORMExecuteState) -> None:
    if (state.is_insert or state.is_update or state.is_delete) and not _writing.get():
        raise WriteOutsideUnit("a writing statement in a read unit; open `write_unit()` before anything is read")


@event.listens_for(db.session, "before_commit")
def _about_to_commit(_session: Session) -> None:
    if _writing.get():
        crash_point("before-commit")


@event.listens_for(db.session, "after_commit")
def _committed(_session: Session) -> None:
    if _writing.get():
        crash_point("after-commit")
