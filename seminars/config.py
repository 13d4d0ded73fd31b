"""Every setting with its default and one sentence. Defaults < instance/config.toml < SEMINARS_* environment."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from zoneinfo import available_timezones

from seminars import crash, hosts
from seminars.i18n import LANGUAGES
from seminars.toml import tables, values

PREFIX = "SEMINARS_"
HIGHEST_PORT = 65535
LONGEST_MAIL_TIMEOUT = 50  # seconds; shorter than the lease of the worker that sends
MOST_MAIL_PER_MINUTE = 6000  # more would take longer to count than to send
LONGEST_RETENTION = 36500  # days
LONGEST_NUMBER = 9  # digits
_ADDRESS = re.compile(r"[^@\s<>,;:\"]+@[^@\s<>,;:\"]+")
_WRITTEN_IN_ASCII = ("MAIL_DEFAULT_SENDER", "CALENDAR_ORGANIZER", "MAIL_USERNAME")
_ONE_ADDRESS = "one plain address like office@example.org"


class ConfigError(Exception):
    """Settings are unknown or impossible; the message has a line for each, for the operator."""


@dataclass(frozen=True)
class Setting:
    name: str
    kind: type
    default: Any
    meaning: str


SETTINGS = (
    Setting("INSTANCE", str, "instance", "Folder of this installation's own files: database, settings, kept mail."),
    Setting(
        "SECRET_KEY",
        str,
        "",
        "Signs links and cookies, 32 characters or more; made and kept in the instance folder when empty.",
    ),
    Setting("SECRET_KEY_FALLBACKS", list, (), "Older secret keys, of any length, whose links are still accepted."),
    Setting("SQLALCHEMY_DATABASE_URI", str, "", "The database; an SQLite file in the instance folder when empty."),
    Setting("PORT", int, 5000, "Port of the web server."),
    Setting("HOST", str, "127.0.0.1", "Address the web server listens on."),
    Setting("PUBLIC_BASE_URL", str, "", "Address of the site as people see it; http://localhost:PORT when empty."),
    Setting(
        "TRUSTED_HOSTS",
        list,
        (),
        "Host names answered; that of PUBLIC_BASE_URL, localhost, 127.0.0.1 and HOST when empty.",
    ),
    Setting("PROXY_HOPS", int, 0, "How many trusted proxies stand in front and set X-Forwarded-* headers."),
    Setting("LANGUAGES", list, LANGUAGES, "Languages of the site, the first one for visitors without a preference."),
    Setting("SITE_NAME", str, "", "Name of the site in its header; the translated 'Cluster seminars' when empty."),
    Setting("MAIL_SERVER", str, "", "SMTP server; when empty, mail is kept as a Maildir in the instance folder."),
    Setting("MAIL_PORT", int, 25, "Port of the SMTP server."),
    Setting("MAIL_USE_TLS", bool, False, "Whether to use STARTTLS; the certificate is checked."),
    Setting("MAIL_USE_SSL", bool, False, "Whether to speak TLS from the start; the certificate is checked."),
    Setting("MAIL_CA_FILE", str, "", "PEM file of the authority behind the SMTP server's certificate, if it is yours."),
    Setting("MAIL_USERNAME", str, "", "User name for the SMTP server."),
    Setting("MAIL_PASSWORD", str, "", "Password for the SMTP server."),
    Setting(
        "MAIL_TIMEOUT",
        int,
        20,
        "Seconds for the SMTP server to sign us in, and for each mail; above 25 counts as 25.",
    ),
    Setting("MAIL_PER_MINUTE", int, 0, "How many mails may leave in a minute, of all workers together; 0 is no limit."),
    Setting("MAIL_DEFAULT_SENDER", str, "", "Address mails come from; seminars@<host of PUBLIC_BASE_URL> when empty."),
    Setting(
        "CALENDAR_ORGANIZER",
        str,
        "",
        "Mailbox named as organiser in invitations, of the sender's domain; the sender when empty.",
    ),
    Setting("CONTROLLER_NAME", str, "", "Who answers for the personal data, on the privacy page."),
    Setting("CONTROLLER_ADDRESS", str, "", "Postal address of the data controller."),
    Setting("CONTROLLER_EMAIL", str, "", "Address for questions about personal data; the sender when empty."),
    Setting("TIMEZONE", str, "Europe/Minsk", "Whose clock the nightly jobs and the organisers' daily mail go by."),
    Setting(
        "RETENTION_DAYS", int, 365, "Days after a seminar until the personal data of its registrations is removed."
    ),
    Setting(
        "BACKUP_EXPECTED", str, "", "How old the last backup may be, such as 26h or 1d; none is missed when empty."
    ),
)
_BY_NAME = {setting.name: setting for setting in SETTINGS}
_LISTED = "`docs/operating.md` lists them all"
_KINDS: Mapping[type, Callable[[Any], Any]] = {
    str: values.text,
    int: values.whole_number,
    bool: values.truth,
    list: lambda value: tuple(values.texts(value)),
}
_TRUTH = {"1": True, "true": True, "yes": True, "on": True, "0": False, "false": False, "no": False, "off": False}


def load(environ: Mapping[str, str]) -> dict[str, Any]:
    """All settings by name, complete and checked. Raises ConfigError."""
    from_environment = {
        name.removeprefix(PREFIX): _from_text(name.removeprefix(PREFIX), value, name)
        for name, value in environ.items()
        if name.startswith(PREFIX) and name != crash.SWITCH
    }
    settings = {setting.name: setting.default for setting in SETTINGS}
    instance = Path(from_environment.get("INSTANCE", settings["INSTANCE"])).absolute()
    settings |= _from_file(instance / "config.toml") | from_environment
    settings["INSTANCE"] = str(instance)
    return _completed(settings)


def _from_file(path: Path) -> dict[str, Any]:
    if not path.is_file():
        return {}
    mistakes: list[str] = []
    try:
        table = tables.Table(str(path), tables.read_file(path), mistakes)
    except tables.UnreadableFile as error:
        raise ConfigError(str(error)) from None
    written = {setting.name: table.read(setting.name, _KINDS[setting.kind]) for setting in SETTINGS}
    table.finish(elsewhere=f" ({_LISTED})")
    if mistakes:
        raise ConfigError("\n".join(mistakes))
    return {name: value for name, value in written.items() if value is not None and name != "INSTANCE"}


def _from_text(name: str, text: str, place: str) -> Any:
    if name not in _BY_NAME:
        said = values.unknown(place, [f"{PREFIX}{known}" for known in _BY_NAME])
        raise ConfigError(f"the setting {said} ({_LISTED})")
    kind = _BY_NAME[name].kind
    if kind is bool:
        if text.strip().lower() not in _TRUTH:
            raise ConfigError(f"{place} is {text!r}; it takes true or false")
        return _TRUTH[text.strip().lower()]
    if kind is int:
        if not text.strip().isdecimal() or len(text) > LONGEST_NUMBER:
            raise ConfigError(f"{place} is {text!r}; it takes a whole number")
        return int(text)
    if kind is list:
        return tuple(part.strip() for part in text.split(",") if part.strip())
    return text


def _completed(settings: dict[str, Any]) -> dict[str, Any]:
    for name in ("PORT", "MAIL_PORT"):
        if not 1 <= settings[name] <= HIGHEST_PORT:
            raise ConfigError(f"{name} is {settings[name]}; it takes 1 to 65535")
    if settings["PROXY_HOPS"] < 0:
        raise ConfigError(f"PROXY_HOPS is {settings['PROXY_HOPS']}; it takes 0 or more")
    kept, patience = settings["RETENTION_DAYS"], settings["MAIL_TIMEOUT"]
    if not 1 <= kept <= LONGEST_RETENTION or not 1 <= patience <= LONGEST_MAIL_TIMEOUT:
        raise ConfigError(f"RETENTION_DAYS must be 1 to {LONGEST_RETENTION}, MAIL_TIMEOUT 1 to 50 seconds")
    if not 0 <= settings["MAIL_PER_MINUTE"] <= MOST_MAIL_PER_MINUTE:
        raise ConfigError(f"MAIL_PER_MINUTE is {settings['MAIL_PER_MINUTE']}; it takes 0 to {MOST_MAIL_PER_MINUTE}")
    if not settings["LANGUAGES"] or set(settings["LANGUAGES"]) - set(LANGUAGES):
        raise ConfigError(f"LANGUAGES is {','.join(settings['LANGUAGES'])!r}; it takes some of {','.join(LANGUAGES)}")
    if settings["BACKUP_EXPECTED"] and not values.span(settings["BACKUP_EXPECTED"]):
        raise ConfigError(f"BACKUP_EXPECTED is {settings['BACKUP_EXPECTED']!r}; it takes a span such as 26h or 1d")
    if settings["TIMEZONE"] not in available_timezones():
        raise ConfigError(f"TIMEZONE is {settings['TIMEZONE']!r}; it takes a name like Europe/Minsk")
    if settings["MAIL_USE_TLS"] and settings["MAIL_USE_SSL"]:
        raise ConfigError("MAIL_USE_TLS and MAIL_USE_SSL cannot both be on; choose the one your mail server speaks")
    host = _settle_addresses(settings)
    _settle_mailboxes(settings, host)
    settings["SQLALCHEMY_DATABASE_URI"] = _database_address(settings)
    return settings


def _database_address(settings: dict[str, Any]) -> str:
    """With the one driver for PostgreSQL that is installed; a relative path of SQLite begins in the instance folder."""
    uri = settings["SQLALCHEMY_DATABASE_URI"] or "sqlite:///seminars.sqlite"
    uri = re.sub(r"^postgres(ql)?(\+\w+)?://", "postgresql+psycopg://", uri)
    return re.sub(r"^(sqlite(?:\+\w+)?:///)(?![/:]|file:)", rf"\1{settings['INSTANCE']}/", uri)


def _settle_addresses(settings: dict[str, Any]) -> str:
    """Where the site is seen and which hosts it answers; returns the domain of its mails."""
    seen = hosts.seen_as(settings["HOST"])
    written = settings["PUBLIC_BASE_URL"].rstrip("/") or f"http://{seen}:{settings['PORT']}"
    try:
        settings["PUBLIC_BASE_URL"], name = hosts.site_address(written)
    except ValueError:
        wrong, form = ("PUBLIC_BASE_URL", "a form like https://seminars.example.org, with no path")
        if not settings["PUBLIC_BASE_URL"]:
            wrong, form = ("HOST", "an address or a name of this machine")
        raise ConfigError(f"{wrong} is {settings[wrong]!r}; it takes {form}") from None
    known = settings["TRUSTED_HOSTS"] or (name, "localhost", "127.0.0.1", settings["HOST"])
    try:
        settings["TRUSTED_HOSTS"] = tuple(dict.fromkeys(hosts.plain(each) for each in known))
    except ValueError:
        raise ConfigError(f"TRUSTED_HOSTS is {','.join(known)!r}; it takes names like seminars.example.org") from None
    return "localhost" if ":" in name else name


def _settle_mailboxes(settings: dict[str, Any], host: str) -> None:
    """Sender and organiser as mails and calendars write them; visitors read the contact as it was written."""
    sender = settings["MAIL_DEFAULT_SENDER"] or f"seminars@{host.removesuffix('.')}"
    organizer, contact = (settings[name] or sender for name in ("CALENDAR_ORGANIZER", "CONTROLLER_EMAIL"))
    for name, address in zip(_WRITTEN_IN_ASCII, (sender, organizer, settings["MAIL_USERNAME"]), strict=True):
        try:  # SMTP signs in with ASCII alone, and servers have names that are no addresses
            settings[name] = address if name == "MAIL_USERNAME" and address.isascii() else hosts.mailbox(address)
        except ValueError as error:
            raise ConfigError(f"{name} is {address!r}: {error}; it takes {_ONE_ADDRESS}") from None
    if not _ADDRESS.fullmatch(contact):
        raise ConfigError(f"CONTROLLER_EMAIL is {contact!r}; it takes {_ONE_ADDRESS}")
    settings["CONTROLLER_EMAIL"] = contact
    if len({settings[name].lower().partition("@")[2] for name in ("MAIL_DEFAULT_SENDER", "CALENDAR_ORGANIZER")}) > 1:
        must = f"must be a mailbox of the domain of MAIL_DEFAULT_SENDER {sender!r}"
        raise ConfigError(f"CALENDAR_ORGANIZER {organizer!r} {must}, or mail programs refuse the invitations")
