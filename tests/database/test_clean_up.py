"""A transaction that cannot even be undone in good order spoils neither an answer nor what comes after it."""

import pytest
from factories import make_seminar
from flask import Flask
from sqlalchemy import Connection, Engine, event, select, text, update

from seminars.database.engine import newest_sqlite
from seminars.database.units import write_unit
from seminars.extensions import db
from seminars.models import Seminar


@pytest.fixture
def spoilt(app: Flask) -> list[str]:
    """From now on no connection can undo what was begun on it; notes each time that one tries."""
    tried: list[str] = []
    with app.app_context():
        engine: Engine = db.engine
        make_seminar()
    engine.dispose()

    def spoil(connection: Connection) -> None:
        tried.append(connection.dialect.name)
        if connection.dialect.name == "postgresql":
            with engine.connect() as other:
                session = connection.connection.dbapi_connection.info.backend_pid
                other.execute(text("SELECT pg_terminate_backend(:session, 5000)"), {"session": session})
                other.commit()
        else:
            connection.connection.dbapi_connection.set_authorizer(refuse_to_undo)

    event.listen(engine, "rollback", spoil)
    yield tried
    event.remove(engine, "rollback", spoil)
    assert engine.pool.checkedout() == 0


def refuse_to_undo(action: int, what: str | None, *_rest: str | None) -> int:
    is_undoing = (action, what) == (newest_sqlite.SQLITE_TRANSACTION, "ROLLBACK")
    return newest_sqlite.SQLITE_DENY if is_undoing else newest_sqlite.SQLITE_OK


def test_a_finished_page_arrives_and_so_does_the_next_one(app, client, spoilt):
    app.testing = False
    for _ in range(3):
        answer = client.get("/en/")
        assert (answer.status_code, "Small towns and clusters" in answer.text) == (200, True)
    assert len(spoilt) == 3


def test_what_was_committed_stays_and_what_was_not_is_gone(app, spoilt):
    with app.app_context():
        for capacity in (7, 8):
            with write_unit():
                db.session.execute(update(Seminar).values(capacity=capacity))
                db.session.commit()
                assert db.session.scalars(select(Seminar.capacity)).all() == [capacity]
        with write_unit():
            db.session.execute(update(Seminar).values(capacity=9))
        assert db.session.scalars(select(Seminar.capacity)).all() == [8]
    assert len(spoilt) >= 3


def test_what_was_read_can_be_read_on(app, spoilt):
    with app.app_context():
        seminar = db.session.scalars(select(Seminar)).one()
        db.session.rollback()
        assert (seminar.slug, len(spoilt)) == ("klichev", 1)


def test_what_was_read_stays_readable_when_the_application_lets_go(app):
    with app.app_context():
        make_seminar()
        seminar = db.session.scalars(select(Seminar)).one()
    assert seminar.slug == "klichev"
