"""What an installation needs before it can start: its folder, its secret key, and how to speak to its database."""

import os
import re
import secrets
import sqlite3
import tempfile
from collections.abc import Mapping
from contextlib import suppress
from datetime import timedelta
from pathlib import Path
from typing import Any

from flask import Flask
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError
from werkzeug.middleware.proxy_fix import ProxyFix

from seminars.config import ConfigError
from seminars.tokens import FORM_LIFETIME

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
POSTGRESQL_SESSION = (
    "-c timezone=UTC -c statement_timeout=30000 -c lock_timeout=15000 -c idle_in_transaction_session_timeout=20000 "
    "-c tcp_keepalives_idle=2 -c tcp_keepalives_interval=1 -c tcp_keepalives_count=3 -c tcp_user_timeout=5000"
)
# And what we do when the server is cut off: without these, a silent wire is believed for many minutes.
POSTGRESQL_CONNECTION = {
    "connect_timeout": 3,
    "tcp_user_timeout": 5000,
    "keepalives_idle": 2,
    "keepalives_interval": 1,
    "keepalives_count": 3,
    "options": POSTGRESQL_SESSION,
}


def prepare(app: Flask) -> None:
    """Make the instance folder and the secret key, and settle everything Flask and its extensions read from config."""
    instance = Path(app.config["INSTANCE"])
    try:
        instance.mkdir(parents=True, exist_ok=True)
        app.config["SECRET_KEY"] = app.config["SECRET_KEY"] or _kept_secret_key(instance)
    except OSError as error:
        raise ConfigError(f"the instance folder {instance} cannot be used: {error.strerror}") from None
    app.config.update(_settled(app.config))
    hops = app.config["PROXY_HOPS"]
    if hops:
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=hops, x_proto=hops, x_host=hops)


def _settled(config: Mapping[str, Any]) -> dict[str, Any]:
    secure = config["PUBLIC_BASE_URL"].startswith("https://")
    return {
        "SQLALCHEMY_ENGINE_OPTIONS": _engine_options(config["SQLALCHEMY_DATABASE_URI"]),
        "SESSION_COOKIE_NAME": "__Host-seminars" if secure else "seminars",
        "SESSION_COOKIE_SECURE": secure,
        "SESSION_COOKIE_SAMESITE": "Lax",
        "PERMANENT_SESSION_LIFETIME": timedelta(days=14),
        "MAX_CONTENT_LENGTH": 256 * 1024,
        "MAX_FORM_MEMORY_SIZE": 256 * 1024,
        "MAX_FORM_PARTS": 200,
        "WTF_CSRF_TIME_LIMIT": int(FORM_LIFETIME.total_seconds()),
        "BABEL_DEFAULT_LOCALE": "en",
        "SECURITY_PASSWORD_HASH": "argon2",
        # argon2 salts each password itself; a second secret would make every password wrong when the key rotates.
        "SECURITY_PASSWORD_SINGLE_HASH": ["argon2"],
        "SECURITY_PASSWORD_SALT": "unused",
        "SECURITY_FLASH_MESSAGES": False,
        "SECURITY_USE_REGISTER_V2": True,
        "SECURITY_JOIN_USER_ROLES": False,
        "TRUSTED_HOSTS": list(config["TRUSTED_HOSTS"]),
    }


def _kept_secret_key(instance: Path) -> str:
    """The key in the instance folder; made whole or not at all, also when two processes start at once."""
    path = instance / "secret_key"
    if not path.exists():
        with tempfile.NamedTemporaryFile("w", dir=instance, prefix="secret_key.") as file:
            file.write(secrets.token_urlsafe(48))
            file.flush()
            os.fsync(file.fileno())
            with suppress(FileExistsError):
                os.link(file.name, path)
    key = path.read_text().strip()
    if not key:
        raise ConfigError(f"{path} is empty; delete it to have a new key made, which ends the links mailed so far")
    return key


def _engine_options(uri: str) -> dict[str, Any]:
    try:
        url = make_url(uri)
    except (ArgumentError, ValueError):
        raise ConfigError(
            "SQLALCHEMY_DATABASE_URI is no database address; it takes sqlite:////path/file or "
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
