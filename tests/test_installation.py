"""What an installation needs before it starts: a key of its own, and a database on a disk that keeps it whole."""

import os
import pwd
import shutil
import stat
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from factories import make_registration, make_seminar
from flask_security import hash_password, verify_password
from installations import migrate, settings

from seminars import create_app
from seminars.config import ConfigError
from seminars.database import engine
from seminars.extensions import db
from seminars.installation import open_settings
from seminars.mail.sending.delivery import deliver_due


def mounted(monkeypatch: pytest.MonkeyPatch, table: str) -> None:
    read_text = Path.read_text
    monkeypatch.setattr(
        Path,
        "read_text",
        lambda self, *args, **values: table if str(self) == "/proc/mounts" else read_text(self, *args, **values),
    )


def test_a_secret_key_is_made_once_for_its_owner_alone(tmp_path):
    first, second = (create_app({"SEMINARS_INSTANCE": str(tmp_path)}).config["SECRET_KEY"] for _ in range(2))
    assert first == second
    assert len(first) == 64
    assert (tmp_path / "secret_key").stat().st_mode & 0o777 == 0o600
    assert sorted(path.name for path in tmp_path.iterdir() if "secret" in path.name) == ["secret_key"]


def test_an_empty_secret_key_stops_the_start(tmp_path):
    (tmp_path / "secret_key").write_text("")
    with pytest.raises(ConfigError, match="secret_key is empty"):
        create_app({"SEMINARS_INSTANCE": str(tmp_path)})


@pytest.mark.parametrize("name", ["share", "my share"])
def test_a_database_on_a_network_share_stops_the_start(tmp_path, monkeypatch, name):
    share = tmp_path / name
    share.mkdir()
    point = str(share).replace(" ", "\\040")
    mounted(monkeypatch, f"/dev/sda / ext4 rw 0 0\nsystemd-1 {point} autofs rw 0 0\nserver:/x {point} nfs4 rw 0 0\n")
    with pytest.raises(ConfigError, match="network share"):
        engine.engine_options(f"sqlite:///{share}/seminars.sqlite")


@pytest.mark.parametrize("address", ["postgresql://u:p@host:port/name", "nonsense", "mysql://host/name"])
def test_an_impossible_database_address_stops_the_start_with_one_line(tmp_path, address):
    with pytest.raises(ConfigError) as stopped:
        create_app({"SEMINARS_INSTANCE": str(tmp_path), "SEMINARS_SQLALCHEMY_DATABASE_URI": address})
    assert "\n" not in str(stopped.value)


def test_passwords_stay_right_when_the_secret_key_is_changed(tmp_path):
    old = create_app({"SEMINARS_INSTANCE": str(tmp_path), "SEMINARS_SECRET_KEY": "old"})
    new = create_app({"SEMINARS_INSTANCE": str(tmp_path), "SEMINARS_SECRET_KEY": "new"})
    with old.test_request_context():
        kept = hash_password("correct horse battery staple")
    with new.test_request_context():
        assert verify_password("correct horse battery staple", kept)


NOBODY = pwd.getpwnam("nobody")
needs_root = pytest.mark.skipif(os.geteuid() != 0, reason="only root can hand files over to another user")


@pytest.fixture
def folder() -> Iterator[Path]:
    """A folder that other users reach; those of the tests are their owner's alone."""
    made = Path(tempfile.mkdtemp(prefix="seminars"))
    made.chmod(0o755)
    yield made
    shutil.rmtree(made)


@contextmanager
def as_nobody() -> Iterator[None]:
    os.seteuid(NOBODY.pw_uid)
    try:
        yield
    finally:
        os.seteuid(0)


def give_away(*files: Path) -> None:
    for file in files:
        os.chown(file, NOBODY.pw_uid, NOBODY.pw_gid)


@needs_root
def test_root_makes_nothing_in_the_folder_of_another_user(folder):
    give_away(folder)
    with pytest.raises(ConfigError) as refused:
        create_app(settings(folder))
    assert str(refused.value) == (
        f"the instance folder {folder} belongs to nobody, for whom files that root makes there are closed; "
        "run this as that user: runuser -u nobody -- seminars …"
    )
    assert list(folder.iterdir()) == []


@needs_root
def test_files_that_root_left_are_named_with_what_helps_until_they_are_handed_over(folder):
    instance = folder / "instance"
    environment = settings(instance) | {"SEMINARS_SECRET_KEY": ""}
    app = create_app(environment)
    migrate(app)
    with app.app_context():
        make_registration(make_seminar())
        deliver_due()
        db.session.remove()
        db.engine.dispose()
    give_away(instance)
    (instance / "mail").chmod(0o700)
    with as_nobody(), pytest.raises(ConfigError) as refused:
        create_app(environment)
    closed = ("secret_key", "seminars.sqlite", "seminars.sqlite.gate", "mail", "mail/tmp", "mail/new", "mail/cur")
    assert str(refused.value).startswith("nobody, as whom this runs, may not use ")
    assert [name for name in closed if f"{instance / name}," in f"{refused.value},".replace(";", ",")] == [*closed]
    assert str(refused.value).endswith(f"; give all of the folder to that user: chown -R nobody {instance}")
    give_away(*instance.rglob("*"))
    with as_nobody():
        create_app(environment)


@needs_root
def test_a_config_file_of_root_that_the_group_reads_is_in_order(folder):
    file = folder / "config.toml"
    file.touch(mode=0o640)
    with as_nobody():
        assert open_settings(folder) == ""
    file.chmod(0o644)
    with as_nobody():
        assert open_settings(folder) == f"Others can read the passwords in {file}: chmod 640 {file}"


def test_a_config_file_that_others_read_is_told_with_what_helps(tmp_path):
    file = tmp_path / "config.toml"
    assert open_settings(tmp_path) == ""
    file.touch()
    for mode in (0o600, 0o400, 0o700, 0o611):
        file.chmod(mode)
        assert open_settings(tmp_path) == ""
    for mode in (0o640, 0o604, 0o644, 0o666):
        file.chmod(mode)
        assert open_settings(tmp_path) == f"Others can read the passwords in {file}: chmod 600 {file}"


def test_nothing_that_the_program_makes_in_its_folder_is_open_to_others(tmp_path):
    instance, before = tmp_path / "new", os.umask(0o022)
    app = create_app(settings(instance) | {"SEMINARS_SECRET_KEY": ""})
    migrate(app)
    with app.app_context():
        make_registration(make_seminar())
        deliver_due()
        db.session.remove()
        db.engine.dispose()
    os.umask(before)
    assert stat.S_IMODE(instance.stat().st_mode) == 0o700
    opened = [file for file in instance.iterdir() if file.is_file() and file.stat().st_mode & 0o077]
    mails = [folder for folder in (instance / "mail").iterdir() if folder.stat().st_mode & 0o077]
    assert (opened, mails, len(list((instance / "mail" / "new").iterdir()))) == ([], [], 1)


@pytest.mark.parametrize(
    ("content", "why"),
    [(None, "No such file or directory"), (b"", "it holds no certificate in PEM"), (b"-----BEGIN", "it holds no")],
)
def test_an_authority_that_cannot_be_read_stops_the_start_in_one_line(tmp_path, content, why):
    if content is not None:
        (tmp_path / "ca.pem").write_bytes(content)
    with pytest.raises(ConfigError, match=f"MAIL_CA_FILE is '{tmp_path}/ca.pem', which cannot be used: {why}"):
        create_app(settings(tmp_path) | {"SEMINARS_MAIL_CA_FILE": "ca.pem"})
