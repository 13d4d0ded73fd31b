"""move-database: from either database to the other, every row, or nothing at all."""

import stat
import threading
from dataclasses import replace
from pathlib import Path

import pytest
from everything import all_rows, make_everything
from factories import ADA, make_registration, make_seminar
from flask import Flask
from older_keys import keys, make_old
from sqlalchemy import select, text, update
from visitors import set_all

from seminars.database import gate
from seminars.database.units import write_unit
from seminars.domain.lists.twins import twins
from seminars.extensions import db
from seminars.models import Registration, Seminar
from seminars.worker.new_keys import renew_name_keys

# A database that was moved refuses whatever is written into it.
pytestmark = pytest.mark.alters_tables


def address(app: Flask) -> str:
    return app.config["SQLALCHEMY_DATABASE_URI"]


def test_every_row_arrives_as_it_was_and_the_next_one_gets_the_next_number(run, app: Flask, other: str, open_other):
    with app.app_context():
        make_everything()
        before = all_rows(db.engine)
    assert [name for name, rows in before.items() if not rows] == []
    moved = run("move-database", address(app), other)
    assert moved.exit_code == 0, moved.output
    assert "all 14 checks hold" in moved.stdout
    assert f"{'all':20} {sum(map(len, before.values())):>9,}" in moved.stdout
    with open_other.app_context():
        assert all_rows(db.engine) == before
        last = max(row[0] for row in before["registration"])
        assert make_registration(make_seminar(slug="next")).id == last + 1


def test_twins_of_an_older_key_arrive_as_two_people(run, app: Flask, other: str, open_other: Flask):
    with app.app_context():
        first = make_registration(make_seminar(), replace(ADA, given_name="Łukasz"))
        make_old(first.id)
        make_registration(db.session.query(Seminar).one(), replace(ADA, given_name="Lukasz"))
        before = keys()
        renew_name_keys(threading.Event())
        assert keys() == before == [("klichevskaya łukasz", 1), ("klichevskaya lukasz", 2)]
    moved = run("move-database", address(app), other)
    assert moved.exit_code == 0, moved.output
    assert "all 14 checks hold" in moved.stdout
    with open_other.app_context():
        renew_name_keys(threading.Event())
        assert keys() == before
        assert [len(pair) for pair in twins(db.session.query(Seminar).one())] == [2]


def test_a_new_file_with_everybodys_data_is_its_owners_alone(run, app: Flask, tmp_path: Path, shared_machine):
    with app.app_context():
        make_registration(make_seminar())
    moved = run("move-database", address(app), str(tmp_path / "moved.sqlite"))
    assert moved.exit_code == 0, moved.output
    assert [(file.name, stat.S_IMODE(file.stat().st_mode)) for file in sorted(tmp_path.glob("moved.sqlite*"))] == [
        ("moved.sqlite", 0o600),
        ("moved.sqlite.gate", 0o600),
    ]


def test_what_waits_for_the_old_database_is_refused_when_all_has_moved(run, app: Flask, other: str):
    with app.app_context():
        make_seminar()
    assert run("move-database", address(app), other).exit_code == 0
    with app.app_context():
        with pytest.raises(Exception, match=r"wait to write|it was moved") as refused, write_unit():
            db.session.execute(update(Seminar).values(capacity=1))
        is_sqlite = db.engine.dialect.name == "sqlite"
        assert isinstance(refused.value, gate.Moved) == is_sqlite
        assert db.session.scalars(select(Seminar.capacity)).all() == [20]
    page = app.test_client().get("/en/", base_url="https://seminars.example.org")
    assert page.status_code == 200
    said = run("demo")
    assert (said.exit_code, "was moved" in said.stderr) == (1, True)


def test_a_database_that_holds_anything_is_not_moved_into(run, app: Flask, other: str, open_other):
    with app.app_context():
        make_seminar()
    with open_other.app_context():
        db.session.execute(text("CREATE TABLE theirs (id integer)"))
        db.session.execute(text("INSERT INTO theirs VALUES (1)"))
        db.session.commit()
    refused = run("move-database", address(app), other)
    assert refused.exit_code == 1
    assert "is not empty: there is something in theirs. Nothing was changed" in refused.stderr
    set_all(app, Seminar, capacity=1)


def test_a_row_that_the_other_database_does_not_take_stops_the_move_whole(run, app: Flask, other: str, open_other):
    with app.app_context():
        make_seminar()
        with write_unit():
            # A kind of change that no version knows, as a hand could have written it.
            db.session.connection().exec_driver_sql(
                "INSERT INTO change (id, seminar_id, kind, at, before, after, reason, told) "
                "SELECT 1, id, 'danced', created_at, '{}', '{}', '{}', 0 FROM seminar"
            )
            db.session.commit()
    refused = run("move-database", address(app), other)
    assert refused.exit_code == 1
    assert "Nothing was copied: a row of the table change is not taken: 'danced'" in refused.stderr
    with open_other.app_context(), db.engine.connect() as connection:
        assert connection.scalar(text("SELECT count(*) FROM seminar")) == 0


@pytest.mark.parametrize(
    ("source", "target", "words"),
    [
        ("missing.sqlite", "new.sqlite", "There is no file"),
        ("old.sqlite", "old.sqlite", "FROM and TO are the same database."),
        ("old.sqlite", "./old.sqlite", "FROM and TO are the same database."),
        ("old.sqlite", "no-such-folder/new.sqlite", "There is no folder"),
        ("old.sqlite", "new.sqlite", "old.sqlite is not at this program's version. Run `seminars init-db` on it first"),
        ("text.txt", "new.sqlite", "file is not a database"),
        ("mysql://localhost/seminars", "new.sqlite", "FROM is not a database: it takes the path of an SQLite file"),
        ("old.sqlite", "postgresql://localhost", "TO is not a database"),
        ("old.sqlite", "sqlite://", "TO is not a database"),
        ("old.sqlite", "http://[", "TO is not a database"),
        ("old.sqlite", "postgresql://u:secret@127.0.0.1:1/x", "The database cannot be used: connection failed"),
    ],
)
def test_what_cannot_be_moved_is_said_in_one_line(bare_run, tmp_path: Path, source: str, target: str, words: str):
    (tmp_path / "old.sqlite").touch()
    (tmp_path / "text.txt").write_text("Not a database at all. " * 50)
    refused = bare_run("move-database", source, target)
    assert refused.exit_code in (1, 2)
    assert words in refused.stderr
    assert "secret" not in refused.stderr
    assert not (tmp_path / "missing.sqlite").exists()
    assert refused.stderr.splitlines()[-1].startswith("Error: ")


def test_a_missing_postgresql_database_is_told_how_to_be_made(bare_run, postgresql, migrated_sqlite: Path):
    refused = bare_run("move-database", str(migrated_sqlite), postgresql.get_uri(database="nowhere"))
    assert refused.stderr == (
        "Error: There is no PostgreSQL database 'nowhere'. Make it first: createdb --owner=ROLE nowhere\n"
    )


def test_people_of_the_old_database_are_found_in_the_new_one(run, app: Flask, other: str, open_other):
    """Also a second time, back into a new file: the way home is open."""
    with app.app_context():
        make_registration(make_seminar())
    assert run("move-database", address(app), other).exit_code == 0
    assert run("move-database", other, "home.sqlite").exit_code == 0
    with open_other.app_context():
        assert db.session.scalars(select(Registration.surname)).all() == ["Klichevskaya"]
