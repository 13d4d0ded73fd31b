"""Processes in which visitors sign up while organisers move the seminar, and mutants without locks."""

from datetime import timedelta
from types import SimpleNamespace

from acts import OLIVE, sign_up
from crowds import without_lock
from sqlalchemy import select

from seminars import create_app
from seminars.database.units import database_now, write_unit
from seminars.domain.seating import seats
from seminars.domain.seminars import changes
from seminars.extensions import db
from seminars.models import Seminar

ROUNDS, VISITORS, ORGANISERS, EACH = 24, 2, 2, 3


def hold_without_lock(seminar: Seminar, *, now=None) -> seats.Hold:
    """The mutant for organisers: sees what is stored, and locks nothing."""
    db.session.refresh(seminar)
    return seats.Hold(seminar.capacity, 0, now or database_now())


def act(environ: dict[str, str], number: int, start, mutant: str) -> None:
    """One process: a visitors' or an organisers' browser, which has something to do in every round."""
    app = create_app(environ)
    if mutant == "organisers":
        changes.seats = SimpleNamespace(hold=hold_without_lock)
    if mutant == "everybody":
        seats._lock_statement = without_lock
    with app.app_context():
        for slug in map(str, range(ROUNDS)):
            start.wait(timeout=60)
            for each in range(EACH if number < VISITORS else 1):
                sign_up(_get(slug), f"ada{number}-{each}", consents={}) if number < VISITORS else _move(
                    slug, days=number
                )
        db.engine.dispose()


def _move(slug: str, *, days: int) -> None:
    with write_unit():
        seminar = _get(slug)
        changes.move(seminar, starts_at=seminar.starts_at + timedelta(days=days), actor=OLIVE)
        db.session.commit()


def _get(slug: str) -> Seminar:
    return db.session.scalars(select(Seminar).filter_by(slug=slug)).one()
