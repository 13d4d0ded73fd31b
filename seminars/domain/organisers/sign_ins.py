"""Sign-ins: each is a row from when somebody gets in until it is ended. The session's cookie holds the key of one, the
row a keyed hash of it alone, so that a dump of the database lets nobody in."""

import secrets
from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, and_, delete, exists, or_, select, update
from sqlalchemy.orm import aliased

from seminars import mail, tokens
from seminars.domain.guard import throttle
from seminars.extensions import db
from seminars.models import KnownNetwork, MessageKind, Organiser, SignIn

LIFETIME = timedelta(days=14)  # after it was last seen; its cookie lasts as long
NOTED_EVERY = timedelta(hours=1)
KEPT_FOR = timedelta(days=90)  # after its end
TOLD_OF = ((1, timedelta(hours=1)),)  # mails for each account and browser in words


def begin(organiser: Organiser, *, browser: str, is_known_browser: bool, now: datetime) -> str:
    """Let somebody in, and return the key for their session. If their browser, here in words, never was in this account
    its owner is told by mail, but for the very first sign-in of all; so call it before the network is noted."""
    key = secrets.token_urlsafe(24)
    is_told = not is_known_browser and _was_ever_used(organiser)
    sign_in = SignIn(organiser_id=organiser.id, key=_kept(key)[0], browser=browser, made_at=now, seen_at=now)
    db.session.add(sign_in)
    if is_told and throttle.may("signed-in-anew", f"{organiser.id} {browser}", limits=TOLD_OF, now=now):
        _tell(organiser, sign_in)
    return key


def _was_ever_used(organiser: Organiser) -> bool:
    """The networks tell of what was before there were rows."""
    used = (exists().where(each.organiser_id == organiser.id) for each in (SignIn, KnownNetwork))
    return bool(db.session.scalar(select(or_(*used))))


def _tell(organiser: Organiser, sign_in: SignIn) -> None:
    mail.post(
        MessageKind.SIGNED_IN_ANEW,
        to=organiser.email,
        language=organiser.language,
        organiser=organiser,
        dedup=f"sign-in-{sign_in.key}",  # no number of its row: after a restore another one could have it
        now=sign_in.made_at,
        facts={"browser": sign_in.browser},
    )


def find_open(key: str, *, now: datetime) -> tuple[SignIn, Organiser] | None:
    """The sign-in whose key somebody has, with its account, as long as neither has ended; one query."""
    joined = select(SignIn, Organiser).join(Organiser, Organiser.id == SignIn.organiser_id)
    found = db.session.execute(joined.where(SignIn.key.in_(_kept(key)), Organiser.active, _is_open(now))).one_or_none()
    return (found[0], found[1]) if found else None


def open_ones(organiser: Organiser, *, now: datetime) -> Sequence[SignIn]:
    """Where this account is signed in, the one that was seen last first."""
    theirs = select(SignIn).where(SignIn.organiser_id == organiser.id, _is_open(now))
    return db.session.scalars(theirs.order_by(SignIn.seen_at.desc(), SignIn.id.desc())).all()


def find(organiser: Organiser, number: int) -> SignIn | None:
    """The sign-in of this account with this number, ended or not."""
    return db.session.scalar(select(SignIn).where(SignIn.organiser_id == organiser.id, SignIn.id == number))


def end(sign_in: SignIn, *, now: datetime) -> None:
    sign_in.ended_at = sign_in.ended_at or now


def end_others(organiser: Organiser, *, but: int, now: datetime) -> None:
    """All sign-ins of the account but the one with this number."""
    _end(SignIn.organiser_id == organiser.id, SignIn.id != but, now=now)


def end_all(organiser: Organiser, *, now: datetime) -> None:
    _end(SignIn.organiser_id == organiser.id, now=now)


def note_seen(number: int, *, now: datetime) -> None:
    """Somebody is there; of several pages at once one writes it."""
    due = update(SignIn).where(SignIn.id == number, SignIn.seen_at <= now - NOTED_EVERY).values(seen_at=now)
    db.session.execute(due.execution_options(synchronize_session=False))


def forget_old(*, now: datetime) -> None:
    """Remove what ended KEPT_FOR ago, but for the last of an account: one that was used is never taken for new."""
    later = aliased(SignIn)
    has_later = exists().where(later.organiser_id == SignIn.organiser_id, later.id > SignIn.id)
    is_old = or_(SignIn.ended_at <= now - KEPT_FOR, SignIn.seen_at <= now - LIFETIME - KEPT_FOR)
    db.session.execute(delete(SignIn).where(is_old, has_later).execution_options(synchronize_session=False))


def _end(*whose: ColumnElement[bool], now: datetime) -> None:
    ended = update(SignIn).where(*whose, SignIn.ended_at.is_(None)).values(ended_at=now)
    db.session.execute(ended.execution_options(synchronize_session=False))


def _is_open(now: datetime) -> ColumnElement[bool]:
    return and_(SignIn.ended_at.is_(None), SignIn.seen_at > now - LIFETIME)


def _kept(key: str) -> list[str]:
    """Under what it is kept, and was before the secret key changed."""
    return tokens.fingerprints("sign-in key", key)
