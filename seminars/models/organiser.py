"""Who may do what: accounts, their roles, the roles that are offered, and where they are signed in."""

from datetime import datetime
from enum import StrEnum

from flask_security import UserMixin
from sqlalchemy import ForeignKey, Index, String, text, true
from sqlalchemy.orm import Mapped, mapped_column, relationship

from seminars.extensions import Base
from seminars.models.types import UtcDateTime, states


class Role(StrEnum):
    """`domain.organisers.roles` says what each may do. The stronger ones stand first."""

    OWNER = "owner"
    ORGANISER = "organiser"
    VIEWER = "viewer"
    REVIEWER = "reviewer"
    HOST = "host"
    DOOR = "door"


class Organiser(Base, UserMixin):
    """An account. `fs_uniquifier` stands in the session cookie, beside the key of its sign-in; a new one ends all of
    them.

    `link_nonce` is what makes a sign-in link work once. An account that is not `active` has ended; none is ever
    deleted, for others have to see who did what.
    """

    __tablename__ = "organiser"

    id: Mapped[int] = mapped_column(primary_key=True)
    email: Mapped[str] = mapped_column(String(254), unique=True)
    name: Mapped[str] = mapped_column(String(100), default="", server_default="")
    password: Mapped[str | None] = mapped_column(String(255))
    active: Mapped[bool] = mapped_column(default=True)
    fs_uniquifier: Mapped[str] = mapped_column(String(64), unique=True)
    link_nonce: Mapped[str | None] = mapped_column(String(64))
    language: Mapped[str] = mapped_column(String(2), default="en")
    wants_digest: Mapped[bool] = mapped_column(default=True, server_default=true())
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)

    memberships: Mapped[list["Membership"]] = relationship(
        cascade="all, delete-orphan", foreign_keys="Membership.organiser_id"
    )

    roles = ()  # type: ignore[assignment] # Flask-Security asks for them; memberships say who may do what


class KnownNetwork(Base):
    """A network from which somebody signed in to the account, as a keyed hash, and when that was last."""

    __tablename__ = "known_network"

    organiser_id: Mapped[int] = mapped_column(ForeignKey("organiser.id", ondelete="CASCADE"), primary_key=True)
    network: Mapped[str] = mapped_column(String(40), primary_key=True)
    seen_at: Mapped[datetime] = mapped_column(UtcDateTime)


class SignIn(Base):
    """One sign-in, from then until it is ended. `key` is a keyed hash of what stands in the session's cookie; `browser`
    is in words, such as "Firefox, Android", or "" where we cannot name it; `seen_at` is written once an hour."""

    __tablename__ = "sign_in"

    id: Mapped[int] = mapped_column(primary_key=True)
    organiser_id: Mapped[int] = mapped_column(ForeignKey("organiser.id"), index=True)
    key: Mapped[str] = mapped_column(String(64), unique=True)
    browser: Mapped[str] = mapped_column(String(80), default="")
    made_at: Mapped[datetime] = mapped_column(UtcDateTime)
    seen_at: Mapped[datetime] = mapped_column(UtcDateTime)
    ended_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


def _held_once(name: str, *columns: str, empty: tuple[str, ...]) -> Index:
    """One role that has not ended for each organiser and place; a key with NULL in it would let two pass."""
    holds = text(" AND ".join(("ended_at IS NULL", *(f"{column} IS NULL" for column in empty))))
    return Index(name, "organiser_id", *columns, unique=True, sqlite_where=holds, postgresql_where=holds)


class Membership(Base):
    """An organiser's role in one seminar, one series, or (both empty) the whole installation, until it has ended.

    `wants_mail` is whether they are written to about it, where it is theirs to choose.
    """

    __tablename__ = "membership"
    __table_args__ = (
        _held_once("uq_membership_installation", empty=("series_id", "seminar_id")),
        _held_once("uq_membership_series", "series_id", empty=("seminar_id",)),
        _held_once("uq_membership_seminar", "seminar_id", empty=("series_id",)),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    organiser_id: Mapped[int] = mapped_column(ForeignKey("organiser.id", ondelete="CASCADE"), index=True)
    role: Mapped[Role] = mapped_column(states(Role))
    series_id: Mapped[int | None] = mapped_column(ForeignKey("series.id"), index=True)
    seminar_id: Mapped[int | None] = mapped_column(ForeignKey("seminar.id"), index=True)
    invited_by: Mapped[int | None] = mapped_column(ForeignKey("organiser.id"))
    wants_mail: Mapped[bool] = mapped_column(default=True, server_default=true())
    ended_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class RoleOffer(Base):
    """A role offered by mail to an address, which alone may take it, once, until `ends_at`. A new `nonce` makes the
    links of earlier mails worthless."""

    __tablename__ = "role_offer"

    id: Mapped[int] = mapped_column(primary_key=True)
    email: Mapped[str] = mapped_column(String(254), index=True)
    role: Mapped[Role] = mapped_column(states(Role))
    series_id: Mapped[int | None] = mapped_column(ForeignKey("series.id"), index=True)
    seminar_id: Mapped[int | None] = mapped_column(ForeignKey("seminar.id"), index=True)
    language: Mapped[str] = mapped_column(String(2))
    offered_by: Mapped[int] = mapped_column(ForeignKey("organiser.id"))
    nonce: Mapped[str] = mapped_column(String(64))
    made_at: Mapped[datetime] = mapped_column(UtcDateTime)
    sent_at: Mapped[datetime] = mapped_column(UtcDateTime)
    ends_at: Mapped[datetime] = mapped_column(UtcDateTime)
    taken_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    revoked_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
