"""Crowds of several processes that sign up at once, and the mutant without a lock that oversells."""

from pathlib import Path

import psycopg
from acts import sign_up
from installations import settings
from sqlalchemy import func, select

from seminars import create_app
from seminars.domain.seating import seats
from seminars.extensions import db
from seminars.models import Registration, Seminar

PEOPLE, PROCESSES = 400, 4


def without_lock(seminar_id: int):
    """The mutant: reads what the lock statement returns, and locks nothing."""
    number = select(func.coalesce(func.max(Registration.id), 0) + func.floor(func.random() * 1_000_000_000))
    return select(Seminar.capacity, number.scalar_subquery(), func.clock_timestamp()).where(Seminar.id == seminar_id)


def sign_up_many(environ: dict[str, str], first: int, start, is_mutant: bool) -> None:
    app = create_app(environ)
    if is_mutant:
        seats._lock_statement = without_lock
    with app.app_context():
        start.wait()
        for number in range(first, PEOPLE, PROCESSES):
            sign_up(db.session.scalars(select(Seminar)).one(), f"Person{number}", consents={})
        db.engine.dispose()


def fresh_app(server, folder: Path):
    with psycopg.connect(server.get_uri(), autocommit=True) as connection:
        connection.execute("DROP DATABASE IF EXISTS mutant WITH (FORCE)")
        connection.execute("CREATE DATABASE mutant TEMPLATE empty_copy")
    return create_app(settings(folder, server.get_uri(database="mutant")))
