"""restore: what is in a backup is the installation again, what was there is kept, and nothing is lost by a mistake."""

import sqlite3
import stat
import threading
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import flask_migrate
import pytest
from everything import all_rows, make_everything
from factories import ADA, make_registration, make_seminar
from flask import Flask
from older_keys import keys, make_old
from sqlalchemy import select

from seminars import create_app
from seminars.extensions import db
from seminars.models import Activity, Message, MessageState, Registration, Seminar, SignIn
from seminars.worker import jobs, running
from seminars.worker.new_keys import renew_name_keys

CHANGED_BY_A_RESTORE = {
    "activity",
    "invitation",
    "job_run",
    "message",
    "organiser",
    "personal_feed",
    "role_offer",
    "seminar",
    "sign_in",
    "telling",
}


def stop(app: Flask) -> None:
    """Let go of the database, as a site that is stopped does."""
    with app.app_context():
        db.session.remove()
        db.engine.dispose()


@pytest.fixture
def backup(run, app: Flask, tmp_path: Path) -> Path:
    """A backup of Ada's place in Klichev, whose confirmation is not sent yet; Gomel was added since."""
    with app.app_context():
        make_registration(make_seminar())
    assert run("backup", "copy.sqlite").exit_code == 0
    with app.app_context():
        make_registration(make_seminar(slug="gomel"))
    stop(app)
    return tmp_path / "copy.sqlite"


def test_what_the_backup_holds_comes_back_and_what_was_there_is_kept(run, app: Flask, backup: Path, tmp_path: Path):
    refused = run("restore", str(backup))
    assert (refused.exit_code, refused.stderr) == (
        1,
        "Error: There are 2 registrations in the database already. Add --replace to put that aside.\n",
    )
    restored = run("restore", str(backup), "--replace", "--yes")
    assert restored.exit_code == 0, restored.output
    assert "copy.sqlite is in place, with 1 registration." in restored.stdout
    assert "It knows of nothing after " in restored.stdout
    assert "1 mail is held back, as it may have been sent since the backup." in restored.stdout
    assert "all 14 checks hold" in restored.stdout
    with app.app_context():
        assert db.session.scalars(select(Seminar.slug)).all() == ["klichev"]
        assert db.session.scalars(select(Message.state)).all() == [MessageState.HELD]
        noted = db.session.scalars(select(Activity).filter_by(kind="restored")).one()
        assert (noted.actor.partition(":")[0], noted.details["held"]) == ("system", 1)
    stop(app)
    (kept,) = tmp_path.glob("*before-restore-*")
    assert str(kept) in restored.stdout
    assert [path.name for path in tmp_path.glob(".restore*")] == []
    assert run("restore", str(kept), "--replace", "--yes").exit_code == 0
    with app.app_context():
        assert db.session.scalars(select(Seminar.slug).order_by(Seminar.slug)).all() == ["gomel", "klichev"]


@pytest.mark.usefixtures("shared_machine")
def test_a_restored_file_is_its_owners_alone_though_the_old_one_was_not(bare_run, tmp_path: Path):
    database = tmp_path / "instance/seminars.sqlite"
    assert bare_run("init-db").exit_code == 0
    assert bare_run("backup", "copy.sqlite").exit_code == 0
    database.chmod(0o644)
    assert bare_run("load", "series-2019").exit_code == 0
    assert stat.S_IMODE(database.stat().st_mode) == 0o644
    restored = bare_run("restore", "copy.sqlite", "--replace", "--yes")
    assert restored.exit_code == 0, restored.output
    assert stat.S_IMODE(database.stat().st_mode) == 0o600


