"""The outbox: messages to be sent and their fate; and the calendar entries that mails have put into calendars."""

from datetime import UTC, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from seminars.extensions import Base
from seminars.models.change import Change
from seminars.models.messages.kind import MessageKind, Urgency
from seminars.models.organiser import Organiser
from seminars.models.registrations.registration import Registration
from seminars.models.seminar import Seminar
from seminars.models.types import UtcDateTime, states


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
# When it is due that waits to be put together with others: no delivery takes it until somebody has gathered it.
UNTIL_GATHERED = datetime(2999, 1, 1, tzinfo=UTC)
# The `last_error` of what was missed for another reason than its time: no mail server may be asked for such an address.
INVENTED_ADDRESS = "an invented address"


class CalendarMethod(StrEnum):
    REQUEST = "REQUEST"
    CANCEL = "CANCEL"


class Message(Base):
    """One mail to one address. `dedup` is unique and gives the Message-ID, so a repeated mail is the same mail.

    `to` and `language` are all it needs. A registration, a seminar, a change of it and an organiser are named only
    where it is about them, and `activity_id` only where it tells of a row of the log.

    `mailbox` is a keyed hash of where it arrives, in answers to what anybody may send: these are counted. One that has
    to wait for others is due `UNTIL_GATHERED`, and stays so once it is `merged`; `gathered_at` is when a mail was made
    that carries others, or when one that had waited for others in vain was let go.

    `facts` are the values as they were when it was posted, never a secret link; they are cleared once it is sent.
    One that could not be sent by `useless_after` is missed, and so is what would go to an invented address.
    `first_tried_at` is when it first could not be sent since it was written or, after a restore, released.
    """

    __tablename__ = "message"
    __table_args__ = (
        # What is due of each urgency, and of each seminar, the oldest first: the worker asks before every mail, and
        # thousands may have the same time, so that only the id tells their order.
        Index("ix_message_by_age", "state", "urgency", "due_at", "id"),
        Index("ix_message_by_seminar", "seminar_id", "state", "urgency", "due_at", "id"),
        # Whose sender died, and what waits to be gathered, of whatever urgency.
        Index(None, "state", "due_at"),
        Index(None, "mailbox", "created_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    dedup: Mapped[str] = mapped_column(String(120), unique=True)
    kind: Mapped[MessageKind] = mapped_column(states(MessageKind))
    state: Mapped[MessageState] = mapped_column(states(MessageState), default=MessageState.QUEUED)
    urgency: Mapped[Urgency] = mapped_column(states(Urgency), server_default=Urgency.NOW.value)
    to: Mapped[str] = mapped_column(String(254))
    mailbox: Mapped[str | None] = mapped_column(String(40))
    language: Mapped[str] = mapped_column(String(2))
    facts: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    seminar_id: Mapped[int | None] = mapped_column(ForeignKey("seminar.id"))
    registration_id: Mapped[int | None] = mapped_column(ForeignKey("registration.id"), index=True)
    activity_id: Mapped[int | None] = mapped_column(ForeignKey("activity.id"))
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
    gathered_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    lease_by: Mapped[str | None] = mapped_column(String(64))
    lease_until: Mapped[datetime | None] = mapped_column(UtcDateTime)
    merged_into_id: Mapped[int | None] = mapped_column(ForeignKey("message.id"))

    seminar: Mapped[Seminar | None] = relationship()
    registration: Mapped[Registration | None] = relationship()
    change: Mapped[Change | None] = relationship()
    organiser: Mapped[Organiser | None] = relationship()

    @property
    def calendar(self) -> tuple[CalendarMethod, int] | None:
        """Method and SEQUENCE of its calendar part, if it has one."""
        if self.calendar_method is None or self.calendar_sequence is None:
            return None
        return self.calendar_method, self.calendar_sequence

    def get_registration(self) -> Registration:
        """The registration that it tells of; a kind whose recipient is a contact always has one."""
        if self.registration is None:
            raise LookupError(f"message {self.id} tells of no registration")
        return self.registration

    def get_seminar(self) -> Seminar:
        """The seminar that it tells of; what tells of a registration always has one."""
        if self.seminar is None:
            raise LookupError(f"message {self.id} tells of no seminar")
        return self.seminar


class Invitation(Base):
    """The calendar entry of one address for one seminar; a family shares it, `sequence` rises with every mail."""

    __tablename__ = "invitation"
    __table_args__ = (UniqueConstraint("seminar_id", "email_key"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    seminar_id: Mapped[int] = mapped_column(ForeignKey("seminar.id"))
    email_key: Mapped[str] = mapped_column(String(254), index=True)
    sequence: Mapped[int]


class Mailbox(Base):
    """What is known of a mailbox, or of a whole domain; `key` is a keyed hash, so no address is kept.

    `answers` are those to what anybody may send, since the last day without any, the last of them at `answered_at`.
    Somebody acted from a mailed link at `acted_at`, for the last time. Until `quiet_until` its owner wants to hear of
    sign-ups once a day at most.
    """

    __tablename__ = "mailbox"

    key: Mapped[str] = mapped_column(String(40), primary_key=True)
    answers: Mapped[int] = mapped_column(default=0)
    answered_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    acted_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    quiet_until: Mapped[datetime | None] = mapped_column(UtcDateTime)
