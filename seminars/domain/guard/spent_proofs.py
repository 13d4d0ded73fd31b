"""Proofs of work and of patience that people handed in with a form: each serves once."""

from datetime import datetime, timedelta

from sqlalchemy import delete

from seminars.database.upsert import insert
from seminars.domain.errors import DomainError
from seminars.extensions import db
from seminars.models import SpentProof

LIFETIME = timedelta(hours=1)  # of a task from when it is set; no proof of it is worth anything for longer


class ProofSpent(DomainError):
    """This proof was handed in with another form before."""


def spend(signature: str, *, now: datetime) -> None:
    """Take the proof that is known under this signature; it is remembered until it has lost its worth. Raises
    ProofSpent."""
    taken = insert(SpentProof).values(signature=signature, expires_at=now + LIFETIME).on_conflict_do_nothing()
    if db.session.execute(taken.returning(SpentProof.signature)).first() is None:
        raise ProofSpent


def forget_old(*, now: datetime) -> None:
    """Drop proofs that nobody could hand in any more."""
    db.session.execute(delete(SpentProof).where(SpentProof.expires_at < now))
