"""Who may manage what."""

from datetime import datetime
from enum import StrEnum

from flask_security import UserMixin
from sqlalchemy import ForeignKey, String, true
from sqlalchemy.orm import Mapped, mapped_column, relationship

from seminars.extensions import Base
from seminars.models.types import UtcDateTime, states


class Role(StrEnum):
    OWNER = "owner"


class Organiser(Base, UserMixin):
    """An account. `fs_uniquifier` stands in the session cookie; a new one ends every session.

    `link_nonce` is what makes a sign-in link work once.
    """

    __tablename__ = "organiser"

    id: Mapped[int] = mapped_column(primary_key=True)
    email: Mapped[str] = mapped_column(String(254), unique=True)
    password: Mapped[str | None] = mapped_column(String(255))
    active: Mapped[bool] = mapped_column(default=True)
    fs_uniquifier: Mapped[str] = mapped_column(String(64), unique=True)
    link_nonce: Mapped[str | None] = mapped_column(String(64))
    language: Mapped[str] = mapped_column(String(2), default="en")
    wants_digest: Mapped[bool] = mapped_column(default=True, server_default=true())
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)

    memberships: Mapped[list["Membership"]] = relationship(cascade="all, delete-orphan")

    roles = ()  # type: ignore[assignment] # Flask-Security asks for them; memberships say who may do what


class KnownNetwork(Base):
    """A network from which somebody signed in to the account, as a keyed hash, and when that was last."""

    __tablename__ = "known_network"

    organiser_id: Mapped[int] = mapped_column(ForeignKey("organiser.id", ondelete="CASCADE"), primary_key=True)
    network: Mapped[str] = mapped_column(String(40), primary_key=True)
    seen_at: Mapped[datetime] = mapped_column(UtcDateTime)


class Membership(Base):
    """An organiser's role in one seminar, one series, or (both empty) the whole installation."""

    __tablename__ = "membership"

    id: Mapped[int] = mapped_column(primary_key=True)
    organiser_id: Mapped[int] = mapped_column(ForeignKey("organiser.id", ondelete="CASCADE"), index=True)
    role: Mapped[Role] = mapped_column(states(Role))
    series_id: Mapped[int | None] = mapped_column(ForeignKey("series.id"), index=True)
    seminar_id: Mapped[int | None] = mapped_column(ForeignKey("seminar.id"), index=True)
