"""What is wrong now with how the site is operated, asked at most every few seconds."""

import threading
from datetime import timedelta
from time import monotonic
from typing import Any

from flask import Flask, current_app
from sqlalchemy.exc import SQLAlchemyError

from seminars.database import opened_file
from seminars.database.units import database_now
from seminars.domain.checks import watch
from seminars.domain.checks.watch import Finding, Wrong
from seminars.extensions import db
from seminars.toml import values

KEPT_FOR = 10  # seconds, in which nobody asks the database again, however many look
KEPT, RHYTHMS = "watch_kept", "watch_rhythms"  # the extensions that hold the last answer, and how often jobs come

_asking = threading.Lock()


def init_app(app: Flask) -> None:
    app.extensions[KEPT] = {}


def wrong_now() -> tuple[Finding, ...]:
    """What `ask` said at most KEPT_FOR seconds ago. While one asks, the others take the answer from before."""
    kept: dict[str, Any] = current_app.extensions[KEPT]
    if _is_fresh(kept) or not _asking.acquire(blocking="found" not in kept):
        return kept["found"]
    try:
        if not _is_fresh(kept):
            kept["found"] = ask()
            kept["until"] = monotonic() + KEPT_FOR
        return kept["found"]
    finally:
        _asking.release()


def _is_fresh(kept: dict[str, Any]) -> bool:
    return monotonic() < kept.get("until", 0)


def ask() -> tuple[Finding, ...]:
    """Look at once; reads only."""
    try:
        if not opened_file.is_still_there(db.engine):
            return (Finding(Wrong.NO_DATABASE),)
        # Whoever renders a page must not write by this what a form has changed.
        with db.session.no_autoflush:
            found = watch.wrong_now(
                rhythms=current_app.extensions[RHYTHMS], backup_expected=_backup_expected(), now=database_now()
            )
    except SQLAlchemyError:
        db.session.rollback()
        return (Finding(Wrong.NO_DATABASE),)
    return tuple(found)


def _backup_expected() -> timedelta | None:
    return values.span(current_app.config["BACKUP_EXPECTED"])
