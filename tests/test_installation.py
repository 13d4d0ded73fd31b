"""What an installation needs before it starts: a key of its own, and a database on a disk that keeps it whole."""

from pathlib import Path

import pytest
from flask_security import hash_password, verify_password
from installations import settings

from seminars import create_app
from seminars.config import ConfigError
from seminars.database import engine


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


@pytest.mark.parametrize(
    ("content", "why"),
    [(None, "No such file or directory"), (b"", "it holds no certificate in PEM"), (b"-----BEGIN", "it holds no")],
)
def test_an_authority_that_cannot_be_read_stops_the_start_in_one_line(tmp_path, content, why):
    if content is not None:
        (tmp_path / "ca.pem").write_bytes(content)
    with pytest.raises(ConfigError, match=f"MAIL_CA_FILE is '{tmp_path}/ca.pem', which cannot be used: {why}"):
        create_app(settings(tmp_path) | {"SEMINARS_MAIL_CA_FILE": "ca.pem"})
