"""400 people for 20 seats, from several processes at once: exactly 20 get one and the others wait in order; without the
lock it is not so."""

import multiprocessing

import pytest
from crowds import PEOPLE, PROCESSES, fresh_app, sign_up_many
from factories import make_seminar
from sqlalchemy import func, select

from seminars import clock
from seminars.domain.checks.invariants import find_violations
from seminars.extensions import db
from seminars.models import Message, Party, Registration, Status

SEATS, ROUNDS = 20, 5
spawn = multiprocessing.get_context("spawn")


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
