"""Organisers: how they get in and how their sessions end. Passwords arrive here hashed."""

import secrets
from datetime import datetime, timedelta

from sqlalchemy import exists, select, update

from seminars import clock, mail, tokens
from seminars.database.units import database_now
from seminars.domain import activity
from seminars.domain.errors import AddressTaken
from seminars.domain.organisers import sign_ins
from seminars.domain.people import identity
from seminars.extensions import db
from seminars.models import Activity, ActivityKind, Membership, MessageKind, Organiser, Role

LINK_LIFETIME = timedelta(hours=24)


def create_organiser(email: str, *, language: str, now: datetime) -> Organiser:
    """An account without a password that owns the whole installation. Raises AddressTaken."""
    if find_by_address(email):
        raise AddressTaken
    organiser = Organiser(
        email=identity.email_key(email),
        fs_uniquifier=_new_uniquifier(),
        language=language,
        created_at=now,
        memberships=[Membership(role=Role.OWNER)],
    )
    db.session.add(organiser)
    activity.record("organiser_created", actor=organiser.email, at=now)
    return organiser


def choose_language(organiser: Organiser, language: str, *, now: datetime) -> None:
    """Somebody decided on it, so that the first sign-in does not."""
    organiser.language = language
    activity.record(ActivityKind.LANGUAGE_CHOSEN, actor=organiser.email, at=now)


def takes_language_of_page(organiser: Organiser) -> bool:
    """Whether nobody chose the account's language yet, nor ever signed in to it."""
    settles = (ActivityKind.LANGUAGE_CHOSEN, ActivityKind.SIGNED_IN_BY_LINK)
    is_settled = exists().where(Activity.organiser_id == organiser.id, Activity.kind.in_(settles))
    return organiser.password is None and not db.session.scalar(select(is_settled))


def find_by_address(address: str) -> Organiser | None:
    """The account of this address, whatever its case."""
    return db.session.scalar(select(Organiser).filter_by(email=identity.email_key(address)))


def new_sign_in_link(organiser: Organiser) -> str:
    """The token of a link that signs in once within 24 hours; an earlier one stops working."""
    organiser.link_nonce = _new_nonce()
    db.session.flush()
    return tokens.sign_in_token(organiser.id, organiser.link_nonce)


def keep_link_open(organiser: Organiser) -> None:
    """Let a link be mailed. One that was given out by other ways goes on working, for anybody may ask for a mail."""
    organiser.link_nonce = organiser.link_nonce or _new_nonce()


def find_by_link(token: str) -> Organiser | None:
    """The account a sign-in link would open now; the link stays unused."""
    claim = _read_link(token)
    return db.session.scalar(select(Organiser).where(*_link_holds(claim))) if claim else None


def use_sign_in_link(token: str, now: datetime, *, language: str) -> Organiser | None:
    """The account, for the first use of its link in time; of two uses at once one gets it. `language` is that of the
    page on which the link was pressed."""
    claim = _read_link(token)
    if claim is None:
        return None
    used = db.session.scalar(
        update(Organiser)
        .where(*_link_holds(claim))
        .values(link_nonce=None)
        .returning(Organiser.id)
        .execution_options(synchronize_session=False)
    )
    organiser = db.session.get(Organiser, used, populate_existing=True) if used else None
    if organiser:
        organiser.language = language if takes_language_of_page(organiser) else organiser.language
        activity.record(ActivityKind.SIGNED_IN_BY_LINK, actor=organiser.email, at=now)
    return organiser


def _read_link(token: str) -> tuple[int, str] | None:
    return tokens.read_sign_in_token(token, max_age=LINK_LIFETIME, now=clock.now())


def _link_holds(claim: tuple[int, str]) -> tuple:
    organiser_id, nonce = claim
    return Organiser.id == organiser_id, Organiser.link_nonce == nonce, Organiser.active


def set_password(organiser: Organiser, password_hash: str, *, now: datetime) -> None:
    """Keep a new password's hash and tell the account's holder; every session that is open with the old one ends, and
    so does an unused link."""
    organiser.password = password_hash
    organiser.link_nonce = None
    end_sessions(organiser, now=now)
    step = activity.record("password_set", actor=organiser.email, at=now)
    mail.post(
        MessageKind.PASSWORD_SET,
        to=organiser.email,
        language=organiser.language,
        organiser=organiser,
        dedup=f"password-{step.id}",
        now=now,
    )


def end_sessions(organiser: Organiser, *, now: datetime | None = None) -> None:
    """Sign the account out everywhere: every cookie that was ever given to it is worthless."""
    organiser.fs_uniquifier = _new_uniquifier()
    sign_ins.end_all(organiser, now=now or database_now())


def _new_uniquifier() -> str:
    return secrets.token_hex(32)


def _new_nonce() -> str:
    return secrets.token_urlsafe(24)