def test_the_backup_of_either_database_comes_back_in_the_other(run, app: Flask, other: str, open_other: Flask):
    with app.app_context():
        make_everything()
        before = all_rows(db.engine)
    assert run("backup", "copy.sqlite").exit_code == 0
    address = open_other.config["SQLALCHEMY_DATABASE_URI"]
    restored = run("restore", "copy.sqlite", SQLALCHEMY_DATABASE_URI=address)
    assert restored.exit_code == 0, restored.output
    with open_other.app_context():
        after = all_rows(db.engine)
        for name, rows in before.items():
            if name not in CHANGED_BY_A_RESTORE | {"submission"}:
                assert after[name] == rows, name
        assert len(after["message"]) >= len(before["message"])
        assert db.session.scalars(select(SignIn.id).where(SignIn.ended_at.is_(None))).all() == []
        last = db.session.scalars(select(Registration.id).order_by(Registration.id.desc())).first()
        following = make_registration(make_seminar(slug="next"))
        assert (following.id, following.token_version) == (last + 1, 1001)


def test_older_name_keys_of_a_backup_are_renewed_after_it_came_back(run, app: Flask):
    """The job has had its turn since the backup, and has it again."""
    with app.app_context():
        make_registration(make_seminar(), replace(ADA, given_name="Łukasz"))
        make_old()
    assert run("backup", "copy.sqlite").exit_code == 0
    take_turn(app)
    stop(app)
    assert run("restore", "copy.sqlite", "--replace", "--yes").exit_code == 0
    with app.app_context():
        assert keys() == [("klichevskaya łukasz", 1)]
    take_turn(app)
    with app.app_context():
        assert keys() == [("klichevskaya lukasz", 2)]


def take_turn(app: Flask) -> None:
    rhythm = next(rhythm for rhythm, job in jobs.JOBS if job is renew_name_keys)
    running._run_once(app, rhythm, renew_name_keys, threading.Event())


def test_a_database_in_use_is_not_replaced(run, app: Flask, backup: Path, tmp_path: Path):
    with app.app_context():
        db.session.scalars(select(Seminar)).all()
        refused = run("restore", str(backup), "--replace", "--yes")
        assert refused.exit_code == 1
        assert refused.stderr.endswith("The database is in use. Stop the site and its workers first; "
                                       "nothing was changed.\n")  # fmt: skip
        assert len(db.session.scalars(select(Seminar)).all()) == 2
    assert list(tmp_path.glob("*before-restore*")) == []


def test_without_a_terminal_and_without_yes_nothing_is_done(run, app: Flask, backup: Path):
    refused = run("restore", str(backup), "--replace")
    assert refused.exit_code == 2
    assert "there is no terminal to ask on. Add --yes." in refused.stderr
    with app.app_context():
        assert len(db.session.scalars(select(Seminar)).all()) == 2


