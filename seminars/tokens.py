"""Signed texts: links that only a mail tells, receipts, form ids. Derived from the secret key, never stored.

Keys rotate: SECRET_KEY signs, SECRET_KEY_FALLBACKS are still accepted. What is kept under a keyed hash is written under
SECRET_KEY and looked up under all.
"""

import hashlib
import hmac
from datetime import datetime, timedelta
from typing import Any

from flask import current_app
from itsdangerous import BadData, Signer, TimestampSigner, URLSafeTimedSerializer

FORM_LIFETIME = timedelta(hours=12)
FOR_EVER = 10**9  # seconds


def _keys() -> list[str]:
    return [*reversed(current_app.config["SECRET_KEY_FALLBACKS"] or ()), current_app.config["SECRET_KEY"]]


def manage_token(registration_id: int, version: int) -> str:
    """The secret of one registration's manage page; a raised version revokes it."""
    return _versioned_token("manage", registration_id, version)


def read_manage_token(token: str) -> tuple[int, int] | None:
    """(registration id, version) of a token that was signed here, else None. Compared in constant time."""
    return _read_versioned_token("manage", token)


def feed_token(feed_id: int, version: int) -> str:
    """The secret of one address's own calendar; a raised version revokes it."""
    return _versioned_token("feed", feed_id, version)


def read_feed_token(token: str) -> tuple[int, int] | None:
    """(feed id, version) of a token that was signed here, else None. Compared in constant time."""
    return _read_versioned_token("feed", token)


def digest_token(organiser_id: int) -> str:
    """What ends the daily mail of one organiser."""
    return _versioned_token("digest", organiser_id, 1)


def read_digest_token(token: str) -> int | None:
    """The organiser's id of a token that was signed here, else None."""
    read = _read_versioned_token("digest", token)
    return read[0] if read else None


def role_offer_token(offer_id: int, nonce: str) -> str:
    """What takes one offered role; its row has another nonce once it was sent again."""
    return _signer("role-offer").sign(f"{offer_id}-{nonce}").decode()


def read_role_offer_token(token: str) -> tuple[int, str] | None:
    """(offer id, nonce) of a token that was signed here, else None."""
    try:
        offer_id, _, nonce = _signer("role-offer").unsign(token).decode().partition("-")
    except (BadData, UnicodeError):
        return None
    return int(offer_id), nonce


def _versioned_token(purpose: str, row_id: int, version: int) -> str:
    return _signer(purpose).sign(f"{row_id}-{version}").decode()


def _read_versioned_token(purpose: str, token: str) -> tuple[int, int] | None:
    try:
        row_id, version = _signer(purpose).unsign(token).decode().split("-")
        return int(row_id), int(version)
    except (BadData, ValueError, UnicodeError):
        return None


def _signer(purpose: str) -> Signer:
    return Signer(_keys(), salt=f"seminars.{purpose}", sep="~", digest_method=hashlib.sha256)


def timed_token(purpose: str, value: Any) -> str:
    """A token for `value` (JSON) that knows when it was made."""
    return _timed(purpose).dumps(value)


def read_timed_token(purpose: str, token: str, max_age: int) -> tuple[Any, float] | None:
    """(value, age in seconds) of a token not older than `max_age` seconds, else None."""
    try:
        value, made_at = _timed(purpose).loads(token, max_age=max_age, return_timestamp=True)
    except (BadData, UnicodeError):
        return None
    return value, TimestampSigner("").get_timestamp() - made_at.timestamp()


def _timed(purpose: str) -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(_keys(), salt=f"seminars.{purpose}", signer_kwargs={"digest_method": hashlib.sha256})


def sign_in_token(organiser_id: int, nonce: str, *, until: datetime | None = None) -> str:
    """What signs in to an account once, as long as it keeps the nonce; a mailed one tells until when."""
    return timed_token("sign-in", [organiser_id, nonce, *([int(until.timestamp())] if until else [])])


def read_sign_in_token(token: str, *, max_age: timedelta, now: datetime) -> tuple[int, str] | None:
    """(organiser's id, nonce) of a token that was signed here and is in time, else None."""
    read = read_timed_token("sign-in", token, int(max_age.total_seconds()))
    if read is None:
        return None
    organiser_id, nonce, *until = read[0]
    return (organiser_id, nonce) if not until or now.timestamp() < until[0] else None


def fingerprint(purpose: str, text: str) -> str:
    """A keyed hash under which something personal can be counted without being kept."""
    return fingerprints(purpose, text)[0]


def fingerprints(purpose: str, text: str) -> list[str]:
    """All under which it may have been kept: that of the present key first, then those of older keys."""
    # A key that stands among the older ones too counts once.
    salted = [f"seminars.{purpose}.{key}".encode() for key in dict.fromkeys(reversed(_keys()))]
    typed = text.encode("utf-8", "surrogatepass")
    return [hmac.new(key, typed, hashlib.sha256).hexdigest()[:40] for key in salted]
