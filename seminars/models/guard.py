"""What the guard keeps: how often something happened, and which proofs were handed in."""

from datetime import datetime

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from seminars.extensions import Base
from seminars.models.types import UtcDateTime


class Throttle(Base):
    """How often something happened under `key` (a keyed hash, so no address is kept) in one span of time."""

    __tablename__ = "throttle"

    key: Mapped[str] = mapped_column(String(80), primary_key=True)
    span_starts_at: Mapped[datetime] = mapped_column(UtcDateTime, primary_key=True)
    count: Mapped[int]


class SpentProof(Base):
    """A proof of work that was accepted (its signature): nobody may hand it in again until it expires."""

    __tablename__ = "spent_proof"

    signature: Mapped[str] = mapped_column(String(128), primary_key=True)
    expires_at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)
