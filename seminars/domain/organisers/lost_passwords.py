"""Forgotten passwords: a link to the address of the account, where a new one can be set."""

from datetime import datetime, timedelta

from seminars import mail
from seminars.domain.guard import throttle
from seminars.domain.organisers import accounts
from seminars.domain.people.mailboxes import mailbox
from seminars.models import MessageKind

LINK_LIFETIME = timedelta(hours=1)


def send_link(address: str, *, now: datetime) -> None:
    """Mail a link that signs in once within an hour, if an account that is open has this address. Says nothing about
    whether there is one, and counts and asks the same for every address."""
    is_allowed = throttle.may("lost-password", mailbox(address), limits=throttle.TO_ONE_MAILBOX, now=now)
    organiser = accounts.find_by_address(address)
    if not (is_allowed and organiser and organiser.active):
        return
    accounts.keep_link_open(organiser)
    mail.post(
        MessageKind.SIGN_IN_LINK,
        to=organiser.email,
        language=organiser.language,
        organiser=organiser,
        dedup=f"lost-password-{organiser.id}-{now.timestamp():.6f}",
        now=now,
        useless_after=now + LINK_LIFETIME,
    )
