"""Trying passwords: how often, from where, and when a proof of work is asked first. Nobody is ever locked out.

Wrong passwords count for an account and the networks that never signed in to it taken together; each network that did
counts for itself, so that strangers are no burden there. Beyond the limit every try brings a proof. A browser that has
signed in before is not asked, and neither is a sign-in link. An address without an account is counted alike, so that
nobody learns which there are.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete, exists, select

from seminars import tokens
from seminars.database.upsert import insert
from seminars.domain.errors import DomainError
from seminars.domain.guard import spent_proofs, throttle
from seminars.domain.guard.suspicion import ProofNeeded
from seminars.domain.guard.throttle import Tally
from seminars.domain.organisers import accounts
from seminars.domain.people import identity
from seminars.extensions import db
from seminars.models import KnownNetwork, Organiser

NETWORK_KNOWN_FOR = timedelta(days=180)  # after the last sign-in from there


class TooManyTries(DomainError):
    """So many passwords were tried from this network that none is looked at now."""


@dataclass(frozen=True)
class Try:
    """Somebody tries a password for an address. `is_known_browser` if it signed in to this account before; `proof` is
    the signature of a proof that holds, or ""."""

    address: str
    network: str
    at: datetime
    is_known_browser: bool = False
    proof: str = ""


def count(attempt: Try) -> None:
    """Count it before the password is looked at, so that many at once are counted exactly. Raises TooManyTries,
    ProofNeeded and ProofSpent, after which nothing was counted."""
    organiser = accounts.find_by_address(attempt.address)
    from_where = f"browser of {_whom(attempt)}" if attempt.is_known_browser else attempt.network
    limits = throttle.SIGN_IN_FROM_ONE_NETWORK
    if not throttle.may("sign-in-network", from_where, limits=limits, now=attempt.at):
        raise TooManyTries
    if attempt.is_known_browser:
        return
    is_free = throttle.may("sign-in", _counted_as(attempt, organiser), limits=throttle.SIGN_IN, now=attempt.at)
    if attempt.proof:
        spent_proofs.spend(attempt.proof, now=attempt.at)
    elif not is_free:
        raise ProofNeeded


def asks_for_proof(attempt: Try) -> bool:
    """Whether one more try like this would be asked for a proof; reads only."""
    organiser = accounts.find_by_address(attempt.address)
    ((most, span),) = throttle.SIGN_IN
    (tries,) = throttle.counted(Tally("sign-in", _counted_as(attempt, organiser), span), now=attempt.at)
    return not attempt.is_known_browser and tries >= most


def hash_of(attempt: Try) -> str | None:
    """What the password has to fit; None where nobody can sign in with one."""
    organiser = accounts.find_by_address(attempt.address)
    return organiser.password if organiser and organiser.active else None


def succeed(attempt: Try, fitting_hash: str | None) -> Organiser | None:
    """The password fitted this hash: it does not count as a wrong one. None if the account was closed or got another
    password while it was compared."""
    organiser = accounts.find_by_address(attempt.address)
    if organiser is None or hash_of(attempt) != fitting_hash:
        return None
    if not attempt.is_known_browser:
        throttle.take_back("sign-in", _counted_as(attempt, organiser), limits=throttle.SIGN_IN, now=attempt.at)
    return organiser


def count_present(organiser: Organiser, *, now: datetime) -> None:
    """Somebody who is signed in types the present password; a browser that was left open is no place to guess it.
    Raises TooManyTries."""
    if not throttle.may("present password", str(organiser.id), limits=throttle.SIGN_IN, now=now):
        raise TooManyTries


def note_network(organiser: Organiser, network: str, *, now: datetime) -> None:
    """This account was signed in to from there."""
    kept, *_of_older_keys = _kept(organiser.id, network)
    noted = insert(KnownNetwork).values(organiser_id=organiser.id, network=kept, seen_at=now)
    keys = [KnownNetwork.organiser_id, KnownNetwork.network]
    db.session.execute(noted.on_conflict_do_update(index_elements=keys, set_={"seen_at": now}))


def forget_old_networks(*, now: datetime) -> None:
    db.session.execute(delete(KnownNetwork).where(KnownNetwork.seen_at < now - NETWORK_KNOWN_FOR))


def _counted_as(attempt: Try, organiser: Organiser | None) -> str:
    # Asked for an address without an account too, which must not be answered sooner.
    organiser_id = organiser.id if organiser and organiser.active else 0
    is_known = exists().where(
        KnownNetwork.organiser_id == organiser_id, KnownNetwork.network.in_(_kept(organiser_id, attempt.network))
    )
    return f"{_whom(attempt)} {attempt.network if db.session.scalar(select(is_known)) else ''}"


def _whom(attempt: Try) -> str:
    return identity.email_key(attempt.address)


def _kept(organiser_id: int, network: str) -> list[str]:
    """Under what it is kept, and was before the secret key changed."""
    return tokens.fingerprints("known network", f"{organiser_id} {network}")
