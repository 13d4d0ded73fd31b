"""init-db, load; and what every command says about wrong settings and a database that is not there."""

import threading
from pathlib import Path

import pytest
from click.testing import CliRunner
from sqlalchemy.exc import IntegrityError

from seminars import create_app, serving
from seminars.cli import main, setting_up
from seminars.worker import running


def test_init_db_is_safe_to_run_again(run):
    assert run("init-db").exit_code == 0
    again = run("init-db")
    assert again.exit_code == 0
    assert again.stdout.splitlines()[-1].startswith("The database is ready: ")


def test_init_db_makes_a_database_from_nothing(run, tmp_path: Path):
    empty = f"sqlite:///{tmp_path}/new.sqlite"
    before = run("check", SQLALCHEMY_DATABASE_URI=empty)
    assert before.exit_code == 1
    assert "Run `seminars init-db` first." in before.stderr
    assert run("init-db", SQLALCHEMY_DATABASE_URI=empty).exit_code == 0
    assert run("check", SQLALCHEMY_DATABASE_URI=empty).stdout == "all 14 checks hold\n"


def test_load_says_what_it_made(run):
    assert run("load", "series-2019").stdout.startswith("Series clusters-2019: created novopolotsk-2019, mogilev-2019")
    assert run("load", "series-2019").stdout == "Series clusters-2019: 6 unchanged\n"


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"series = ", "is not TOML"),
        (b"series = " + b"9" * 5000, "is not TOML"),
        ("имя".encode("cp1251"), "is not in UTF-8"),
        (b'[series]\nslug = "a"\n', "2 mistakes, so nothing was loaded"),
    ],
)
def test_load_names_what_is_wrong_with_a_file(run, tmp_path: Path, content: bytes, said: str):
    content += b'name.en = "x"\nseminars = 3\nspeakers = 4' if b"slug" in content else b""
    (tmp_path / "tour.toml").write_bytes(content)
    refused = run("load", "tour.toml")
    assert refused.exit_code == 1
    assert said in refused.stderr


def test_load_knows_names_that_look_like_a_missing_file(run):
    refused = run("load", "series-2018")
    assert refused.exit_code == 2
    assert "There is no file series-2018. Did you mean series-2019" in refused.stderr


def test_a_wrong_setting_is_one_line(run):
    refused = run("check", PORT="many")
    assert (refused.exit_code, refused.stdout) == (2, "")
    assert refused.stderr == "Error: SEMINARS_PORT is 'many'; it takes a whole number\n"


def test_a_misspelt_command_is_told_the_right_one(run):
    refused = run("lod")
    assert refused.exit_code == 2
    assert "There is no command 'lod'. Did you mean load?" in refused.stderr


@pytest.mark.parametrize("command", ["", *main.commands])
def test_every_command_explains_itself_without_a_database(command: str):
    shown = CliRunner().invoke(main, [*command.split(), "--help"], prog_name="seminars")
    assert shown.exit_code == 0
    assert "Usage: seminars" in shown.stdout
    assert len(shown.stdout.splitlines()) > 5


def test_an_application_can_be_made_twice_in_one_process(tmp_path: Path):
    environ = {"SEMINARS_INSTANCE": str(tmp_path)}
    assert create_app(environ).config["SECRET_KEY"] == create_app(environ).config["SECRET_KEY"]


def test_who_changed_the_same_at_the_same_moment_is_told_to_try_again(run, monkeypatch):
    def collide(*_args, **_options):
        raise IntegrityError("INSERT", {}, Exception("unique"))

    monkeypatch.setattr(setting_up, "load_document", collide)
    refused = run("load", "series-2019")
    assert (refused.exit_code, refused.stderr.count("\n")) == (1, 1)
    assert "Run the command once more" in refused.stderr


SHORT, LONG = "x" * 31, "x" * 32


def test_no_new_database_is_made_with_a_short_secret_key(run, tmp_path: Path):
    empty = {"SQLALCHEMY_DATABASE_URI": f"sqlite:///{tmp_path}/new.sqlite"}
    refused = run("init-db", SECRET_KEY=SHORT, **empty)
    assert (refused.exit_code, refused.stdout) == (2, "")
    assert "SECRET_KEY has fewer than 32 characters" in refused.stderr
    assert SHORT not in refused.output
    assert "Run `seminars init-db` first." in run("check", **empty).stderr
    assert run("init-db", SECRET_KEY=LONG, **empty).exit_code == 0


def test_a_database_that_is_there_goes_on_with_its_short_key_and_a_red_line(run):
    answer = run("init-db", SECRET_KEY=SHORT)
    assert (answer.exit_code, "The database is ready" in answer.stdout) == (0, True)
    assert "Put it into SECRET_KEY_FALLBACKS (any length)" in answer.stderr
    assert SHORT not in answer.output
    for key, more in ((LONG, {}), (LONG, {"SECRET_KEY_FALLBACKS": SHORT})):
        assert run("init-db", SECRET_KEY=key, **more).stderr == ""


@pytest.fixture
def ends_at_once(monkeypatch) -> None:
    """What would keep running does not."""
    monkeypatch.setattr(serving, "serve", lambda *_, **__: None)
    monkeypatch.setattr(serving, "listen", lambda *_, **__: {})
    monkeypatch.setattr(serving, "stop_on_signal", threading.Event)
    monkeypatch.setattr(running, "run", lambda *_: None)


@pytest.mark.usefixtures("ends_at_once")
@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
@pytest.mark.parametrize("command", ["serve", "worker"])
def test_whatever_keeps_running_starts_with_the_red_line(run, command):
    for key, is_said in ((SHORT, True), (LONG, False)):
        answer = run(command, SECRET_KEY=key)
        assert (answer.exit_code, "SECRET_KEY has fewer than 32" in answer.stderr) == (0, is_said), answer.output


@pytest.mark.usefixtures("ends_at_once")
@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_the_first_start_of_all_refuses_a_short_key_too(run, tmp_path: Path):
    refused = run("serve", "--welcome", SECRET_KEY=SHORT, SQLALCHEMY_DATABASE_URI=f"sqlite:///{tmp_path}/new.sqlite")
    assert refused.exit_code == 2
    assert "SECRET_KEY has fewer than 32 characters" in refused.stderr
