"""The outbox: messages to be sent and their fate; and the calendar entries that mails have put into calendars."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from seminars.extensions import Base
from seminars.models.change import Change
from seminars.models.organiser import Organiser
from seminars.models.registration import ACTIVE, Registration, Status
from seminars.models.seminar import Seminar
from seminars.models.types import UtcDateTime, states


class MessageKind(StrEnum):
    CONFIRMED = "registration_confirmed"
    CONFIRMED_TOGETHER = "registrations_confirmed"
    PENDING_TOGETHER = "registrations_pending"
    WAITING_TOGETHER = "registrations_waiting"
    PENDING = "registration_pending"
    WAITING = "registration_waiting"
    OFFERED = "registration_offered"
    LAPSED = "offer_lapsed"
    EXPIRED = "offer_expired"
    DECLINED = "registration_declined"
    CANCELLED_BY_PERSON = "registration_cancelled"
    CANCELLED_BY_ORGANISER = "registration_withdrawn"
    ERASED = "registration_erased"
    REPEATED = "registration_repeated"
    LINKS = "registration_links"
    NEW_ADDRESS = "address_confirmation"
    ADDRESS_CHANGED = "address_changed"
    REMINDER_WEEK = "reminder_week"
    REMINDER_DAY = "reminder_day"
    THANKS = "seminar_thanks"
    MOVED = "seminar_moved"
    POSTPONED = "seminar_postponed"
    SEMINAR_CANCELLED = "seminar_cancelled"
    NOTICE = "organiser_notice"
    DIGEST = "organiser_digest"


class MessageState(StrEnum):
    QUEUED = "queued"
    SENDING = "sending"
    SENT = "sent"
    FAILED = "failed"
    HELD = "held"
    MISSED = "missed"
    SUPERSEDED = "superseded"
    MERGED = "merged"


# It leaves by itself, or once somebody lets it.
NOT_YET_SENT = (MessageState.QUEUED, MessageState.HELD)

# A message is still true only while its registration is in one of these states; it is superseded otherwise.
STILL_TRUE_IN = {
    MessageKind.CONFIRMED: (Status.CONFIRMED,),
    MessageKind.CONFIRMED_TOGETHER: (Status.CONFIRMED,),
    MessageKind.PENDING_TOGETHER: (Status.PENDING,),
    MessageKind.WAITING_TOGETHER: (Status.WAITING,),
    MessageKind.PENDING: (Status.PENDING,),
    MessageKind.WAITING: (Status.WAITING,),
    MessageKind.OFFERED: (Status.OFFERED,),
    MessageKind.LAPSED: (Status.WAITING,),
    MessageKind.EXPIRED: (Status.EXPIRED,),
    MessageKind.DECLINED: (Status.DECLINED,),
    MessageKind.CANCELLED_BY_PERSON: (Status.CANCELLED,),
    MessageKind.CANCELLED_BY_ORGANISER: (Status.CANCELLED,),
    MessageKind.ERASED: (Status.CANCELLED,),
    MessageKind.REPEATED: ACTIVE,
    MessageKind.NEW_ADDRESS: ACTIVE,
    MessageKind.ADDRESS_CHANGED: tuple(Status),
    MessageKind.REMINDER_WEEK: (Status.CONFIRMED,),
    MessageKind.REMINDER_DAY: (Status.CONFIRMED,),
    MessageKind.THANKS: (Status.CONFIRMED,),
    MessageKind.MOVED: ACTIVE,
    MessageKind.POSTPONED: ACTIVE,
    MessageKind.SEMINAR_CANCELLED: ACTIVE,
}


# What answers a sign-up: beyond ten a day, those of one kind reach an address together in a mail of the other kind.
TOGETHER = {
    MessageKind.CONFIRMED: MessageKind.CONFIRMED_TOGETHER,
    MessageKind.PENDING: MessageKind.PENDING_TOGETHER,
    MessageKind.WAITING: MessageKind.WAITING_TOGETHER,
}

# They promise a place or a turn, and nobody needs them once the seminar is over.
LOOKS_AHEAD = (
    *TOGETHER,
    *TOGETHER.values(),
    MessageKind.OFFERED,
    MessageKind.LAPSED,
    MessageKind.EXPIRED,
    MessageKind.REPEATED,
)

# These go to an address that is not the registration's own: not yet, or not any more.
TO_ANOTHER_ADDRESS = (MessageKind.NEW_ADDRESS, MessageKind.ADDRESS_CHANGED, MessageKind.ERASED)


class CalendarMethod(StrEnum):
    REQUEST = "REQUEST"
    CANCEL = "CANCEL"


class Message(Base):
    """One mail to one address. `dedup` is unique and gives the Message-ID, so a repeated mail is the same mail.

    `facts` are the values as they were when it was posted, never a secret link; they are cleared once it is sent.
    One that could not be sent by `useless_after` is missed. `first_tried_at` is when it first could not be sent since
    it was written or, after a restore, released.
    """

    __tablename__ = "message"
    __table_args__ = (Index(None, "state", "due_at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    dedup: Mapped[str] = mapped_column(String(120), unique=True)
    kind: Mapped[MessageKind] = mapped_column(states(MessageKind))
    state: Mapped[MessageState] = mapped_column(states(MessageState), default=MessageState.QUEUED)
    to: Mapped[str] = mapped_column(String(254))
    language: Mapped[str] = mapped_column(String(2))
    facts: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    seminar_id: Mapped[int | None] = mapped_column(ForeignKey("seminar.id"), index=True)
    registration_id: Mapped[int | None] = mapped_column(ForeignKey("registration.id"), index=True)
    change_id: Mapped[int | None] = mapped_column(ForeignKey("change.id"), index=True)
    organiser_id: Mapped[int | None] = mapped_column(ForeignKey("organiser.id"), index=True)
    calendar_method: Mapped[CalendarMethod | None] = mapped_column(states(CalendarMethod))
    calendar_sequence: Mapped[int | None]

    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    due_at: Mapped[datetime] = mapped_column(UtcDateTime)
    useless_after: Mapped[datetime | None] = mapped_column(UtcDateTime)
    sent_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    first_tried_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    attempts: Mapped[int] = mapped_column(default=0)
    last_error: Mapped[str] = mapped_column(Text, default="")
    lease_by: Mapped[str | None] = mapped_column(String(64))
    lease_until: Mapped[datetime | None] = mapped_column(UtcDateTime)
    merged_into_id: Mapped[int | None] = mapped_column(ForeignKey("message.id"))

    seminar: Mapped[Seminar | None] = relationship()
    registration: Mapped[Registration | None] = relationship()
    change: Mapped[Change | None] = relationship()
    organiser: Mapped[Organiser | None] = relationship()


class Invitation(Base):
    """The calendar entry of one address for one seminar; a family shares it, `sequence` rises with every mail."""

    __tablename__ = "invitation"
    __table_args__ = (UniqueConstraint("seminar_id", "email_key"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    seminar_id: Mapped[int] = mapped_column(ForeignKey("seminar.id"))
    email_key: Mapped[str] = mapped_column(String(254), index=True)
    sequence: Mapped[int]
