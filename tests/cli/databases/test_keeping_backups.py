"""Backups that are named by the time and thin out by themselves, what is noted of them, and a disk without room."""

import errno
import os
import sqlite3
import stat
import subprocess
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from factories import make_registration, make_seminar
from flask import Flask
from sqlalchemy import select

from seminars import clock
from seminars.database import copying
from seminars.domain.jobs import backups
from seminars.extensions import db
from seminars.models import JobRun, Registration

NOON = datetime(2027, 3, 1, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "backups"
    made.mkdir()
    return made


@pytest.fixture
def at(monkeypatch: pytest.MonkeyPatch):
    """Sets the clock by which files are named."""
    return lambda now: monkeypatch.setattr(clock, "now", lambda: now)


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def people_in(file: Path) -> list[tuple[str]]:
    with closing(sqlite3.connect(file)) as connection:
        return connection.execute("SELECT surname FROM registration").fetchall()


def test_the_newest_stay_and_what_others_put_there_stays_too(run, app: Flask, folder: Path, at):
    with app.app_context():
        make_registration(make_seminar())
    foreign = ["20270301T120000Z.sqlite", "letter.txt", "seminars-20270301T120000Z.sqlite.gz", "seminars-old.sqlite"]
    for name in foreign:
        (folder / name).write_text("not ours")
    for hour in range(4):
        at(NOON + hour * HOUR)
        made = run("backup", "--keep", "3", str(folder))
        assert made.exit_code == 0, made.output
        assert ("1 older removed" in made.stdout) == (hour == 3)
    ours = [f"seminars-20270301T{hour}0000Z.sqlite" for hour in (13, 14, 15)]
    assert names(folder) == sorted([*ours, *foreign])
    for name in ours:
        assert stat.S_IMODE((folder / name).stat().st_mode) == 0o600
        assert people_in(folder / name) == [("Klichevskaya",)]


def test_two_of_one_second_are_two_and_the_older_goes_first(run, folder: Path, at):
    at(NOON)
    for number in ("", "-2", "-9"):
        (folder / f"seminars-20270301T120000Z{number}.sqlite").touch()
    for _ in range(2):
        assert run("backup", "--keep", "3", str(folder)).exit_code == 0
    assert names(folder) == [f"seminars-20270301T120000Z-{number}.sqlite" for number in (10, 11, 9)]


def test_a_name_that_somebody_takes_meanwhile_is_left_to_them(run, folder: Path, at, monkeypatch):
    at(NOON)
    link, theirs = os.link, folder / "seminars-20270301T120000Z.sqlite"

    def too_late(written: Path, name: Path) -> None:
        if not theirs.exists():
            theirs.write_text("theirs")
        link(written, name)

    monkeypatch.setattr(os, "link", too_late)
    assert run("backup", "--keep", "9", str(folder)).exit_code == 0
    assert names(folder) == ["seminars-20270301T120000Z-2.sqlite", theirs.name]
    assert theirs.read_text() == "theirs"
    theirs.unlink()
    refused = run("backup", str(theirs))
    assert (refused.exit_code, refused.stderr) == (1, f"Error: {theirs} exists already; name a new file\n")


def test_a_disk_without_second_names_gets_its_backups_too(run, folder: Path, monkeypatch):
    def refused(_written: Path, _name: Path) -> None:
        raise OSError(errno.EPERM, "Operation not permitted")

    monkeypatch.setattr(os, "link", refused)
    assert [run("backup", str(folder / "one.sqlite")).exit_code for _ in range(2)] == [0, 1]
    assert people_in(folder / "one.sqlite") == []
    assert names(folder) == ["one.sqlite"]


def test_backups_dated_by_a_clock_that_was_years_ahead_push_out_no_newer_one(run, folder: Path, at):
    for hour in range(3):
        at(NOON.replace(year=2030) + hour * HOUR)
        run("backup", "--keep", "3", str(folder))
    for hour in range(2):
        at(NOON + hour * HOUR)
        assert run("backup", "--keep", "3", str(folder)).exit_code == 0
    assert [name[9:24] for name in names(folder)] == ["20270301T120000", "20270301T130000", "20300301T140000"]


def test_nothing_old_goes_until_the_new_one_is_safe(run, folder: Path, at, monkeypatch):
    at(NOON)
    run("backup", "--keep", "1", str(folder))
    at(NOON + HOUR)
    with monkeypatch.context() as patch:
        patch.setattr("seminars.cli.databases.backup._sync", fails)
        refused = run("backup", "--keep", "1", str(folder))
    assert (refused.exit_code, refused.stderr.count("\n")) == (1, 1)
    assert refused.stderr.endswith("cannot be written: Input/output error\n")
    assert names(folder) == ["seminars-20270301T120000Z.sqlite"]


def fails(_file: Path) -> None:
    raise OSError(errno.EIO, "Input/output error")


def test_what_a_killed_program_left_goes_with_the_backups_of_its_time(run, folder: Path, at):
    (folder / ".seminars-20270301T113000Z.sqlite.abcd").mkdir()
    (folder / ".seminars-20270301T130000Z-2.sqlite.abcd").mkdir()
    (folder / ".letters.sqlite.abcd").mkdir()
    for hour in range(2):
        at(NOON + hour * HOUR)
        run("backup", "--keep", "1", str(folder))
    assert names(folder) == [
        ".letters.sqlite.abcd",
        ".seminars-20270301T130000Z-2.sqlite.abcd",
        "seminars-20270301T130000Z.sqlite",
    ]


def test_wrong_arguments_are_told_in_one_line(run, folder: Path):
    for arguments, words in (
        ((), "Missing argument 'FILE'"),
        (("--keep", "3"), "Missing argument 'FILE'"),
        (("--keep", "0", str(folder)), "0 is not in the range"),
        (("--keep", "3", str(folder / "new")), "is not a folder; make it first"),
        ((str(folder),), "is a folder; name a new file in it, or add --keep N"),
        (("--done", str(folder)), "it takes neither a FILE nor --keep"),
        (("--done", "--keep", "3"), "it takes neither a FILE nor --keep"),
    ):
        refused = run("backup", *arguments)
        assert refused.exit_code in (1, 2)
        assert words in refused.stderr
    assert names(folder) == []


def test_each_way_of_a_backup_is_noted_by_the_moment_it_is_of(run, app: Flask, folder: Path):
    before = clock.now()
    with app.app_context():
        assert backups.last(now=clock.now()) is None
    for arguments in ((str(folder / "one.sqlite"),), ("--keep", "3", str(folder)), ("--done",)):
        done = run("backup", *arguments)
        assert done.exit_code == 0, done.output
        with app.app_context():
            last = backups.last(now=clock.now())
            noted = db.session.scalars(select(JobRun).filter_by(name="backup")).one()
        assert before < last <= noted.ended_at <= clock.now()
        before = last
    assert done.stdout.startswith("Noted: a backup was made at ")
    with app.app_context():
        assert backups.last(now=before - HOUR) is None


def test_one_that_failed_is_not_noted(run, app: Flask, folder: Path, monkeypatch):
    monkeypatch.setattr("seminars.cli.databases.backup._sync", fails)
    assert run("backup", str(folder / "one.sqlite")).exit_code == 1
    with app.app_context():
        assert backups.last(now=clock.now()) is None
    assert names(folder) == []


@pytest.mark.alters_tables
def test_one_that_could_not_be_noted_is_kept_and_that_is_said(run, app: Flask, folder: Path):
    with app.app_context(), db.engine.begin() as connection:
        copying.close_for_good(connection)
    made = run("backup", str(folder / "one.sqlite"))
    assert (made.exit_code, made.stderr.count("\n")) == (1, 1)
    assert "one.sqlite is safe" in made.stderr
    assert "moved" in made.stderr
    assert names(folder) == ["one.sqlite"]


ROOM = 128 * 1024  # bytes; an empty database has more


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    folder = tmp_path / "disk"
    folder.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", f"size={ROOM}", "tmpfs", str(folder)]
    if subprocess.run(mount, capture_output=True, check=False).returncode:
        assert not os.environ.get("CI"), "CI must be allowed to mount a small disk"
        pytest.skip("NOT TESTED: a backup onto a full disk; mounting a small one needs root")
    yield folder
    subprocess.run(["umount", "--lazy", str(folder)], check=True)


def test_a_full_disk_is_told_in_one_line_and_nothing_half_stays_there(run, app: Flask, small_disk: Path):
    with app.app_context():
        make_registration(make_seminar())
        assert db.session.scalars(select(Registration.surname)).all() == ["Klichevskaya"]
    for arguments in ((str(small_disk / "one.sqlite"),), ("--keep", "3", str(small_disk))):
        refused = run("backup", *arguments)
        assert (refused.exit_code, refused.stdout, refused.stderr.count("\n")) == (1, "", 1)
        assert refused.stderr.startswith(f"Error: {small_disk}/")
        assert refused.stderr.endswith("was not made: database or disk is full\n")
        assert names(small_disk) == []
    with app.app_context():
        assert backups.last(now=clock.now()) is None
    fill(small_disk)
    refused = run("backup", str(small_disk / "two.sqlite"))
    assert (refused.exit_code, refused.stderr.count("\n")) == (1, 1)
    assert names(small_disk) == ["filler"]


def fill(folder: Path) -> None:
    with (folder / "filler").open("wb", buffering=0) as file:
        try:
            while True:
                file.write(b"x" * 4096)
        except OSError:
            return
