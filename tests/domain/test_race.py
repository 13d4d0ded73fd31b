"""400 people for 20 seats, from several processes at once: exactly 20 get one and the others wait in order; without the
lock it is not so."""

import multiprocessing
from pathlib import Path

import psycopg
import pytest
from factories import make_seminar
from installations import settings
from sqlalchemy import func, select

from seminars import clock, create_app
from seminars.domain import seats, signing_up
from seminars.domain.checks import find_violations
from seminars.domain.people import Person, SignUp
from seminars.extensions import db
from seminars.models import Message, Party, Registration, Seminar, Status
from seminars.units import write_unit

PEOPLE, SEATS, PROCESSES, ROUNDS = 400, 20, 4, 5
spawn = multiprocessing.get_context("spawn")


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


def rush(app, *, is_mutant: bool = False) -> tuple[int, int]:
    """(places given, people who wait) after everybody has signed up."""
    environ = {f"SEMINARS_{name}": app.config[name] for name in ("INSTANCE", "SECRET_KEY", "PUBLIC_BASE_URL")}
    environ["SEMINARS_SQLALCHEMY_DATABASE_URI"] = app.config["SQLALCHEMY_DATABASE_URI"]
    with app.app_context():
        make_seminar(capacity=SEATS)
        db.session.rollback()
        db.engine.dispose()
    start = spawn.Barrier(PROCESSES)
    crowd = [spawn.Process(target=sign_up_many, args=(environ, n, start, is_mutant)) for n in range(PROCESSES)]
    for process in crowd:
        process.start()
    for process in crowd:
        process.join(timeout=120)
    assert [process.exitcode for process in crowd] == [0] * PROCESSES
    with app.app_context():
        return count(Status.CONFIRMED), count(Status.WAITING)


def count(status: Status) -> int:
    return db.session.scalar(select(func.count()).select_from(Registration).where(Registration.status == status))


@pytest.mark.long
@pytest.mark.parametrize("round_number", range(ROUNDS))
def test_the_seats_go_to_exactly_as_many_as_there_are(app, round_number):
    assert rush(app) == (SEATS, PEOPLE - SEATS)
    with app.app_context():
        assert find_violations(now=clock.now()) == []
        assert db.session.scalar(select(func.count()).select_from(Message)) == PEOPLE
        by_number = select(Registration.status).join(Party).order_by(Party.queue_no)
        in_order = [Status.CONFIRMED] * SEATS + [Status.WAITING] * (PEOPLE - SEATS)
        assert db.session.scalars(by_number).all() == in_order


@pytest.mark.long
def test_without_the_lock_too_many_get_a_seat(postgresql, tmp_path):
    """The same crowd oversells when the lock statement alone is replaced; else the test above proves nothing.

    On PostgreSQL only: SQLite lets one writer in at a time whatever the code does.
    """
    oversold = 0
    for number in range(ROUNDS):
        app = fresh_app(postgresql, tmp_path / str(number))
        oversold += rush(app, is_mutant=True)[0] > SEATS
        with app.app_context():
            db.engine.dispose()
    assert oversold >= 3


def fresh_app(server, folder: Path):
    with psycopg.connect(server.get_uri(), autocommit=True) as connection:
        connection.execute("DROP DATABASE IF EXISTS mutant WITH (FORCE)")
        connection.execute("CREATE DATABASE mutant TEMPLATE empty_copy")
    return create_app(settings(folder, server.get_uri(database="mutant")))
