"""check, backup, export, create-organiser."""

import csv
import sqlite3
import stat
from datetime import UTC, datetime
from io import StringIO
from pathlib import Path

import pytest
from acts import set_all
from factories import make_registration, make_seminar
from flask import Flask
from flask_security import verify_password
from sqlalchemy import select, update

from seminars import clock
from seminars.database.units import write_unit
from seminars.domain.jobs import beats
from seminars.domain.organisers import accounts
from seminars.extensions import db
from seminars.models import Activity, JobRun, Organiser


@pytest.fixture(autouse=True)
def _ada_comes_to_klichev(app: Flask):
    with app.app_context():
        make_registration(make_seminar())


def test_check_names_each_violation_and_ends_with_1(run, app: Flask):
    assert run("check").stdout == "all 14 checks hold\n"
    with app.app_context(), write_unit():
        db.session.execute(update(Activity).values(to_status=None))
        db.session.commit()
    found = run("check")
    assert found.exit_code == 1
    assert found.stdout.splitlines() == [
        "I6: messages [1] tell of no change, or of one twice (activity 1)",
        "I7: registration 1 is confirmed, but its activity ends with None",
    ]


def test_check_tells_apart_what_is_wrong_with_the_operation_and_does_not_count_it(run, app: Flask):
    found = run("check", BACKUP_EXPECTED="26h")
    assert (found.exit_code, found.stdout) == (0, "all 14 checks hold\n")
    assert [line.partition(":")[0] for line in found.stderr.splitlines()] == ["no-worker", "no-backup"]
    assert found.stderr.splitlines()[0] == (
        "no-worker: The program that sends the mails is not running. No mail leaves, places that come free are not "
        "passed on, and nobody is reminded."
    )
    with app.app_context(), write_unit():
        beats.begin("first", now=clock.now())
        long_ago = datetime(2026, 3, 1, 12, tzinfo=UTC)
        db.session.add(JobRun(name="remind", began_at=long_ago, done_at=long_ago))
        db.session.commit()
    run("backup", "--done")
    assert run("check", BACKUP_EXPECTED="26h").stderr == (
        "late-job: What the program should do by the clock is not being done. Since 2026-03-01 12:00 UTC. Late: "
        "remind. Perhaps offers do not end, or personal data stays for longer than was promised.\n"
    )


def test_backup_copies_what_was_committed_and_never_overwrites(run, tmp_path: Path):
    made = run("backup", "copy.sqlite")
    copy = tmp_path / "copy.sqlite"
    assert made.exit_code == 0, made.output
    assert [path.name for path in tmp_path.glob("*copy.sqlite*")] == ["copy.sqlite"]
    assert stat.S_IMODE(copy.stat().st_mode) == 0o600
    with sqlite3.connect(copy) as connection:
        assert connection.execute("SELECT surname FROM registration").fetchall() == [("Klichevskaya",)]
    before = copy.read_bytes()
    again = run("backup", "copy.sqlite")
    assert (again.exit_code, again.stderr) == (1, "Error: copy.sqlite exists already; name a new file\n")
    assert copy.read_bytes() == before


def test_export_writes_the_list_and_notes_who_took_it(run, app: Flask, tmp_path: Path):
    made = run("export", "klichev", "--format", "csv", "-o", "list.csv", "--language", "en")
    assert made.exit_code == 0, made.output
    rows = list(csv.DictReader(StringIO((tmp_path / "list.csv").read_text(encoding="utf-8-sig"))))
    assert [(row["Surname"], row["E-mail"]) for row in rows] == [("Klichevskaya", "ada@example.org")]
    assert (made.stdout, made.stderr) == ("list.csv: 1 rows\n", "")
    with app.app_context():
        noted = db.session.scalars(select(Activity).filter_by(kind="exported")).one()
        assert noted.actor.startswith("system:")
        assert noted.details == {"format": "csv", "rows": 1}


def test_export_names_its_file_after_date_and_town(run, tmp_path: Path):
    assert run("export", "klichev").exit_code == 0
    assert [path.name[10:] for path in tmp_path.glob("*.xlsx")] == ["_Klichev_attendees.xlsx"]


def test_export_to_standard_output_says_nothing_else_there(run):
    made = run("export", "klichev", "--format", "csv", "-o", "-")
    assert made.stdout_bytes.startswith(b"\xef\xbb\xbf")
    assert len(made.stdout_bytes.splitlines()) == 2


def test_an_unknown_slug_is_told_near_ones_and_leaves_no_note(run, app: Flask):
    refused = run("export", "klichew")
    assert refused.exit_code == 2
    assert "There is no seminar 'klichew'. Did you mean klichev?" in refused.stderr
    with app.app_context():
        assert db.session.scalars(select(Activity).filter_by(kind="exported")).all() == []


def test_a_link_opens_the_new_organisers_account_once(run, app: Flask):
    made = run("create-organiser", "olive@example.org", "--link", "--language", "pl")
    address, token = made.stdout.splitlines()[1].rsplit(" ", 1)[1].rsplit("/", 1)
    assert address == "https://seminars.example.org/organiser/sign-in"
    with app.app_context():
        olive = accounts.find_by_link(token)
        assert (olive.email, olive.language, olive.password) == ("olive@example.org", "pl", None)
    run("create-organiser", "Olive@Example.org", "--link")
    with app.app_context():
        assert accounts.find_by_link(token) is None
        assert len(db.session.scalars(select(Organiser)).all()) == 1


def test_a_password_is_asked_for_until_it_is_long_enough_and_not_guessed_first(run, app: Flask):
    good = "three good words"
    typed = "".join(f"{each}\n{each}\n" for each in ("short", "1234567890", "olive@example.org", good))
    made = run("create-organiser", "olive@example.org", typed=typed)
    assert made.exit_code == 0, made.output
    assert "A password has at least" in made.stderr
    assert made.stderr.count("Such a password is guessed soon") == 2
    assert good not in made.output
    with app.app_context():
        assert verify_password(good, db.session.scalars(select(Organiser)).one().password)


def test_no_link_is_given_to_an_account_that_has_ended(run, app: Flask):
    run("create-organiser", "olive@example.org", "--link")
    with app.app_context():
        set_all(Organiser, active=False, link_nonce=None)
    refused = run("create-organiser", "olive@example.org", "--link")
    assert (refused.exit_code, refused.stdout) == (1, "")
    assert "The account of olive@example.org has ended" in refused.stderr
    with app.app_context():
        assert db.session.scalars(select(Organiser.link_nonce)).all() == [None]


def test_a_mistyped_address_is_no_organiser(run, app: Flask):
    refused = run("create-organiser", "olive@", "--link")
    assert refused.exit_code == 2
    assert "'olive@' is not an e-mail address" in refused.stderr
    with app.app_context():
        assert db.session.scalars(select(Organiser)).all() == []
