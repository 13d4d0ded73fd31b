"""Whether settings are possible, each by itself and together, and what follows from them where they are empty."""

import re
from typing import Any
from zoneinfo import available_timezones

from seminars import hosts
from seminars.config.settings import ConfigError
from seminars.i18n import LANGUAGES
from seminars.toml import values

HIGHEST_PORT = 65535
LONGEST_MAIL_TIMEOUT = 50  # seconds; shorter than the lease of the worker that sends
MOST_MAIL_PER_MINUTE = 6000  # more would take longer to count than to send
LONGEST_RETENTION = 36500  # days
_ADDRESS = re.compile(r"[^@\s<>,;:\"]+@[^@\s<>,;:\"]+")
_WRITTEN_IN_ASCII = ("MAIL_DEFAULT_SENDER", "CALENDAR_ORGANIZER", "MAIL_USERNAME")
_ONE_ADDRESS = "one plain address like office@example.org"


def completed(settings: dict[str, Any]) -> dict[str, Any]:
    """The settings with what was empty filled in. Raises ConfigError."""
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
