"""A process dies in the middle of bringing the database up to date: the database is the old one, and the next try is
whole."""

import signal
from collections.abc import Iterator
from pathlib import Path

import flask_migrate
import pytest
from alembic.runtime.migration import MigrationContext
from crash_lines import MIGRATION
from factories import make_registration, make_seminar
from running_site import Site, site_on
from sqlalchemy import func, inspect, select

import seminars
from seminars.database.units import database_now
from seminars.domain.checks.invariants import find_violations
from seminars.extensions import db
from seminars.models import Registration

VERSIONS = Path(seminars.__file__).parent / "migrations" / "versions"
OLD, NEW = "0001", max(file.name[:4] for file in VERSIONS.glob("0*.py"))


@pytest.fixture
def site(database: str, tmp_path: Path) -> Iterator[Site]:
    """A site of the first version with a registration."""
    with site_on(tmp_path, database) as site:
        with site.app.app_context():
            make_registration(make_seminar())
            flask_migrate.downgrade(revision=OLD)
            db.session.remove()
            db.engine.dispose()
        yield site


def version_and_tables(site: Site) -> tuple[str, bool]:
    """(which version the database says it is, whether it has the tables of the next one)."""
    with site.app.app_context(), db.engine.connect() as connection:
        has_new = "change" in inspect(connection).get_table_names()
        return MigrationContext.configure(connection).get_current_revision(), has_new


@pytest.mark.long
def test_a_database_is_brought_up_to_date_whole_or_not_at_all(site):
    for line in MIGRATION:
        before = version_and_tables(site)
        assert site.run("init-db", CRASH_AT=line).returncode == -signal.SIGKILL
        committed = line == "after-commit"
        assert (line, before) == (line, (OLD, False))
        assert version_and_tables(site) == ((NEW, True) if committed else (OLD, False))
    assert site.run("init-db").returncode == 0
    assert version_and_tables(site) == (NEW, True)
    with site.app.app_context():
        assert db.session.scalar(select(func.count(Registration.id))) == 1
        assert find_violations(now=database_now()) == []
