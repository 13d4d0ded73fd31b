"""A file that is replaced or deleted under a running process is noticed, and /readyz gives it no more visitors."""

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.error import HTTPError
from urllib.request import urlopen

import pytest
from commands import fetch, running
from factories import make_seminar
from flask import Flask
from installations import settings
from post_office import free_port

from seminars import create_app
from seminars.database import opened_file
from seminars.extensions import db

REPLACED = (503, "the database's file was replaced\n")


@pytest.fixture
def file(tmp_path: Path, migrated_sqlite: Path) -> Path:
    return Path(shutil.copy(migrated_sqlite, tmp_path / "seminars.sqlite"))


@pytest.fixture
def app(tmp_path: Path, file: Path) -> Iterator[Flask]:
    app = create_app(settings(tmp_path, f"sqlite:///{file}"))
    yield app
    with app.app_context():
        db.engine.dispose()


def ready(app: Flask) -> tuple[int, str]:
    answer = app.test_client().get("/readyz")
    return answer.status_code, answer.text


def replace(file: Path) -> None:
    shutil.copy(file, file.with_suffix(".new"))
    os.replace(file.with_suffix(".new"), file)


@pytest.mark.parametrize("act", [replace, Path.unlink])
def test_a_process_whose_file_is_gone_is_not_ready_and_a_new_start_is(app: Flask, file: Path, act: Callable):
    with app.app_context():
        make_seminar()
    assert [ready(app), ready(app)] == [(200, "ok\n")] * 2
    there = file.read_bytes()
    act(file)
    assert [ready(app), ready(app)] == [REPLACED] * 2
    file.write_bytes(there)
    assert ready(app) == REPLACED
    with app.app_context():
        db.engine.dispose()
    assert ready(app) == (200, "ok\n")


def test_connections_that_open_the_new_file_do_not_hide_that_others_hold_the_old_one(app: Flask, file: Path):
    with app.app_context():
        db.session.connection()
        replace(file)
        with db.engine.connect():
            assert not opened_file.is_still_there(db.engine)


def test_a_file_that_is_written_anew_in_place_or_moved_back_is_the_same(app: Flask, file: Path):
    assert ready(app) == (200, "ok\n")
    with app.app_context():
        db.engine.raw_connection().execute("VACUUM")
    assert ready(app) == (200, "ok\n")
    file.rename(file.with_suffix(".aside"))
    assert ready(app) == REPLACED
    file.with_suffix(".aside").rename(file)
    assert ready(app) == (200, "ok\n")


def test_a_server_whose_file_is_replaced_under_it_says_so(tmp_path: Path, file: Path):
    address = f"http://127.0.0.1:{(port := free_port())}/readyz"
    with running(tmp_path, "serve", "--port", str(port)):
        assert fetch(address) == "ok\n"
        replace(file)
        with pytest.raises(HTTPError) as refused, urlopen(address, timeout=5):
            pass
        assert (refused.value.code, refused.value.read().decode()) == REPLACED
        refused.value.close()
