"""The disk is full: pages can be read, whoever writes is told why it cannot be, and it heals by itself."""

import os
import re
import shutil
import subprocess
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import psycopg
import pytest
from factories import make_seminar
from flask import Flask
from installations import settings
from sqlalchemy import func, select
from sqlalchemy.exc import OperationalError
from standing_clock import StandingClock
from visitors import ANSWERS, FORM, SIGN_UP, hidden_fields

from seminars import clock as real_clock
from seminars import create_app
from seminars.database.units import database_now
from seminars.domain.checks.invariants import find_violations
from seminars.extensions import db
from seminars.models import Registration
from seminars.public.sign_up import form_tokens
from seminars.web import watching
from seminars.web.errors import is_disk_full
from seminars.worker.beating import Beating

ROOM = 4 * 1024 * 1024  # bytes


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    folder = tmp_path / "disk"
    folder.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", f"size={ROOM}", "tmpfs", str(folder)]
    if subprocess.run(mount, capture_output=True, check=False).returncode:
        assert not os.environ.get("CI"), "CI must be allowed to mount a small disk"
        pytest.skip("NOT TESTED: what a full disk does; mounting a small one needs root")
    yield folder
    subprocess.run(["umount", "--lazy", str(folder)], check=True)


@pytest.fixture
def app(small_disk: Path, migrated_sqlite: Path) -> Iterator[Flask]:
    shutil.copy(migrated_sqlite, small_disk / "seminars.sqlite")
    app = create_app(settings(small_disk))
    yield app
    with app.app_context():
        db.engine.dispose()


def fill(folder: Path) -> Path:
    """A file that leaves no room for anything else."""
    filler = folder / "filler"
    with filler.open("wb", buffering=0) as file:
        try:
            while True:
                file.write(b"x" * 4096)
        except OSError:
            return filler


def test_a_full_disk_stops_writing_alone_and_all_goes_on_when_there_is_room(app, client, small_disk, monkeypatch):
    monkeypatch.setattr(form_tokens, "SHORTEST_TYPING", -1)
    with app.app_context():
        make_seminar()
        db.session.remove()
    form = {**hidden_fields(client.get(FORM).text), **ANSWERS}
    filler = fill(small_disk)
    for _ in range(3):
        refused = client.post(SIGN_UP, data=form)
        assert (refused.status_code, refused.headers["Retry-After"]) == (503, "300")
        assert re.findall("<h1>(.*?)</h1>", refused.text) == ["The site has no room left"]
        assert client.get("/en/").status_code == client.get(FORM).status_code == 200
    filler.unlink()
    assert client.post(SIGN_UP, data=form).status_code == 303
    with app.app_context():
        assert db.session.scalar(select(func.count(Registration.id))) == 1
        assert find_violations(now=database_now()) == []


def test_visitors_still_come_and_monitors_are_told_after_two_minutes(app, client, small_disk, monkeypatch):
    clock, beating = StandingClock(monkeypatch, real_clock.now()), Beating()
    monkeypatch.setattr(watching, "KEPT_FOR", 0)

    def beat() -> None:
        with app.app_context():
            beating.next_at = 0
            beating.beat()

    with app.app_context():
        make_seminar()
    beat()
    assert client.get("/watchz").text == "ok\n"
    filler = fill(small_disk)
    with pytest.raises(OperationalError):
        beat()
    clock.now += timedelta(minutes=2) - timedelta(seconds=1)
    assert client.get("/watchz").status_code == client.get("/readyz").status_code == 200
    clock.now += timedelta(seconds=1)
    assert (client.get("/watchz").status_code, client.get("/watchz").text) == (503, "no-worker\nno-write\n")
    assert client.get("/readyz").text == "ok\n"
    assert client.get("/en/").status_code == 200
    filler.unlink()
    beat()
    assert client.get("/watchz").text == "ok\n"


def test_a_database_server_without_room_is_told_from_one_that_is_away():
    assert is_disk_full(OperationalError("", {}, psycopg.errors.DiskFull()))
    assert not is_disk_full(OperationalError("", {}, psycopg.errors.AdminShutdown()))
