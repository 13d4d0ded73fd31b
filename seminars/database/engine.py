"""How to speak to the database: which SQLite, and how long PostgreSQL and we wait for one another."""

import os
import re
import sqlite3
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

from sqlalchemy import Dialect
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError

from seminars.config import ConfigError

try:
    import pysqlite3.dbapi2 as newest_sqlite
except ImportError:  # its wheels exist for Linux alone
    newest_sqlite = sqlite3

# The bug that can corrupt a WAL database when it is reset was mended in this version of SQLite.
SAFE_SQLITE = (3, 51, 3)
NETWORK_FILE_SYSTEMS = (
    "nfs",
    "nfs4",
    "cifs",
    "smb3",
    "smbfs",
    "9p",
    "afs",
    "fuse.sshfs",
    "glusterfs",
    "fuse.glusterfs",
)
LONGEST_WAIT_FOR_CONNECTION = 3  # seconds, when all of the pool are in use
# What the server does with our sessions: it gives up whoever is slow, or cut off, and with them their locks.
POSTGRESQL_SESSION = {
    "timezone": "UTC",
    "statement_timeout": "30000",
    "lock_timeout": "15000",
    "idle_in_transaction_session_timeout": "20000",
    "tcp_keepalives_idle": "2",
    "tcp_keepalives_interval": "1",
    "tcp_keepalives_count": "3",
    "tcp_user_timeout": "5000",
}
# And what we do when the server is cut off: without these, a silent wire is believed for many minutes.
POSTGRESQL_CONNECTION = {
    "connect_timeout": 3,
    "tcp_user_timeout": 5000,
    "keepalives_idle": 2,
    "keepalives_interval": 1,
    "keepalives_count": 3,
}


def engine_options(uri: str) -> dict[str, Any]:
    """The options of SQLAlchemy's engine for this address. Raises ConfigError for one that cannot serve."""
    try:
        url = make_url(uri)
    except (ArgumentError, ValueError):
        raise ConfigError(
            "SQLALCHEMY_DATABASE_URI is not a database address; it takes sqlite:////path/file or "
            "postgresql://user:password@host/name"
        ) from None
    if url.get_backend_name() == "sqlite":
        _refuse_network_share(Path(url.database or ""))
        module = sqlite3 if sqlite3.sqlite_version_info >= SAFE_SQLITE else newest_sqlite
        return {"module": module, "pool_timeout": LONGEST_WAIT_FOR_CONNECTION, "hide_parameters": True}
    if url.get_backend_name() != "postgresql":
        raise ConfigError(
            f"SQLALCHEMY_DATABASE_URI names {url.get_backend_name()}; SQLite and PostgreSQL are supported"
        )
    pool = {"pool_pre_ping": True, "pool_timeout": LONGEST_WAIT_FOR_CONNECTION}
    return {**pool, "connect_args": POSTGRESQL_CONNECTION, "hide_parameters": True}


def make_file(_dialect: Dialect, _record: object, arguments: Sequence[str], _options: object) -> None:
    """SQLite would let everybody read a new database. Its log and index are as private as the file itself."""
    file = arguments[0]
    if os.path.isabs(file):  # and so neither in memory nor an address
        with suppress(OSError):  # there already, or of what SQLite tells in its own words
            os.close(os.open(file, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))


def prepare_sqlite_connection(connection: Any, _record: object) -> None:
    """Called for each new connection, before anything is read; what it sets stays for the connection's life."""
    connection.isolation_level = None
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "busy_timeout=10000", "secure_delete=ON"):
        connection.execute(f"PRAGMA {pragma}")


def prepare_postgresql_connection(connection: Any, _record: object) -> None:
    """The same for PostgreSQL. It is said after connecting, as a pooler in front takes no such options with it."""
    settings = ", ".join(f"set_config('{name}', '{value}', false)" for name, value in POSTGRESQL_SESSION.items())
    connection.autocommit = True  # a transaction that is undone would take it back
    connection.execute(f"SELECT {settings}")
    connection.autocommit = False


def _refuse_network_share(database: Path) -> None:
    mounts = Path("/proc/mounts")
    if not mounts.is_file():
        return
    folder = database.absolute().parent.resolve()
    fields = [line.split() for line in mounts.read_text().splitlines()]
    points = [(_unescaped(point), kind) for _device, point, kind, *_rest in fields]
    # Of two mounts at one point the later one lies on top.
    holding = [mount for mount in reversed(points) if folder.is_relative_to(mount[0])]
    point, kind = max(holding, key=lambda mount: len(mount[0]), default=("", ""))
    if kind in NETWORK_FILE_SYSTEMS:
        raise ConfigError(
            f"the SQLite file would lie on a network share ({kind} at {point}), where it gets corrupted; "
            "put INSTANCE on a local disk or use PostgreSQL"
        )


def _unescaped(path: str) -> str:
    """A path of /proc/mounts, which writes blanks, tabs and backslashes as octal numbers (fstab(5))."""
    return re.sub(r"\\([0-7]{3})", lambda octal: chr(int(octal[1], 8)), path)
