"""What a database from a backup needs before people use it again: what came after the backup also happened in
mailboxes and calendars, but the database does not know of it."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select, update

from seminars.domain.notices import reminders
from seminars.domain.organisers import accounts, alerts
from seminars.domain.outbox import held as held_messages
from seminars.domain.seating import deadlines
from seminars.extensions import db
from seminars.models import (
    Activity,
    Detail,
    Invitation,
    JobRun,
    Organiser,
    Party,
    PersonalFeed,
    Registration,
    RoleOffer,
    Seminar,
    Submission,
)

# More changes than a seminar sees between two backups. Calendars that were told of lost ones have their SEQUENCE and
# would ignore whatever we say under a lower one (RFC 5546 section 2.1.4).
LOST_SEQUENCES = 100
# Mails told of lost rows of the log under Message-IDs made of their numbers. Were these given again, a mail program
# would take the new mail for the old one. Secret links begin anew after each such gap (models/types.py).
LOST_NUMBERS = 1_000_000


@dataclass(frozen=True)
class Restored:
    """`held` are messages, and `tellings` changes of which people had still to be told. `known_until` is when the last
    thing happened of which the backup knows, None if it knows of nothing."""

    registrations: int
    held: int
    tellings: int
    known_until: datetime | None


def settle(*, actor: str, once_a_day: tuple[str, ...], now: datetime) -> Restored:
    """Make a restored database fit to be used, and tell what it is. `once_a_day` are jobs that may have run already
    since the backup and must not do so twice."""
    last_id, known_until = db.session.execute(select(func.max(Activity.id), func.max(Activity.at))).one()
    _post_what_was_due(now)
    held, tellings = held_messages.hold_all(add_to_sequence=LOST_SEQUENCES), held_messages.hold_tellings()
    _prolong_offers(now)
    _raise_sequences(now)
    _end_sessions(now)
    _end_role_offers(now)
    for name in once_a_day:
        db.session.merge(JobRun(name=name, began_at=now, ended_at=now, done_at=now))
    registrations = db.session.execute(select(func.count()).select_from(Registration)).scalar_one()
    _leave_gap(now)
    details = {Detail.KNOWN_UNTIL: known_until.isoformat() if known_until else None, Detail.HELD: held}
    db.session.add(
        Activity(id=(last_id or 0) + LOST_NUMBERS, kind="restored", actor=actor, at=now, details=details),
    )
    db.session.flush()
    return Restored(registrations, held, tellings, known_until)


def _post_what_was_due(now: datetime) -> None:
    """Whatever the worker would post by itself may have been sent since the backup, so it is held with the rest."""
    for seminar_id in reminders.seminars_with_moments(now=now):
        reminders.post_due(db.session.get_one(Seminar, seminar_id), now=now)
    alerts.post_due(now=now)
    db.session.flush()


def _prolong_offers(now: datetime) -> None:
    """Nobody loses an offer because the site was away: they get the time that an offer made now would have, or until
    the start where none would be made."""
    offered = select(Party, Seminar).join(Seminar, Seminar.id == Party.seminar_id)
    is_coming = (Seminar.takes_place, Seminar.starts_at > now)
    for party, seminar in db.session.execute(offered.where(Party.offer_ends_at.is_not(None), *is_coming)).all():
        new_end = deadlines.deadline(seminar, now=now) or seminar.starts_at
        party.offer_ends_at = max(party.offer_ends_at or new_end, new_end)


def _raise_sequences(now: datetime) -> None:
    for seminar in db.session.scalars(select(Seminar)).all():
        seminar.ical_sequence += LOST_SEQUENCES
        seminar.touch(now)
    for statement in (
        update(Invitation).values(sequence=Invitation.sequence + LOST_SEQUENCES),
        update(PersonalFeed).values(changed_at=now),
    ):
        db.session.execute(statement.execution_options(synchronize_session=False))


def _leave_gap(now: datetime) -> None:
    """Those who have the receipt of a lost form (for an hour) must not see the form that would get its number."""
    last_id, seminar = db.session.scalar(select(func.max(Submission.id))), db.session.scalars(select(Seminar)).first()
    if last_id and seminar:
        form = {"form_id": f"restored-{now.isoformat()}", "body_hash": "", "seminar": seminar, "language": "en"}
        db.session.add(Submission(id=last_id + LOST_NUMBERS, created=False, created_at=now, **form))


def _end_sessions(now: datetime) -> None:
    """Sessions that were ended and sign-in links that were used since the backup must not work again."""
    for organiser in db.session.scalars(select(Organiser)).all():
        organiser.link_nonce = None
        accounts.end_sessions(organiser, now=now)


def _end_role_offers(now: datetime) -> None:
    """One may have been taken back since the backup; whoever offered it sends it again, with another link."""
    untaken = update(RoleOffer).where(RoleOffer.taken_at.is_(None), RoleOffer.ends_at > now)
    db.session.execute(untaken.values(ends_at=now).execution_options(synchronize_session=False))
