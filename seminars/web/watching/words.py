"""What is wrong with how the site is operated, in words for organisers and operators."""

from dataclasses import dataclass

from flask_babel.speaklater import LazyString

from seminars.domain.checks.watch import Wrong
from seminars.i18n import lazy_gettext


@dataclass(frozen=True)
class Words:
    """What happened, and what that means for people who sign up."""

    happened: LazyString
    means: LazyString


WORDS: dict[Wrong, Words] = {
    Wrong.NO_DATABASE: Words(
        lazy_gettext("The database cannot be read."),
        lazy_gettext("Or its file was replaced while the site was running: then the site has to be restarted."),
    ),
    Wrong.NO_WORKER: Words(
        lazy_gettext("The program that sends the mails is not running."),
        lazy_gettext("No mail leaves, places that come free are not passed on, and nobody is reminded."),
    ),
    Wrong.NO_WRITE: Words(
        lazy_gettext("Nothing has been stored for more than two minutes."),
        lazy_gettext("Perhaps the disk is full. Then pages can be read, but nobody can sign up."),
    ),
    Wrong.MAIL_REFUSED: Words(
        lazy_gettext("No mail leaves: the mail server refuses whatever we send."),
        lazy_gettext("Nothing is lost: all of it leaves as soon as mail works again."),
    ),
    Wrong.LATE_MAIL_NOW: Words(
        lazy_gettext("Confirmations and links have been waiting for more than 15 minutes."),
        lazy_gettext("Nothing is lost: all of it leaves as soon as mail works again."),
    ),
    Wrong.LATE_MAIL_SOON: Words(
        lazy_gettext("Mails about changed seminars, or reminders, have been waiting for more than two hours."),
        lazy_gettext("Call those who have to know today."),
    ),
    Wrong.LATE_MAIL_BULK: Words(
        lazy_gettext("Thanks, or daily mails to organisers, have been waiting for more than a day."),
        lazy_gettext("Nothing is lost: all of it leaves as soon as mail works again."),
    ),
    Wrong.LATE_JOB: Words(
        lazy_gettext("What the program should do by the clock is not being done."),
        lazy_gettext("Perhaps offers do not end, or personal data stays for longer than was promised."),
    ),
    Wrong.NO_BACKUP: Words(
        lazy_gettext("The last backup is too old."),
        lazy_gettext("If the disk breaks, everything that came since is lost."),
    ),
}
if forgotten := set(Wrong) - set(WORDS):
    raise LookupError(f"nobody can be told of {forgotten}")
