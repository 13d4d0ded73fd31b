"""A secret key that is changed while the program runs."""

from collections.abc import Iterable

from flask import Flask

NEW_KEYS = iter(f"the-secret-key-number-{number}-of-the-tests" for number in range(10**6))


def rotate(app: Flask) -> None:
    """What an operator does: a new key, and the present one among those that are still accepted."""
    known: Iterable[str] = app.config["SECRET_KEY_FALLBACKS"]
    app.config["SECRET_KEY_FALLBACKS"] = (*known, app.config["SECRET_KEY"])
    app.config["SECRET_KEY"] = next(NEW_KEYS)