def test_who_says_no_keeps_what_is_there(run, app: Flask, backup: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("seminars.cli.databases.restoring.somebody_is_there", lambda: True)
    asked = run("restore", str(backup), "--replace", typed="n\n")
    assert asked.exit_code == 1
    assert "There are 2 registrations in the database. Put it aside and load" in asked.stdout
    assert "Nothing was done." in asked.stdout
    with app.app_context():
        assert len(db.session.scalars(select(Seminar)).all()) == 2


def test_an_empty_database_is_filled_without_a_question(bare_run, migrated_sqlite: Path, tmp_path: Path):
    restored = bare_run("restore", str(migrated_sqlite))
    assert restored.exit_code == 0, restored.output
    assert "is in place, with 0 registrations." in restored.stdout
    assert sorted(path.name for path in (tmp_path / "instance").iterdir()) == [
        "seminars.sqlite",
        "seminars.sqlite.gate",
    ]


def test_a_folder_that_does_not_exist_is_said_in_one_line(bare_run, migrated_sqlite: Path, tmp_path: Path):
    address = f"sqlite:///{tmp_path}/nowhere/seminars.sqlite"
    refused = bare_run("restore", str(migrated_sqlite), SQLALCHEMY_DATABASE_URI=address)
    assert refused.stderr == f"Error: Nothing can be written into the folder {tmp_path}/nowhere.\n"


def _spoilt(source: Path, target: Path) -> None:
    """A sound database with one page of rubbish in its middle."""
    content = bytearray(source.read_bytes())
    content[4096 * 3 : 4096 * 4] = b"rubbish!" * 512
    target.write_bytes(content)


def _of_another_program(_source: Path, target: Path) -> None:
    with closing(sqlite3.connect(target)) as connection:
        connection.execute("CREATE TABLE bookmarks (id integer)")
        connection.commit()


def _of_a_newer_version(source: Path, target: Path) -> None:
    target.write_bytes(source.read_bytes())
    with closing(sqlite3.connect(target)) as connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
        connection.commit()


@pytest.mark.parametrize(
    ("make", "words"),
    [
        (lambda _source, target: target.write_text("dear diary, " * 400), "is not a backup: `seminars backup FILE`"),
        (lambda _source, target: target.touch(), "is not a backup: `seminars backup FILE` makes"),
        (lambda _source, _target: None, "cannot be read: No such file or directory"),
        (lambda _source, target: target.mkdir(), "cannot be read: Is a directory"),
        (lambda source, target: target.write_bytes(source.read_bytes()[:20_000]), "is damaged. Take an older backup"),
        (_spoilt, "is damaged. Take an older backup; nothing was changed."),
        (_of_another_program, "is not a backup of this program; nothing was changed."),
        (_of_a_newer_version, "was made by a newer version of this program (9999); install that one first."),
    ],
)
def test_what_is_no_sound_backup_is_said_in_one_line(bare_run, migrated_sqlite: Path, tmp_path: Path, make, words):
    make(migrated_sqlite, tmp_path / "copy.sqlite")
    refused = bare_run("restore", "copy.sqlite")
    assert refused.exit_code == 1
    assert refused.stderr.startswith("Error: copy.sqlite ")
    assert words in refused.stderr
    assert len(refused.stderr.splitlines()) == 1
    assert list((tmp_path / "instance").iterdir()) == []


def test_a_damaged_database_is_put_aside_whole(bare_run, migrated_sqlite: Path, tmp_path: Path):
    """Which is when a backup is needed most; what is left of it may still be read by somebody who knows how."""
    broken = tmp_path / "instance" / "seminars.sqlite"
    broken.parent.mkdir()
    broken.write_text("It was a database once. " * 100)
    refused = bare_run("restore", str(migrated_sqlite))
    assert "There is something that cannot be read in the database already. Add --replace" in refused.stderr
    restored = bare_run("restore", str(migrated_sqlite), "--replace", "--yes")
    assert restored.exit_code == 0, restored.output
    (kept,) = broken.parent.glob("*before-restore-*")
    assert kept.read_text().startswith("It was a database once.")
    assert bare_run("check").exit_code == 0


def test_a_backup_of_an_older_version_is_brought_up_to_date(bare_run, migrated_sqlite: Path, tmp_path: Path):
    old = {"SQLALCHEMY_DATABASE_URI": f"sqlite:///{tmp_path / 'old.sqlite'}"}
    assert bare_run("init-db", **old).exit_code == 0
    assert bare_run("demo", **old).exit_code == 0
    _take_back(tmp_path / "old.sqlite")
    before = (tmp_path / "old.sqlite").read_bytes()
    restored = bare_run("restore", "old.sqlite")
    assert restored.exit_code == 0, restored.output
    assert "is in place, with 146 registrations." in restored.stdout
    assert (tmp_path / "old.sqlite").read_bytes() == before


def _take_back(file: Path) -> None:
    app = create_app({"SEMINARS_INSTANCE": str(file.parent), "SEMINARS_SQLALCHEMY_DATABASE_URI": f"sqlite:///{file}"})
    with app.app_context():
        flask_migrate.downgrade(revision="0002")
        db.session.remove()
        db.engine.dispose()
