"""Many rounds of a race for the seats of one seminar, each in a seminar of its own that its slug names."""

from collections import Counter
from collections.abc import Callable
from functools import partial

from at_once import at_once
from flask import Flask
from sqlalchemy import select

from seminars.database.units import database_now, write_unit
from seminars.domain.checks.invariants import find_violations
from seminars.extensions import db
from seminars.models import Registration, Seminar, Status

Verb = Callable[[str], None]
States = Callable[[str], list[Status]]


def get(slug: str) -> Seminar:
    return db.session.scalars(select(Seminar).filter_by(slug=slug)).one()


def states_by_name(slug: str) -> list[Status]:
    states = select(Registration.status).filter_by(seminar_id=get(slug).id)
    return list(db.session.scalars(states.order_by(Registration.given_name)))


def do(slug: str, verb: Verb) -> None:
    with write_unit():
        verb(slug)
        db.session.commit()


def run(app: Flask, rounds: dict[str, int], prepare: Verb, *verbs: Verb, states: States = states_by_name) -> set[tuple]:
    """All that was seen in as many rounds as this database has: what each verb was refused with, then the states."""
    seen = Counter()
    with app.app_context():
        number = rounds[db.engine.dialect.name]
    for slug in map(str, range(number)):
        with app.app_context():
            prepare(slug)
            db.session.rollback()
        refused = [type(done.exception()) for done in at_once(app, *(partial(verb, slug) for verb in verbs))]
        with app.app_context():
            seen[(*refused, *states(slug))] += 1
    with app.app_context():
        assert find_violations(now=database_now()) == []
    return set(seen)
