"""Passwords: hashed and compared by argon2id, so few at a time that sign-ins cannot exhaust the machine.

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
from wtforms import PasswordField
from wtforms.validators import StopValidation

from seminars.i18n import lazy_gettext

SHORTEST_PASSWORD = 10
LONGEST_PASSWORD = 512
COMPUTING, WAITING = 2, 1  # in each process; all others are sent away, or they would sit in the threads of the web
LONGEST_WAIT = 10  # seconds
RETRY_AFTER = 2  # seconds, in which several passwords are compared
BUSY = lazy_gettext(
    "Very many people are signing in at this moment. Nothing is lost but the password: type it again in a few seconds."
)


class AllPlacesTaken(Exception):
    """Too many passwords are being looked at, or one from the same network is."""

    retry_after = RETRY_AFTER


class _Places:
    """Those who compute and whoever waits, known by their networks; none of these has two places."""

    def __init__(self) -> None:
        self._networks: set[str] = set()
        self._counting = threading.Lock()
        self._computing = threading.BoundedSemaphore(COMPUTING)

    @contextmanager
    def taken(self, network: str) -> Iterator[None]:
        with self._counting:
            if network in self._networks or len(self._networks) == COMPUTING + WAITING:
                raise AllPlacesTaken
            self._networks.add(network)
        try:
            with self._turn():
                yield
        finally:
            with self._counting:
                self._networks.remove(network)

    @contextmanager
    def _turn(self) -> Iterator[None]:
        if not self._computing.acquire(timeout=LONGEST_WAIT):
            raise AllPlacesTaken
        try:
            yield
        finally:
            self._computing.release()


class Place:
    """What may be done by somebody who has a place."""

    def hashed(self, password: str) -> str:
        """The hash to be kept."""
        return hash_password(password)

    def fits(self, password: str, stored_hash: str | None) -> bool:
        """Whether the password belongs to the hash; without a hash it takes as long and is False."""
        return matches(password, stored_hash or _decoy(current_app.config["SECRET_KEY"])) and stored_hash is not None


_places = _Places()


@contextmanager
def place(network: str) -> Iterator[Place]:
    """A place for somebody from this network. Raises AllPlacesTaken at once, or after LONGEST_WAIT in the queue."""
    with _places.taken(network):
        yield Place()


@cache
def _decoy(_secret_key: str) -> str:
    return hash_password("no account has this password")


def password_length(_form: FlaskForm, field: PasswordField) -> None:
    if len((field.data or "").encode("utf-8", "surrogatepass")) > LONGEST_PASSWORD:
        raise StopValidation(lazy_gettext("This is too long; %(length)s bytes fit here", length=LONGEST_PASSWORD))
