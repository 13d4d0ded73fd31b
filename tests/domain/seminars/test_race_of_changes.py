"""People sign up while organisers move the seminar: nobody is left with what was true before.

Either they were told, or they signed up on a page that said so already.
"""

import multiprocessing
from itertools import pairwise
from pathlib import Path

import pytest
from acts import tell_everybody
from changing_crowds import EACH, ORGANISERS, ROUNDS, VISITORS, act
from crowds import fresh_app
from factories import make_seminar
from installations import settings
from sqlalchemy import select

from seminars.domain import change_log
from seminars.extensions import db
from seminars.formats.appointments import appointment
from seminars.models import ACTIVE, Message, Registration, Seminar

spawn = multiprocessing.get_context("spawn")


def rush(app, *, mutant: str = "") -> tuple[int, int]:
    """(how many were not told how it is in the end, seminars whose log or SEQUENCE lost a change) when all is done."""
    environ = settings(Path(app.config["INSTANCE"]), app.config["SQLALCHEMY_DATABASE_URI"])
    with app.app_context():
        for number in range(ROUNDS):
            make_seminar(slug=str(number))
        db.session.rollback()
        db.engine.dispose()
    start = spawn.Barrier(VISITORS + ORGANISERS)
    crowd = [spawn.Process(target=act, args=(environ, n, start, mutant)) for n in range(VISITORS + ORGANISERS)]
    for process in crowd:
        process.start()
    for process in crowd:
        process.join(timeout=120)
    assert [process.exitcode for process in crowd] == [0] * len(crowd)
    with app.app_context():
        tell_everybody()
        found = db.session.scalars(select(Seminar)).all()
        return sum(map(_untold, found)), sum(map(_lost, found))


def _untold(seminar: Seminar) -> int:
    people = db.session.scalars(select(Registration).filter_by(seminar_id=seminar.id)).all()
    assert [person.status in ACTIVE for person in people] == [True] * VISITORS * EACH
    last = change_log.changes_of(seminar)[0].id
    told = set(db.session.scalars(select(Message.registration_id).where(Message.change_id == last)))
    return sum(person.id not in told and (person.told_change_id or 0) < last for person in people)


def _lost(seminar: Seminar) -> bool:
    log = change_log.changes_of(seminar)[::-1]
    follows = [later.before == earlier.after for earlier, later in pairwise(log)]
    is_whole = all(follows) and log[-1].after == appointment(seminar)
    return not is_whole or len(log) != ORGANISERS or seminar.ical_sequence != ORGANISERS


@pytest.mark.long
def test_nobody_who_signs_up_during_a_move_is_left_with_the_old_date(app):
    assert rush(app) == (0, 0)


@pytest.mark.long
def test_without_locks_people_are_left_out_and_changes_are_lost(postgresql, tmp_path):
    """The same crowd, when organisers alone or nobody takes the lock; else the test above proves nothing.

    On PostgreSQL only: SQLite lets one writer in at a time whatever the code does.
    """
    outcomes = {}
    for mutant in ("organisers", "everybody"):
        app = fresh_app(postgresql, tmp_path / mutant)
        outcomes[mutant] = rush(app, mutant=mutant)
        with app.app_context():
            db.engine.dispose()
    print(outcomes)
    assert outcomes["organisers"][1] >= 3
    assert outcomes["everybody"][0] >= 3
