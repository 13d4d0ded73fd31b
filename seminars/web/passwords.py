"""Passwords: hashed and compared by argon2id, at most two at a time, so that sign-ins cannot exhaust the machine.

Nothing here opens a write unit: the gate must not be held while argon2 runs.
"""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache

from flask import current_app
from flask_security import hash_password
from flask_security import verify_password as matches
from flask_wtf import FlaskForm
from werkzeug.exceptions import ServiceUnavailable
from wtforms import PasswordField
from wtforms.validators import StopValidation

from seminars.i18n import lazy_gettext

SHORTEST_PASSWORD = 10
LONGEST_PASSWORD = 512
AT_A_TIME = 2
LONGEST_WAIT = 10
_places = threading.BoundedSemaphore(AT_A_TIME)


def hashed(password: str) -> str:
    """The hash to be kept."""
    with _place():
        return hash_password(password)


def fits(password: str, stored_hash: str | None) -> bool:
    """Whether the password belongs to the hash; without a hash it takes as long and is False."""
    with _place():
        return matches(password, stored_hash or _decoy(current_app.config["SECRET_KEY"])) and stored_hash is not None


@cache
def _decoy(_secret_key: str) -> str:
    return hash_password("no account has this password")


def password_length(_form: FlaskForm, field: PasswordField) -> None:
    if len((field.data or "").encode("utf-8", "surrogatepass")) > LONGEST_PASSWORD:
        raise StopValidation(lazy_gettext("This is too long; %(length)s bytes fit here", length=LONGEST_PASSWORD))


@contextmanager
def _place() -> Iterator[None]:
    if not _places.acquire(timeout=LONGEST_WAIT):
        raise ServiceUnavailable
    try:
        yield
    finally:
        _places.release()
