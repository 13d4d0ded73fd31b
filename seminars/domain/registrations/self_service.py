"""What people do with their own registration besides leaving: lost links, another language."""

from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime

from sqlalchemy import or_, select, update

from seminars import mail
from seminars.domain import activity
from seminars.domain.guard import mailboxes, throttle
from seminars.domain.notices import participants
from seminars.domain.people import identity
from seminars.domain.people.mailboxes import mailbox
from seminars.domain.people.sign_up import SignUp
from seminars.domain.programme import personal_feeds
from seminars.domain.registrations import outcomes
from seminars.domain.seating import seats
from seminars.extensions import db
from seminars.models import ACTIVE, NOT_YET_SENT, Message, MessageKind, Registration, Seminar, Submission


def send_links(address: str, *, language: str, now: datetime) -> None:
    """Mail the links of all coming registrations of this address, and of its own calendar, to it. Says nothing about
    whether there are any."""
    key = identity.email_key(address)
    allowed = throttle.may("links", mailbox(address), limits=throttle.TO_ONE_MAILBOX, now=now)
    found = _coming_of(key, now)
    if found and allowed:
        _post_links(found, email_key=key, language=language, now=now)


def renew_calendar_link(registration: Registration, *, now: datetime) -> bool:
    """Give the calendar of this registration's address another link; the old one stops working at once. False if the
    mail that tells the new one is held back, as its owner asked for enough of these lately."""
    key = registration.email_key
    # Before the feed, as in `send_links`, or the two could wait for each other.
    allowed = throttle.may("own-links", mailbox(key), limits=throttle.TO_ONE_MAILBOX, now=now)
    personal_feeds.renew(personal_feeds.get_or_create(key, now=now), now=now)
    if allowed:
        found = dict.fromkeys([*_coming_of(key, now), registration])
        _post_links(list(found), email_key=key, language=registration.language, now=now, is_new_link=True)
    return allowed


def _coming_of(email_key: str, now: datetime) -> Sequence[Registration]:
    return db.session.scalars(
        select(Registration)
        .join(Seminar)
        .where(Registration.email_key == email_key, Registration.status.in_(ACTIVE), Registration.is_contact)
        .where(or_(Seminar.ends_at > now, Seminar.postponed_at.is_not(None)))
        .order_by(Seminar.starts_at, Registration.id)
    ).all()


def _post_links(
    found: Sequence[Registration], *, email_key: str, language: str, now: datetime, is_new_link: bool = False
) -> None:
    feed = personal_feeds.get_or_create(email_key, now=now)
    mail.post(
        MessageKind.LINKS,
        to=found[0].email,
        language=language,
        dedup=f"links-{found[0].id}-{now.timestamp():.6f}",
        now=now,
        facts={
            "email_key": email_key,
            "registrations": [each.id for each in found],
            "feed": feed.id,
            "is_new_link": is_new_link,
        },
    )


def send_receipt_again(submission: Submission, *, now: datetime) -> None:
    """Send the link of what this receipt stands for to the address that is stored, if there is one."""
    registration = submission.registration
    if registration and registration.is_active:
        participants.remind(registration, now=now)


def prove_address(registration: Registration, *, now: datetime) -> None:
    """Note an act that came from the mailed link: the address is theirs, and they are not left in peace any more. Call
    it after what may lock the seats."""
    registration.email_proven_at = registration.email_proven_at or now
    mailboxes.note_act(registration.mail_address, now=now)


def ask_for_quiet(registration: Registration, *, now: datetime) -> None:
    """Note an act that came from the mailed link, by somebody who knows nothing of the registration: answers to others
    who type this address are gathered into one a day for some weeks."""
    prove_address(registration, now=now)
    mailboxes.keep_quiet(registration.mail_address, now=now)


def change_language(registration: Registration, language: str, *, now: datetime) -> None:
    """Write to this person in another language from now on."""
    # Whoever merges or tells holds the seats before a mailbox and the messages, and so must this.
    seats.hold(registration.seminar, now=now)
    registration.language, registration.changed_at = language, now
    waiting = (Message.registration_id == registration.id, Message.state.in_(NOT_YET_SENT))
    db.session.execute(update(Message).where(*waiting).values(language=language))
    activity.record(
        "language_changed", actor=activity.PERSON, at=now, seminar=registration.seminar, registration=registration
    )


def record_bot(seminar: Seminar, sign_up: SignUp, *, form_id: str, now: datetime) -> Submission:
    """Record a form that only a program would send; it has a receipt like any other and signs nobody up."""
    submission = Submission(
        form_id=form_id,
        body_hash="",
        seminar=seminar,
        created=False,
        typed=asdict(sign_up.person),
        companions=sign_up.companions_named,
        outcome=outcomes.expected(seminar, sign_up).counts,
        language=sign_up.language,
        created_at=now,
    )
    db.session.add(submission)
    activity.record("honeypot", actor="program", at=now, seminar=seminar)  # flushes, so the submission has its id
    return submission
