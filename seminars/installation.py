"""What an installation needs before it can start: its folder, in the hands of who runs it, and its secret key."""

import os
import pwd
import secrets
import ssl
import stat
import tempfile
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

from flask import Flask
from sqlalchemy.engine import make_url
from werkzeug.middleware.proxy_fix import ProxyFix

from seminars.config import ConfigError
from seminars.database.engine import engine_options
from seminars.domain.organisers import sign_ins
from seminars.tokens import FORM_LIFETIME

LARGEST_FORM = 256 * 1024  # bytes that visitors may send
SHORTEST_SECRET_KEY = 32  # characters; whoever has one signed text can try out all shorter ones without asking us


def prepare(app: Flask) -> None:
    """Make the instance folder and the secret key, and settle everything Flask and its extensions read from config."""
    instance = Path(app.config["INSTANCE"])
    try:
        instance.mkdir(mode=0o700, parents=True, exist_ok=True)
        app.config.update(_settled(app.config))
        _refuse_hands_of_others(instance, app.config["SQLALCHEMY_DATABASE_URI"])
        app.config["SECRET_KEY"] = app.config["SECRET_KEY"] or _kept_secret_key(instance)
    except OSError as error:
        raise ConfigError(f"the instance folder {instance} cannot be used: {error.strerror}") from None
    app.config["MAIL_CA_FILE"] = _known_authority(instance, app.config["MAIL_CA_FILE"])
    hops = app.config["PROXY_HOPS"]
    if hops:
        proxied = ProxyFix(app.wsgi_app, x_for=hops, x_proto=hops, x_host=hops)
        app.wsgi_app = proxied  # type: ignore[method-assign] # the place that Flask's documentation names for it


def _settled(config: Mapping[str, Any]) -> dict[str, Any]:
    secure = config["PUBLIC_BASE_URL"].startswith("https://")
    return {
        "SQLALCHEMY_ENGINE_OPTIONS": engine_options(config["SQLALCHEMY_DATABASE_URI"]),
        "SESSION_COOKIE_NAME": "__Host-seminars" if secure else "seminars",
        "SESSION_COOKIE_SECURE": secure,
        "SESSION_COOKIE_SAMESITE": "Lax",
        "PERMANENT_SESSION_LIFETIME": sign_ins.LIFETIME,
        "MAX_CONTENT_LENGTH": LARGEST_FORM,
        "MAX_FORM_MEMORY_SIZE": LARGEST_FORM,
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
        # Flask would take this list for its own, which web/site.py replaces.
        "HOSTS_ANSWERED": config["TRUSTED_HOSTS"],
        "TRUSTED_HOSTS": None,
    }


def has_short_key(config: Mapping[str, Any]) -> bool:
    """Whether the key that signs could be found out; what is only accepted any more may be as short as it was."""
    return len(config["SECRET_KEY"]) < SHORTEST_SECRET_KEY


def _kept_secret_key(instance: Path) -> str:
    """The key in the instance folder; made whole or not at all, even when two processes start at once."""
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


def _known_authority(instance: Path, written: str) -> str:
    """The file that vouches for the mail server, a relative path from the instance folder."""
    if not written:
        return ""
    path = instance / written
    try:
        ssl.create_default_context(cafile=path)
    except OSError as error:  # of which an ssl.SSLError is one, for a file without certificates
        why = "it holds no certificate in PEM" if isinstance(error, ssl.SSLError) else error.strerror
        raise ConfigError(f"MAIL_CA_FILE is {str(path)!r}, which cannot be used: {why}") from None
    return str(path)


def _refuse_hands_of_others(instance: Path, database: str) -> None:
    """Root's files would be closed to the user as whom the site runs; and where they are already, say so."""
    owner, user = instance.stat().st_uid, os.geteuid()
    if user == 0 and owner != 0:
        raise ConfigError(
            f"the instance folder {instance} belongs to {user_name(owner)}, for whom files that root makes there "
            f"are closed; run this as that user: runuser -u {user_name(owner)} -- seminars …"
        )
    closed = [path for path, needed in _what_is_used(instance, database) if _is_closed(path, needed)]
    if closed:
        raise ConfigError(
            f"{user_name(user)}, as whom this runs, may not use {', '.join(map(str, closed))}; give all of the folder "
            f"to that user: chown -R {user_name(user)} "
            f"{closed[0].parent if instance not in closed[0].parents else instance}"
        )


def _what_is_used(instance: Path, database: str) -> list[tuple[Path, int]]:
    """What the program reads or writes, if it is there, and what it must be allowed to do with it."""
    file = make_url(database).database if database.startswith("sqlite") else None
    written = [Path(f"{file}{end}") for end in ("", "-wal", "-shm", ".gate")] if file else []
    folders = [instance / "mail", *(instance / "mail" / part for part in ("tmp", "new", "cur"))]
    return [
        *((instance / name, os.R_OK) for name in ("secret_key", "places.toml")),
        *((path, os.R_OK | os.W_OK) for path in written),
        *((path, os.R_OK | os.W_OK | os.X_OK) for path in folders),
    ]


def _is_closed(path: Path, needed: int) -> bool:
    try:
        return path.exists() and not os.access(path, needed, effective_ids=True)
    except PermissionError:  # the folder in which it may be
        return True


def user_name(user: int) -> str:
    """A user's name; a container may know the number alone."""
    try:
        return pwd.getpwuid(user).pw_name
    except KeyError:
        return str(user)


def open_settings(instance: Path) -> str:
    """What to say of a config.toml that people read who have no business with its passwords; empty if all is well."""
    try:
        found = (instance / "config.toml").stat()
    except OSError:
        return ""
    # One that belongs to somebody else is read by its group.
    wanted = 0o600 if found.st_uid == os.geteuid() else 0o640
    if not stat.S_IMODE(found.st_mode) & 0o044 & ~wanted:
        return ""
    return f"Others can read the passwords in {instance / 'config.toml'}: chmod {wanted:o} {instance / 'config.toml'}"
