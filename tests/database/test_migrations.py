"""Databases of earlier versions are brought up to date with everything that is in them."""

from pathlib import Path

import flask_migrate
import psycopg
import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from factories import make_registration, make_seminar, texts
from flask import Flask
from installations import settings
from sqlalchemy import func, inspect, select

from seminars import create_app
from seminars.extensions import db
from seminars.models import Consent, Message, Registration, Seminar


@pytest.fixture(params=["sqlite", "postgresql"])
def app(request: pytest.FixtureRequest, tmp_path: Path) -> Flask:
    """An application with today's tables and a registration, its database then taken back to the first version."""
    address = ""
    if request.param == "postgresql":
        server = request.getfixturevalue("postgresql")
        with psycopg.connect(server.get_uri(), autocommit=True) as connection:
            connection.execute("DROP DATABASE IF EXISTS earlier WITH (FORCE)")
            connection.execute("CREATE DATABASE earlier")
        address = server.get_uri(database="earlier")
    app = create_app(settings(tmp_path, address))
    with app.app_context():
        flask_migrate.upgrade()
        make_registration(make_seminar(recap=texts("It was good")))
        flask_migrate.downgrade(revision="0001")
        yield app
        db.session.remove()
        db.engine.dispose()


@pytest.mark.usefixtures("app")
def test_an_old_database_keeps_its_rows_and_gets_the_new_columns():
    flask_migrate.upgrade()
    counts = {model: db.session.scalar(select(func.count()).select_from(model)) for model in (Registration, Consent)}
    assert counts == {Registration: 1, Consent: 4}
    assert db.session.scalars(select(Registration.told_change_id)).all() == [None]
    assert db.session.scalars(select(Message.change_id)).all() == [None]
    assert db.session.scalars(select(Seminar)).one().recap_at is not None


@pytest.mark.usefixtures("app")
def test_the_migrations_make_the_tables_that_the_models_describe():
    flask_migrate.upgrade()
    connection = db.session.connection()
    assert compare_metadata(MigrationContext.configure(connection), db.metadata) == []
    assert {"change", "personal_feed", "shown_town"} <= set(inspect(connection).get_table_names())
