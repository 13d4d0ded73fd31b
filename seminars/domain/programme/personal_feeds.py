"""The calendar of one e-mail address: the seminars at which it has a place, behind a link that only a mail tells."""

from contextlib import suppress
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, SQLColumnExpression, exists, func, select, update
from sqlalchemy.exc import IntegrityError

from seminars import tokens
from seminars.domain.programme import feeds
from seminars.domain.programme.feeds import Version
from seminars.extensions import db
from seminars.models import PersonalFeed, Registration, Seminar, Status

EMPTY_STAYS = timedelta(days=7)


def find(token: str) -> PersonalFeed | None:
    """The feed that this link was made for; None for every wrong, foreign or revoked one."""
    read = tokens.read_feed_token(token)
    if read is None:
        return None
    feed_id, version = read
    feed = db.session.get(PersonalFeed, feed_id)
    return feed if feed is not None and feed.version == version else None


def get_or_create(email_key: str, *, now: datetime) -> PersonalFeed:
    """The feed of this address, its row made on the first call. Call it in a write unit."""
    known = select(PersonalFeed).filter_by(email_key=email_key)
    feed = db.session.scalar(known)
    if feed is None:
        # Somebody else may ask for the same address at the same moment; then theirs is found.
        with suppress(IntegrityError), db.session.begin_nested():
            db.session.add(PersonalFeed(email_key=email_key, created_at=now, changed_at=now))
        feed = db.session.scalars(known).one()
    return feed


def renew(feed: PersonalFeed, *, now: datetime) -> None:
    """Give the feed another link; the one it had stops working at once."""
    feed.version, feed.changed_at = PersonalFeed.version + 1, now
    db.session.flush()


def note_departure(email_key: str, *, now: datetime) -> None:
    """Note that a registration of this address belongs to another one now, so that no registration shows that a
    seminar has left the feed."""
    db.session.execute(update(PersonalFeed).where(PersonalFeed.email_key == email_key).values(changed_at=now))


def forget(email_key: str, *, now: datetime) -> None:
    """Call when a registration of this address was erased: the calendar shows that it has gone, or ends if it was the
    last one that the address had anywhere."""
    note_departure(email_key, now=now)
    if not db.session.scalar(select(exists().where(Registration.email_key == email_key))):
        _end(PersonalFeed.email_key == email_key)


def forget_unused(*, now: datetime) -> None:
    """End the calendars of addresses under which nobody is registered. Not at once: whoever has changed their address
    gets an empty calendar under the old one first, which takes the seminars off their screen."""
    is_used = exists().where(Registration.email_key == PersonalFeed.email_key)
    _end(PersonalFeed.email_key.contains("@"), ~is_used, PersonalFeed.changed_at < now - EMPTY_STAYS)


def _end(*which: ColumnElement[bool]) -> None:
    # The row stays without its address: its number must never be another's, whose link the old one would be.
    ended = {"email_key": func.concat("erased-", PersonalFeed.id), "version": PersonalFeed.version + 1}
    db.session.execute(update(PersonalFeed).where(*which).values(ended).execution_options(synchronize_session=False))


def seminars_in(feed: PersonalFeed, *, now: datetime) -> tuple[Version, ...]:
    """The seminars for which a contact of this address is confirmed, as `feeds.in_feed` has them."""
    theirs = _of_registrations(feed, Registration.is_contact, Registration.status == Status.CONFIRMED)
    return feeds.in_feed(theirs, now=now)


def last_modified(feed: PersonalFeed, *, now: datetime, is_cut: bool = False) -> datetime | None:
    """As `feeds.last_modified`, of all seminars that this address ever registered for."""
    theirs = select(func.max(Registration.changed_at)).where(Registration.email_key == feed.email_key)
    also = (feed.changed_at, db.session.scalar(theirs))
    return feeds.last_modified(_of_registrations(feed), now=now, is_cut=is_cut, also=also)


def _of_registrations(feed: PersonalFeed, *conditions: SQLColumnExpression[bool]) -> ColumnElement[bool]:
    theirs = select(Registration.seminar_id).where(Registration.email_key == feed.email_key, *conditions)
    return Seminar.id.in_(theirs)
