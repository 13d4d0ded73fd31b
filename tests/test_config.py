"""Settings: from where they come, and that an impossible one stops the start with one clear line."""

import stat
from pathlib import Path

import pytest

from seminars import create_app
from seminars.config import SETTINGS, ConfigError, load
from seminars.database import engine
from seminars.i18n import LANGUAGES


def loaded(instance: Path, **environment: str) -> dict:
    return load(
        {"SEMINARS_INSTANCE": str(instance), **{f"SEMINARS_{name}": text for name, text in environment.items()}}
    )


def test_without_any_setting_everything_has_its_default(tmp_path):
    settings = loaded(tmp_path)
    derived = {
        "INSTANCE": str(tmp_path),
        "PUBLIC_BASE_URL": "http://localhost:5000",
        "TRUSTED_HOSTS": ("localhost", "127.0.0.1"),
        "MAIL_DEFAULT_SENDER": "seminars@localhost",
        "CALENDAR_ORGANIZER": "seminars@localhost",
        "CONTROLLER_EMAIL": "seminars@localhost",
        "SQLALCHEMY_DATABASE_URI": f"sqlite:///{tmp_path}/seminars.sqlite",
    }
    assert settings == {**{setting.name: setting.default for setting in SETTINGS}, **derived}


@pytest.mark.parametrize(
    ("host", "address", "trusted"),
    [
        ("127.0.0.1", "http://localhost:5000", ("localhost", "127.0.0.1")),
        ("0.0.0.0", "http://localhost:5000", ("localhost", "127.0.0.1", "0.0.0.0")),  # noqa: S104 - nothing listens
        ("::", "http://[::1]:5000", ("::1", "localhost", "127.0.0.1", "::")),
        ("::1", "http://[::1]:5000", ("::1", "localhost", "127.0.0.1")),
        ("[::1]", "http://[::1]:5000", ("::1", "localhost", "127.0.0.1")),
        ("192.168.1.5", "http://192.168.1.5:5000", ("192.168.1.5", "localhost", "127.0.0.1")),
        ("Server.lan", "http://Server.lan:5000", ("server.lan", "localhost", "127.0.0.1")),
    ],
)
def test_a_site_without_a_public_address_is_seen_and_answers_where_it_listens(tmp_path, host, address, trusted):
    settings = loaded(tmp_path, HOST=host)
    assert (settings["PUBLIC_BASE_URL"], settings["TRUSTED_HOSTS"]) == (address, trusted)
    assert settings["MAIL_DEFAULT_SENDER"].partition("@")[2] in (trusted[0], "localhost")


def test_a_sender_under_a_unicode_domain_is_settled_as_mails_and_calendars_write_it(tmp_path):
    written = {"MAIL_DEFAULT_SENDER": "info@кластары.бел", "CALENDAR_ORGANIZER": "calendar@XN--80AA2AE1AEH8E.xn--90ais"}
    settings = loaded(tmp_path, PUBLIC_BASE_URL="https://Кластары.бел", **written)
    assert {name: settings[name] for name in (*written, "PUBLIC_BASE_URL", "CONTROLLER_EMAIL")} == {
        "MAIL_DEFAULT_SENDER": "info@xn--80aa2ae1aeh8e.xn--90ais",
        "CALENDAR_ORGANIZER": "calendar@XN--80AA2AE1AEH8E.xn--90ais",
        "PUBLIC_BASE_URL": "https://xn--80aa2ae1aeh8e.xn--90ais",
        "CONTROLLER_EMAIL": "info@кластары.бел",
    }


def test_an_ascii_sender_stays_as_it_is_written_and_so_do_the_ids_of_its_mails(tmp_path):
    settings = loaded(tmp_path, MAIL_DEFAULT_SENDER="Office+s@Example.ORG", CALENDAR_ORGANIZER="cal@example.org")
    assert settings["MAIL_DEFAULT_SENDER"] == "Office+s@Example.ORG"


def test_a_user_name_of_the_mail_server_is_one_that_it_can_be_told(tmp_path):
    names = {
        "info@кластары.бел": "info@xn--80aa2ae1aeh8e.xn--90ais",
        "olive": "olive",
        "A@Example.ORG": "A@Example.ORG",
    }
    assert {name: loaded(tmp_path, MAIL_USERNAME=name)["MAIL_USERNAME"] for name in names} == names
    with pytest.raises(ConfigError, match="MAIL_USERNAME"):
        loaded(tmp_path, MAIL_USERNAME="оліва")


