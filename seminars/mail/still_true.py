"""Whether a message may still go out when its turn comes: what it says is true, and somebody needs it."""

from datetime import datetime

from seminars.mail.contents import roles
from seminars.mail.contents.news import is_worth_telling, news_of
from seminars.mail.contents.together import is_anybody_left
from seminars.models import CARRIES_OTHERS, KINDS, Message, MessageKind, Recipient, Status


def is_too_late(message: Message, now: datetime) -> bool:
    """Whether nobody needs it any more. What was written after the seminar, like a link for another address, is not
    late."""
    if message.useless_after:
        return message.useless_after <= now
    if message.kind == MessageKind.MOVED:
        # As long as the date that they know is to come, they may travel for nothing.
        return message.get_seminar().is_over(now) and news_of(message).old.ends_at <= now
    if not KINDS[message.kind].looks_ahead:
        return False
    seminar = message.get_seminar()
    return seminar.is_over(now) and message.created_at < seminar.ends_at


def still_true(message: Message) -> bool:
    """Whether what the message says still fits the present state, and its address is still the person's."""
    registration, kind = message.registration, KINDS[message.kind]
    if registration is None:
        return _holds_for_account(message)
    seminar = message.get_seminar()
    if message.kind in CARRIES_OTHERS:
        return is_anybody_left(message) and not seminar.is_cancelled
    if registration.status not in kind.still_true_in or (registration.erased_at and not kind.outlives_registration):
        return False
    if registration.mail_address != message.to and kind.to != Recipient.ANOTHER_ADDRESS:
        return False
    if message.change_id is not None:
        return is_worth_telling(message)
    promises_a_seat = Status.CANCELLED not in kind.still_true_in
    return not (promises_a_seat and seminar.is_cancelled) and not _is_of_another_date(message)


def _holds_for_account(message: Message) -> bool:
    """Whether the link that it would tell still leads to something; what tells of the past stays true."""
    leads_in = {MessageKind.ROLE_OFFERED: roles.is_open, MessageKind.SIGN_IN_LINK: _opens_an_account}
    return message.kind not in leads_in or leads_in[message.kind](message)


def _opens_an_account(message: Message) -> bool:
    """Whether the link that it would tell was not used meanwhile, nor made worthless."""
    organiser = message.organiser
    return organiser is not None and organiser.active and organiser.link_nonce is not None


def _is_of_another_date(message: Message) -> bool:
    """Whether it was written for a date that is not the seminar's any more, like a reminder before a move."""
    seminar, date = message.get_seminar(), message.facts.get("starts_at")
    return date is not None and (seminar.is_postponed or seminar.starts_at.isoformat() != date)
