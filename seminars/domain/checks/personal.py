"""Checks of what is kept about people: answers have owners, and nothing personal outlives its time."""

from collections.abc import Iterator
from contextlib import suppress
from datetime import datetime
from pathlib import Path

from sqlalchemy import ColumnElement, exists, select

from seminars.database import trusted_time
from seminars.domain.privacy import blanking, retention
from seminars.domain.programme.personal_feeds import EMPTY_STAYS
from seminars.extensions import db
from seminars.mail import maildir
from seminars.mail.render import message_name
from seminars.models import Consent, Message, PersonalFeed, Registration, Submission

LATEST = retention.GRACE


def answers_have_owners(_now: datetime) -> Iterator[str]:
    owner = exists().where(Registration.id == Consent.registration_id)
    for consent_id in db.session.scalars(select(Consent.id).where(~owner)):
        yield f"consent {consent_id} is nobody's"


def nothing_personal_left(now: datetime) -> Iterator[str]:
    """Nothing is kept of whoever was erased, and nobody of a seminar whose time is over."""
    erased = Registration.erased_at.is_not(None)
    blanked = select(Registration.id).where(erased, blanking.is_personal()).order_by(Registration.id)
    for registration_id in db.session.scalars(blanked):
        yield f"registration {registration_id} was erased and still holds personal data"
    yield from _forms_of_erased(erased)
    yield from _mails_to_erased(erased, now)
    yield from _addresses_of_nobody(now)
    yield from _mails_on_disk(now)
    # After a gap or jump of the clock retention waits, see there.
    until = trusted_time.proven_until(now=now)
    for seminar_id in retention.due(now=until, grace=LATEST) if until else ():
        yield f"seminar {seminar_id} keeps personal data for longer than was promised"


def _forms_of_erased(erased: ColumnElement[bool]) -> Iterator[str]:
    typed = select(Submission.id).join(Registration, Registration.id == Submission.registration_id)
    for form_id in db.session.scalars(typed.where(erased, blanking.was_typed()).order_by(Submission.id)):
        yield f"submission {form_id} still holds what an erased person typed"


def _mails_to_erased(erased: ColumnElement[bool], now: datetime) -> Iterator[str]:
    # One that was on its way when the person was erased keeps its address until it is sent or given up.
    settled = Message.state.not_in(blanking.ON_ITS_WAY), Message.due_at < now - LATEST
    kept = select(Message.id).join(Registration, Registration.id == Message.registration_id)
    late = Registration.erased_at < now - LATEST
    for message_id in db.session.scalars(kept.where(erased, late, *settled, blanking.has_an_address())):
        yield f"message {message_id} still tells the address of an erased person"


def _addresses_of_nobody(now: datetime) -> Iterator[str]:
    somebody = exists().where(Registration.email_key == PersonalFeed.email_key)
    unused = PersonalFeed.email_key.contains("@"), ~somebody, PersonalFeed.changed_at < now - LATEST - EMPTY_STAYS
    for feed_id in db.session.scalars(select(PersonalFeed.id).where(*unused).order_by(PersonalFeed.id)):
        yield f"calendar {feed_id} still tells an address under which nobody is registered"


def _mails_on_disk(now: datetime) -> Iterator[str]:
    files = [(file, message) for file, message in maildir.files() if _is_settled(file, now)]
    if not files:
        return
    forgotten = set(retention.forgotten_dedups()) - retention.forgotten_of_late(since=now - LATEST)
    unwanted = {message_name(dedup) for dedup in forgotten}
    known = {message_name(dedup) for dedup in db.session.scalars(select(Message.dedup))}
    for file, message in sorted(files):
        if message in unwanted:
            yield f"the file {file} is a mail about somebody who was erased"
        elif message not in known:
            yield f"the file {file} is a mail of which no message is known any more"


def _is_settled(file: Path, now: datetime) -> bool:
    """Not of today: after a restore there are mails that the database knows nothing of, and that tell who came."""
    with suppress(FileNotFoundError):
        return file.stat().st_mtime < (now - LATEST).timestamp()
    return False
