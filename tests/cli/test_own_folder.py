"""Whose the instance folder is, and who reads the passwords in it."""

import os

import pytest


def test_check_tells_of_a_config_file_that_others_read_and_of_the_hands_it_is_in(bare_run, tmp_path):
    assert bare_run("init-db").exit_code == 0
    file = tmp_path / "instance" / "config.toml"
    file.touch(mode=0o600)
    assert str(file) not in bare_run("check").stderr
    file.chmod(0o644)
    checked = bare_run("check")
    assert checked.exit_code == 0
    assert f"Others can read the passwords in {file}: chmod 600 {file}" in checked.stderr.splitlines()


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can hand files over to another user")
def test_root_is_told_as_whom_to_run_a_command_and_nothing_is_done(bare_run, tmp_path):
    folder = tmp_path / "instance"
    folder.mkdir()
    os.chown(folder, 65534, 65534)
    for command in ("check", "init-db", "serve"):
        refused = bare_run(command)
        assert (refused.exit_code, refused.stderr.count("\n")) == (2, 1)
        assert "run this as that user: runuser -u nobody -- seminars" in refused.stderr
    assert list(folder.iterdir()) == []