def test_the_senders_domain_is_the_sites_without_the_dot_of_a_full_name(tmp_path):
    assert loaded(tmp_path, PUBLIC_BASE_URL="https://example.org.")["MAIL_DEFAULT_SENDER"] == "seminars@example.org"


def test_what_is_wrong_about_a_sender_is_said(tmp_path):
    for sender, reason in {"інфа@a.by": "the part before the @ is not ASCII", "a@b@c": "exactly one @"}.items():
        with pytest.raises(ConfigError, match=f"MAIL_DEFAULT_SENDER is '{sender}': .*{reason}.*office@example.org"):
            loaded(tmp_path, MAIL_DEFAULT_SENDER=sender)


def test_types_come_from_the_declaration_and_never_from_guessing(tmp_path):
    texts = {"MAIL_PASSWORD": "00123", "MAIL_USERNAME": "true", "SECRET_KEY": "1e9", "PORT": " 8080 ",
             "MAIL_USE_TLS": " Yes ", "SECRET_KEY_FALLBACKS": "a, b,,", "LANGUAGES": "pl,en",
             "RETENTION_DAYS": "030"}  # fmt: skip
    settings = loaded(tmp_path, **texts)
    expected = {"MAIL_PASSWORD": "00123", "MAIL_USERNAME": "true", "SECRET_KEY": "1e9", "PORT": 8080,
                "MAIL_USE_TLS": True, "SECRET_KEY_FALLBACKS": ("a", "b"), "LANGUAGES": ("pl", "en"),
                "RETENTION_DAYS": 30, "PUBLIC_BASE_URL": "http://localhost:8080"}  # fmt: skip
    assert {name: settings[name] for name in expected} == expected


def test_the_environment_wins_over_the_file_and_the_file_over_the_default(tmp_path):
    (tmp_path / "config.toml").write_text(
        'PORT = 6000\nMAIL_PASSWORD = "123"\nLANGUAGES = ["ru", "be"]\nMAIL_USE_SSL = true\nINSTANCE = "elsewhere"\n'
    )
    settings = loaded(tmp_path, PORT="7000")
    expected = {"PORT": 7000, "MAIL_PASSWORD": "123", "LANGUAGES": ("ru", "be"), "MAIL_USE_SSL": True,
                "MAIL_PORT": 25, "INSTANCE": str(tmp_path)}  # fmt: skip
    assert {name: settings[name] for name in expected} == expected


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("COLOUR", "red"), ("", "x"), ("port", "5000"), ("PORT", ""), ("PORT", "0"), ("PORT", "65536"),
        ("PORT", "-1"), ("PORT", "5e3"), ("PORT", "9" * 5000), ("MAIL_PORT", "0"), ("MAIL_PORT", "70000"),
        ("BACKUP_EXPECTED", "0h"), ("BACKUP_EXPECTED", "26"), ("BACKUP_EXPECTED", "26 h"), ("BACKUP_EXPECTED", "h"),
        ("BACKUP_EXPECTED", "100000d"), ("RETENTION_DAYS", "0"), ("MAIL_TIMEOUT", "60"), ("MAIL_TIMEOUT", "0"),
        ("MAIL_USE_TLS", "maybe"),
        ("MAIL_USE_TLS", ""), ("LANGUAGES", ""), ("LANGUAGES", "be,de"), ("PUBLIC_BASE_URL", "seminars.example.org"),
        ("PUBLIC_BASE_URL", "ftp://seminars.example.org"), ("PUBLIC_BASE_URL", "https://seminars.example.org/app"),
        ("PUBLIC_BASE_URL", "https://[bad"), ("PUBLIC_BASE_URL", "https://a.example:port"),
        ("PUBLIC_BASE_URL", "https://a.example:99999"), ("PUBLIC_BASE_URL", "https://user@a.example"),
        ("PUBLIC_BASE_URL", "https://a.example#x"), ("PUBLIC_BASE_URL", "https://a b.example"),
        ("MAIL_DEFAULT_SENDER", "office"), ("MAIL_DEFAULT_SENDER", "Office <office@a.example>"),
        ("MAIL_DEFAULT_SENDER", "a@b@c"), ("CALENDAR_ORGANIZER", "office@elsewhere.example"),
        ("CONTROLLER_EMAIL", "nobody"), ("PUBLIC_BASE_URL", "https://a б.example"), ("HOST", "a b"), ("HOST", "::1::"),
        ("PUBLIC_BASE_URL", "https://[::1"), ("TRUSTED_HOSTS", "a.example,пример .бел"),
        ("MAIL_DEFAULT_SENDER", "інфа@example.org"), ("MAIL_DEFAULT_SENDER", "a..b@example.org"),
        ("MAIL_DEFAULT_SENDER", "info@пошта..бел"), ("MAIL_DEFAULT_SENDER", "info@-пошта.бел"),
        ("MAIL_DEFAULT_SENDER", "info@my_host"), ("MAIL_DEFAULT_SENDER", "a" * 65 + "@example.org"),
        ("CALENDAR_ORGANIZER", "каляндар@localhost"), ("CALENDAR_ORGANIZER", "info@пошта.бел"),
    ],
)  # fmt: skip
def test_an_unknown_or_impossible_setting_stops_the_start_in_one_line(tmp_path, name, text):
    with pytest.raises(ConfigError) as refused:
        loaded(tmp_path, **{name: text})
    assert len(str(refused.value).splitlines()) == 1
    assert name in str(refused.value)


