"""What the guard keeps: how often something happened, which proofs were handed in, and who came as one of many."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from seminars.extensions import Base
from seminars.models.types import UtcDateTime, states


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


class GroupKind(StrEnum):
    """What many people had in common: the network they came from, or the domain of their addresses."""

    NETWORK = "network"
    DOMAIN = "domain"


class Group(Base):
    """Many people who signed up for one seminar at once: `people` from the first to the last. `domain` is "" for those
    who came from one network, which nothing tells a day later."""

    __tablename__ = "sign_up_group"

    number: Mapped[int] = mapped_column(primary_key=True)
    seminar_id: Mapped[int] = mapped_column(ForeignKey("seminar.id"), index=True)
    kind: Mapped[GroupKind] = mapped_column(states(GroupKind))
    domain: Mapped[str] = mapped_column(String(254), default="")
    people: Mapped[int]
    first_at: Mapped[datetime] = mapped_column(UtcDateTime)
    last_at: Mapped[datetime] = mapped_column(UtcDateTime)
