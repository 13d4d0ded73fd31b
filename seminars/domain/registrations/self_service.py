"""What people do with their own registration besides leaving: lost links, another language."""

from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime

from sqlalchemy import ColumnElement, Select, and_, not_, or_, select, update

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

MOST_COMING, MOST_EARLIER = 100, 20  # of which one mail tells


def send_links(address: str, *, language: str, now: datetime) -> None:
    """Mail the links of all registrations of this address, and of its own calendar, to it; more seldom where all of
    them have ended. Says nothing about whether there are any, and counts and asks the same for every address."""
    key, box = identity.email_key(address), mailbox(address)
    allowed = throttle.may("links", box, limits=throttle.TO_ONE_MAILBOX, now=now)
    allowed_if_ended = throttle.may("ended-links", box, limits=throttle.OF_WHAT_HAS_ENDED, now=now)
    coming, earlier = _coming_of(key, now), _earlier_of(key, now)
    if (coming and allowed) or (earlier and allowed and allowed_if_ended):
        _post_links([*coming, *earlier], email_key=key, language=language, now=now, has_calendar=bool(coming))


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
    """The soonest first."""
    soonest_first = _of_address(email_key).where(_is_coming(now)).order_by(Seminar.starts_at, Registration.id)
    return db.session.scalars(soonest_first.limit(MOST_COMING)).all()


def _earlier_of(email_key: str, now: datetime) -> Sequence[Registration]:
    """Those that are over or have ended, until they are erased, the latest first; but none of which the owner of the
    address has said that it is not theirs, or whoever made it could have them written to again."""
    theirs = _of_address(email_key).where(Registration.cancelled_by != activity.NOT_ME)
    latest_first = theirs.where(not_(_is_coming(now))).order_by(Seminar.starts_at.desc(), Registration.id.desc())
    return db.session.scalars(latest_first.limit(MOST_EARLIER)).all()


def _of_address(email_key: str) -> Select[Registration]:
    alone = Registration.email_key == email_key, Registration.is_contact, Registration.erased_at.is_(None)
    return select(Registration).join(Seminar).where(*alone)


def _is_coming(now: datetime) -> ColumnElement[bool]:
    is_to_come = or_(Seminar.ends_at > now, Seminar.postponed_at.is_not(None))
    return and_(Registration.status.in_(ACTIVE), is_to_come)


def _post_links(
    found: Sequence[Registration],
    *,
    email_key: str,
    language: str,
    now: datetime,
    has_calendar: bool = True,
    is_new_link: bool = False,
) -> None:
    feed = personal_feeds.get_or_create(email_key, now=now) if has_calendar else None
    mail.post(
        MessageKind.LINKS,
        to=found[0].email,
        language=language,
        dedup=f"links-{found[0].id}-{now.timestamp():.6f}",
        now=now,
        facts={
            "email_key": email_key,
            "registrations": [each.id for each in found],
            "feed": feed.id if feed else 0,
            "is_new_link": is_new_link,
        },
    )


def send_receipt_again(submission: Submission, *, now: datetime) -> None:
    """Send the link of what this receipt stands for to the address that is stored, if there is one."""
    registration = submission.registration
    if registration:
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
