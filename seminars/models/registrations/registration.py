"""One person, one seat; who signed up together; what they agreed to."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, Index, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship, validates

from seminars.extensions import Base
from seminars.models.registrations.status import ACTIVE, ACTIVE_PERSON, TRANSITIONS, Status
from seminars.models.seminar import IllegalTransition, Seminar
from seminars.models.types import FIRST_VERSION, UtcDateTime, states
from seminars.text import LONGEST_PHONE


class OrganisationKind(StrEnum):
    """What statistics tell of the organisations that people come from."""

    COMPANY = "company"
    PUBLIC_BODY = "public_body"
    SCHOOL = "school"
    ASSOCIATION = "association"
    SELF_EMPLOYED = "self_employed"
    OTHER = "other"


_CONTACT = text("is_contact")
_LATELY = text("network <> ''")


class Party(Base):
    """People signed up together: confirmed, queued and offered as one, cancelled one by one.

    Exactly one of them is the contact; while any of them is active, the contact is.
    """

    __tablename__ = "party"
    __table_args__ = (UniqueConstraint("seminar_id", "queue_no"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    seminar_id: Mapped[int] = mapped_column(ForeignKey("seminar.id"))
    queue_no: Mapped[int]
    lapses: Mapped[int] = mapped_column(default=0)
    offered_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    offer_ends_at: Mapped[datetime | None] = mapped_column(UtcDateTime, index=True)

    members: Mapped[list["Registration"]] = relationship(order_by="Registration.id", back_populates="party")

    @property
    def contact(self) -> "Registration":
        return next(member for member in self.members if member.is_contact)

    @property
    def active_members(self) -> list["Registration"]:
        return [member for member in self.members if member.is_active]


class Registration(Base):
    """One person at one seminar. Text fields are as typed; the keys beside them find duplicates.

    Those whom a contact brings along have the contact's `email_key`, so that nobody is signed up twice, and no `email`.
    `told_change_id` is the last change of the seminar that the person knows of: from the page on which they signed up,
    from a mail that was sent, or from an organiser who called. Empty while they know it as it was before the first.
    `network` is a keyed hash of where the form came from, kept for a day; `group_no` is the group that they were seen
    in. Once `erased_at` is set, nothing personal is left; `home_town_code` and `organisation_kind` are what statistics
    keep of it.
    """

    __tablename__ = "registration"
    __table_args__ = (
        UniqueConstraint("code"),
        Index(None, "seminar_id", "status"),
        Index("uq_registration_contact", "party_id", unique=True, sqlite_where=_CONTACT, postgresql_where=_CONTACT),
        Index(
            "uq_registration_active_person",
            "seminar_id",
            "email_key",
            "name_key",
            unique=True,
            sqlite_where=ACTIVE_PERSON,
            postgresql_where=ACTIVE_PERSON,
        ),
        Index("ix_registration_lately", "seminar_id", sqlite_where=_LATELY, postgresql_where=_LATELY),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    seminar_id: Mapped[int] = mapped_column(ForeignKey("seminar.id"))
    party_id: Mapped[int] = mapped_column(ForeignKey("party.id"), index=True)
    is_contact: Mapped[bool] = mapped_column(default=True)
    code: Mapped[str] = mapped_column(String(6))
    status: Mapped[Status] = mapped_column(states(Status))

    surname: Mapped[str] = mapped_column(String(100))
    given_name: Mapped[str] = mapped_column(String(100))
    patronymic: Mapped[str] = mapped_column(String(100), default="")
    email: Mapped[str] = mapped_column(String(254), default="")
    email_key: Mapped[str] = mapped_column(String(254), default="", index=True)
    name_key: Mapped[str] = mapped_column(String(250))
    key_version: Mapped[int] = mapped_column(default=1)
    phone: Mapped[str] = mapped_column(String(LONGEST_PHONE), default="")
    organisation: Mapped[str] = mapped_column(String(200), default="")
    position: Mapped[str] = mapped_column(String(200), default="")
    town: Mapped[str] = mapped_column(String(100), default="")
    needs: Mapped[str] = mapped_column(Text, default="")
    note: Mapped[str] = mapped_column(Text, default="")
    language: Mapped[str] = mapped_column(String(2))
    source: Mapped[str] = mapped_column(String(20), default="web")

    network: Mapped[str] = mapped_column(String(64), default="", server_default="")
    group_no: Mapped[int | None] = mapped_column(ForeignKey("sign_up_group.number"))
    told_change_id: Mapped[int | None] = mapped_column(ForeignKey("change.id"))
    token_version: Mapped[int] = mapped_column(default=FIRST_VERSION)
    registered_at: Mapped[datetime] = mapped_column(UtcDateTime)
    changed_at: Mapped[datetime] = mapped_column(UtcDateTime)
    cancelled_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    cancelled_by: Mapped[str] = mapped_column(String(20), default="")
    cancel_reason: Mapped[str] = mapped_column(Text, default="")
    reconfirmed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    checked_in_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    email_proven_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    erased_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    home_town_code: Mapped[str] = mapped_column(String(40), default="", server_default="")
    organisation_kind: Mapped[str] = mapped_column(String(20), default="", server_default="")

    seminar: Mapped[Seminar] = relationship()
    party: Mapped[Party] = relationship(back_populates="members")
    consents: Mapped[list["Consent"]] = relationship(order_by="Consent.id", cascade="all, delete-orphan")

    @validates("status")
    def _refuse_illegal_status(self, _name: str, status: Status) -> Status:
        if status != self.status and (self.status, status) not in TRANSITIONS:
            raise IllegalTransition(f"a registration cannot go from {self.status} to {status}")
        return status

    @property
    def is_active(self) -> bool:
        return self.status in ACTIVE

    @property
    def mail_address(self) -> str:
        """Where messages about this person go: to themselves or to whoever brought them along; "" if nowhere."""
        return self.email or self.party.contact.email

    @property
    def spokesperson(self) -> "Registration":
        """Whose page is theirs: their own, or the contact's if they were brought along or left others behind."""
        contact = self.party.contact
        return self if self.email and (self.is_active or not contact.is_active) else contact

    @property
    def full_name(self) -> str:
        return f"{self.given_name} {self.surname}".strip()


class ConsentKind(StrEnum):
    PROCESSING = "processing"
    PHOTO = "photo"
    SHARING = "sharing"
    NEWS = "news"


class Consent(Base):
    """An answer to one of the form's ticks, with the version of the text that stood beside it."""

    __tablename__ = "consent"
    __table_args__ = (UniqueConstraint("registration_id", "kind"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    registration_id: Mapped[int] = mapped_column(ForeignKey("registration.id", ondelete="CASCADE"))
    kind: Mapped[ConsentKind] = mapped_column(states(ConsentKind))
    given: Mapped[bool]
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    text_version: Mapped[int]
