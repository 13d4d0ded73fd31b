"""Proofs of work and of patience that people handed in with a form: each serves once."""

from datetime import datetime

from sqlalchemy import delete

from seminars.database.upsert import insert
from seminars.domain.errors import DomainError
from seminars.extensions import db
from seminars.models import SpentProof


class ProofSpent(DomainError):
    """This proof was handed in before."""


def spend(signature: str, *, expires_at: datetime) -> None:
    """Take the proof; it is remembered until `expires_at`, when it has lost its worth. Raises ProofSpent."""
    statement = insert(SpentProof).values(signature=signature, expires_at=expires_at).on_conflict_do_nothing()
    if db.session.execute(statement.returning(SpentProof.signature)).first() is None:
        raise ProofSpent


def forget_old(*, now: datetime) -> None:
    """Drop proofs that nobody could hand in any more."""
    db.session.execute(delete(SpentProof).where(SpentProof.expires_at < now))
