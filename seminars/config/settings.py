"""Every setting with its default and one sentence."""

from dataclasses import dataclass
from typing import Any

from seminars.i18n import LANGUAGES


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
    Setting(
        "CONTROLLER_NAME",
        str,
        "",
        "Who answers for the personal data, on forms and privacy page; the organisation of each series when empty.",
    ),
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
