"""Rows that are harmed past all rules, and what the checks say of it."""

from datetime import timedelta

from sqlalchemy import Executable

from seminars import clock
from seminars.database.units import write_unit
from seminars.domain.checks.invariants import find_violations
from seminars.extensions import db


def broken(*statements: Executable, later: timedelta = timedelta(0)) -> list[str]:
    """What the checks say after these statements have done their harm."""
    with write_unit():
        for statement in statements:
            db.session.execute(statement.execution_options(synchronize_session=False))
        db.session.commit()
    return [f"{each.invariant}: {each.what}" for each in find_violations(now=clock.now() + later)]
