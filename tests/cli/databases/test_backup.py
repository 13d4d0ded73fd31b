"""Backups and a move while people sign up in other processes."""

import sqlite3
from pathlib import Path
from time import monotonic, sleep

import pytest
from crowd import Crowd, signing_up_all_the_time
from factories import make_seminar
from flask import Flask
from installations import settings
from sqlalchemy import select

from seminars import clock, create_app
from seminars.domain.checks.invariants import find_violations
from seminars.extensions import db
from seminars.models import Registration

# A database that was moved refuses whatever is written into it.
pytestmark = [pytest.mark.long, pytest.mark.alters_tables]
BACKUPS, SEATS = 8, 30


def until_more(crowd: Crowd, number: int) -> None:
    give_up_at, before = monotonic() + 60, len(crowd.accepted)
    while len(crowd.accepted) < before + number:
        assert monotonic() < give_up_at
        sleep(0.02)


def test_each_backup_is_sound_and_holds_all_who_were_told_yes_before_it_began(run, app: Flask, tmp_path: Path):
    with app.app_context():
        make_seminar(capacity=SEATS)
    promised: dict[Path, set[str]] = {}
    with signing_up_all_the_time(app, tmp_path) as crowd:
        for number in range(BACKUPS):
            until_more(crowd, 20)
            file = tmp_path / f"backup-{number}.sqlite"
            promised[file] = crowd.accepted
            made = run("backup", str(file))
            assert made.exit_code == 0, made.output
    assert crowd.refused == []
    for file, accepted in promised.items():
        assert accepted <= people_in(file)
        assert violations_in(f"sqlite:///{file}", tmp_path) == []
    # People signed up between each backup and the next.
    assert len({len(people_in(file)) for file in promised}) == BACKUPS


def test_whoever_signs_up_while_the_database_moves_is_in_the_new_one_or_was_refused(
    run, app: Flask, open_other: Flask, other: str, tmp_path: Path
):
    with app.app_context():
        make_seminar(capacity=SEATS)
    with signing_up_all_the_time(app, tmp_path) as crowd:
        until_more(crowd, 100)
        moved = run("move-database", app.config["SQLALCHEMY_DATABASE_URI"], other)
        assert moved.exit_code == 0, moved.output
        give_up_at = monotonic() + 60
        while len(crowd.refused) < 20:
            assert monotonic() < give_up_at
            sleep(0.02)
    with open_other.app_context():
        arrived = set(db.session.scalars(select(Registration.email)))
        assert find_violations(now=clock.now()) == []
    assert crowd.accepted == arrived


def test_without_closing_the_old_database_people_would_be_lost(
    run, app: Flask, open_other: Flask, other: str, tmp_path: Path
):
    """Without this the test above would prove nothing."""
    with app.app_context():
        make_seminar(capacity=SEATS)
    with signing_up_all_the_time(app, tmp_path) as crowd:
        until_more(crowd, 20)
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr("seminars.database.copying.close_for_good", lambda _connection: None)
            assert run("move-database", app.config["SQLALCHEMY_DATABASE_URI"], other).exit_code == 0
        until_more(crowd, 5)
    with open_other.app_context():
        assert crowd.accepted - set(db.session.scalars(select(Registration.email)))


def people_in(file: Path) -> set[str]:
    with sqlite3.connect(file) as connection:
        found = {row[0] for row in connection.execute("SELECT email FROM registration")}
    connection.close()
    return found


def violations_in(address: str, folder: Path) -> list:
    app = create_app(settings(folder, address))
    with app.app_context():
        try:
            return find_violations(now=clock.now())
        finally:
            db.session.remove()
            db.engine.dispose()
