"""Crowds of several processes that sign up at once, and the mutant without a lock that oversells."""

from pathlib import Path

import psycopg
from installations import settings
from sqlalchemy import func, select

from seminars import create_app
from seminars.database.units import write_unit
from seminars.domain.people.sign_up import Person, SignUp
from seminars.domain.registrations import signing_up
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
            _sign_up(number)
        db.engine.dispose()


def _sign_up(number: int) -> None:
    person = Person(surname=f"Person{number}", given_name="Ada", email=f"ada{number}@example.org")
    sign_up = SignUp(person=person, consents={}, language="en")
    with write_unit():
        seminar = db.session.scalars(select(Seminar)).one()
        signing_up.register(seminar, sign_up, form_id=f"form-{number}", body_hash="")
        db.session.commit()


def fresh_app(server, folder: Path):
    with psycopg.connect(server.get_uri(), autocommit=True) as connection:
        connection.execute("DROP DATABASE IF EXISTS mutant WITH (FORCE)")
        connection.execute("CREATE DATABASE mutant TEMPLATE empty_copy")
    return create_app(settings(folder, server.get_uri(database="mutant")))