@pytest.mark.parametrize(
    "written",
    ["PORT = '5000'", "PORT = true", "PORT = 5.0", "PORT = -1", "PROXY_HOPS = -1", "MAIL_PASSWORD = 123",
     "LANGUAGES = 'be'", "LANGUAGES = [1]", "MAIL_USE_TLS = 1", "[mail]\nserver = 'x'", "COLOUR = 'red'", "PORT = ",
     "MAIL_USE_TLS = true\nMAIL_USE_SSL = true", "PORT = 1\nPORT = 2"],
)  # fmt: skip
def test_a_mistake_in_the_file_is_named_in_one_line(tmp_path, written):
    (tmp_path / "config.toml").write_text(written)
    with pytest.raises(ConfigError) as refused:
        loaded(tmp_path)
    assert len(str(refused.value).splitlines()) == 1


def test_all_mistakes_of_the_file_are_named_at_once_with_what_is_right(tmp_path):
    file = tmp_path / "config.toml"
    file.write_text("COLOUR = 'red'\nPROT = 5000\nPORT = '5000'\nMAIL_PASSWORD = 1234\nMAIL_USE_TLS = 1\n")
    with pytest.raises(ConfigError) as refused:
        loaded(tmp_path)
    assert sorted(str(refused.value).splitlines()) == [
        f"{file}: MAIL_PASSWORD takes a text in quotes",
        f"{file}: MAIL_USE_TLS takes true or false, not 1",
        f"{file}: PORT takes a whole number, without quotes",
        f'{file}: the key "COLOUR" is unknown (`docs/operating.md` lists them all)',
        f'{file}: the key "PROT" is unknown; did you mean "PORT"? (`docs/operating.md` lists them all)',
    ]


@pytest.mark.parametrize(
    "address",
    ["https://a.example/app", "https://a.example/app/", "HTTPS://A.EXAMPLE/APP/",
     "https://a.example:8443/app", "https://[2001:db8::1]/app/", "http://127.0.0.1:5000/seminars",
     "https://a.example/%2e", "https://a.example/?x", "https://кластары.бел/сайт"],
)  # fmt: skip
def test_a_site_behind_a_path_is_refused_with_what_is_right(tmp_path, address):
    with pytest.raises(ConfigError) as refused:
        loaded(tmp_path, PUBLIC_BASE_URL=address)
    assert str(refused.value) == (
        f"PUBLIC_BASE_URL is {address!r}; it takes a form like https://seminars.example.org, with no path"
    )


@pytest.mark.parametrize("address", ["https://a.example", "http://[2001:db8::1]:8443", "https://a.example:8443"])
def test_slashes_behind_the_address_of_a_site_are_no_path(tmp_path, address):
    for end in ("", "/", "//"):
        assert loaded(tmp_path, PUBLIC_BASE_URL=f"{address}{end}")["PUBLIC_BASE_URL"] == address


def test_a_misspelt_variable_is_told_what_it_may_have_meant(tmp_path):
    with pytest.raises(ConfigError, match='"SEMINARS_PROT" is unknown; did you mean "SEMINARS_PORT"'):
        loaded(tmp_path, PROT="5000")


