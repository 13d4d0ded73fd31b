"""Whose the instance folder is, and who reads the passwords in it."""

import os
import pwd
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from installations import settings

from seminars.cli import main

NOBODY = pwd.getpwnam("nobody")
needs_root = pytest.mark.skipif(os.geteuid() != 0, reason="only root can hand files over to another user")


def test_check_tells_of_a_config_file_that_others_read_and_of_the_hands_it_is_in(bare_run, tmp_path):
    assert bare_run("init-db").exit_code == 0
    file = tmp_path / "instance" / "config.toml"
    file.touch(mode=0o600)
    assert str(file) not in bare_run("check").stderr
    file.chmod(0o644)
    checked = bare_run("check")
    assert checked.exit_code == 0
    assert f"Others can read the passwords in {file}: chmod 600 {file}" in checked.stderr.splitlines()


@needs_root
def test_root_is_told_as_whom_to_run_a_command_and_nothing_is_done(bare_run, tmp_path):
    folder = tmp_path / "instance"
    folder.mkdir()
    os.chown(folder, NOBODY.pw_uid, NOBODY.pw_gid)
    for command in ("check", "init-db", "serve"):
        refused = bare_run(command)
        assert (refused.exit_code, refused.stderr.count("\n")) == (2, 1)
        assert "run this as that user: runuser -u nobody -- seminars" in refused.stderr
    assert list(folder.iterdir()) == []


@pytest.fixture
def closed_folder(monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Root stands in a folder of its own, beside the instance folder of nobody, as whom commands run."""
    around = Path(tempfile.mkdtemp(prefix="seminars"))
    around.chmod(0o755)
    instance, closed = around / "instance", around / "closed"
    instance.mkdir()
    os.chown(instance, NOBODY.pw_uid, NOBODY.pw_gid)
    closed.mkdir(mode=0o700)
    (closed / "series.toml").touch()
    monkeypatch.chdir(closed)
    os.seteuid(NOBODY.pw_uid)
    yield closed
    os.seteuid(0)
    shutil.rmtree(around)


@needs_root
def test_a_file_that_is_closed_to_the_sites_user_is_named_in_one_line(closed_folder):
    environment = settings(closed_folder.parent / "instance")

    def run(*command: str | Path) -> Result:
        return CliRunner().invoke(main, [str(each) for each in command], env=environment)

    assert run("init-db").exit_code == 0
    file = closed_folder / "series.toml"
    for command in (
        ("load", file),
        ("backup", file),
        ("move-database", file, closed_folder.parent / "new.sqlite"),
        ("move-database", closed_folder.parent / "instance" / "seminars.sqlite", file),
    ):
        refused = run(*command)
        assert (refused.exit_code, refused.stderr) == (
            1,
            f"Error: {file} is closed to nobody, as whom this runs: Permission denied. "
            "Name a file in a folder that is open to that user.\n",
        )
    assert run("load", "series-2019").stdout.startswith("Series clusters-2019: created ")