def test_a_file_that_is_not_text_is_named(tmp_path):
    (tmp_path / "config.toml").write_bytes(b"PORT = \xff")
    with pytest.raises(ConfigError, match=r"config\.toml is not in UTF-8 \(byte 7\)"):
        loaded(tmp_path)


@pytest.mark.parametrize("uri", ["nonsense", "mysql://u:p@host/name", "sqlite:/x"])
def test_an_impossible_database_is_refused_without_its_password(tmp_path, uri):
    with pytest.raises(ConfigError) as refused:
        create_app({"SEMINARS_INSTANCE": str(tmp_path), "SEMINARS_SQLALCHEMY_DATABASE_URI": uri})
    assert "u:p" not in str(refused.value)


def test_postgresql_is_spoken_to_by_the_driver_that_is_installed(tmp_path):
    uri = loaded(tmp_path, SQLALCHEMY_DATABASE_URI="postgresql://u@host/name")["SQLALCHEMY_DATABASE_URI"]
    assert uri == "postgresql+psycopg://u@host/name"


def test_a_secret_key_is_made_once_kept_and_readable_by_its_owner_alone(tmp_path):
    made = [create_app({"SEMINARS_INSTANCE": str(tmp_path)}).config["SECRET_KEY"] for _start in range(2)]
    path = tmp_path / "secret_key"
    assert made == [path.read_text()] * 2
    assert len(made[0]) >= 48
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_an_instance_that_is_no_folder_is_named(tmp_path):
    file = tmp_path / "file"
    file.write_text("")
    with pytest.raises(ConfigError, match="the instance folder"):
        create_app({"SEMINARS_INSTANCE": str(file)})


def mounted(monkeypatch: pytest.MonkeyPatch, table: str) -> None:
    read_text = Path.read_text
    monkeypatch.setattr(
        Path,
        "read_text",
        lambda self, *args, **more: table if str(self) == "/proc/mounts" else read_text(self, *args, **more),
    )


def test_a_database_file_on_a_network_share_is_refused(tmp_path, monkeypatch):
    mounted(monkeypatch, f"/dev/sda1 / ext4 rw 0 0\nserver:/x {tmp_path} nfs4 rw 0 0\n")
    for uri in (f"sqlite:///{tmp_path}/a.sqlite", f"sqlite:///{tmp_path}/deep/down/a.sqlite"):
        with pytest.raises(ConfigError, match=r"network share \(nfs4 at "):
            engine.engine_options(uri)


def test_a_local_disk_inside_a_network_share_and_its_neighbours_are_fine(tmp_path, monkeypatch):
    table = f"server:/x / nfs rw 0 0\n/dev/sda1 {tmp_path} ext4 rw 0 0\nserver:/y {tmp_path}-other cifs rw 0 0\n"
    mounted(monkeypatch, table)
    assert engine.engine_options(f"sqlite:///{tmp_path}/a.sqlite")["hide_parameters"] is True


def test_every_setting_is_declared_with_a_sentence_and_a_default_of_its_type():
    for setting in SETTINGS:
        assert setting.meaning.endswith(".")
        assert isinstance(setting.default, tuple if setting.kind is list else setting.kind)
    assert len({setting.name for setting in SETTINGS}) == len(SETTINGS)
    assert next(setting.default for setting in SETTINGS if setting.name == "LANGUAGES") == LANGUAGES


@pytest.mark.parametrize(
    ("written", "used"),
    [
        ("sqlite:///data/site.sqlite", "sqlite:///{instance}/data/site.sqlite"),
        ("sqlite:////srv/site.sqlite", "sqlite:////srv/site.sqlite"),
        ("sqlite:///:memory:", "sqlite:///:memory:"),
        ("postgresql://olive@db/site", "postgresql+psycopg://olive@db/site"),
        ("postgres://olive@db/site", "postgresql+psycopg://olive@db/site"),
        ("postgresql+psycopg2://olive@db/site", "postgresql+psycopg://olive@db/site"),
    ],
)
def test_a_database_is_found_where_an_operator_expects_it(tmp_path, written, used):
    settings = loaded(tmp_path, SQLALCHEMY_DATABASE_URI=written)
    assert settings["SQLALCHEMY_DATABASE_URI"] == used.format(instance=tmp_path)
