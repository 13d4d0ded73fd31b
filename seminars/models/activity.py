"""What happened, when, and who did it. Every change of state leaves a row."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from seminars.extensions import Base
from seminars.models.organiser import Organiser
from seminars.models.registrations.registration import Registration
from seminars.models.registrations.status import Status
from seminars.models.types import UtcDateTime, states


class ActivityKind(StrEnum):
    """Those kinds of rows that something looks for; all others only tell what happened."""

    REGISTERED = "registered"
    CANCELLED = "cancelled"
    LAPSED = "lapsed"
    OFFER_TAKEN_BACK = "offer_taken_back"
    ADDRESS_CORRECTED = "address_corrected"
    ADDRESS_CHANGED = "address_changed"
    ADDRESS_MENDED = "address_mended"
    UNITED = "united"
    MESSAGE_SENT_AGAIN = "message_sent_again"
    MESSAGES_RELEASED = "messages_released"
    FAILED_SENT_AGAIN = "failed_sent_again"
    SEMINAR_EDITED = "seminar_edited"
    CLOCK_ACCEPTED = "clock_accepted"
    TOLD_BY_HAND = "told_by_hand"
    TOLD_BY_HAND_UNDONE = "told_by_hand_undone"
    LANGUAGE_CHOSEN = "language_chosen"
    SIGNED_IN_BY_LINK = "signed_in_by_link"
    ROLE_TAKEN = "role_taken"
    ROLE_CHANGED = "role_changed"


class Detail(StrEnum):
    """What a row may tell besides, under which key."""

    WITH = "with"  # id of the row whose message tells of them too: of their contact, or of their other registration
    GIVEN_UP = "given_up"  # ids of the registrations that ended because it is the same person
    FIRST_ADDRESS = "first_address"  # there was none before, so nothing of before promises a message
    QUEUE_NO = "queue_no"  # under which number they wait
    FORCED = "forced"  # an organiser let them in beyond the capacity
    OUT_OF_TURN = "out_of_turn"  # an organiser offered seats past others who wait
    FIELDS = "fields"  # names of what was edited
    CAPACITY = "capacity"  # before and after an edit
    CHANGE = "change"  # id of a change of the seminar
    KNEW = "knew"  # id of the last one that somebody knew of before they were told by hand, 0 if of none
    TOLD = "told"  # how many messages it posted, in rows of earlier versions; `Change.told` knows
    MESSAGE = "message"  # id of the message that was sent again
    NUMBER = "number"  # of messages that were released, discarded or sent again, or of rows that came from the future
    PEOPLE = "people"  # number of those whose personal data was removed
    SERIES = "series"  # slug of the series that was made, or for which a role holds
    FORMAT = "format"  # of a list that was taken away
    ROWS = "rows"  # number of its rows
    KNOWN_UNTIL = "known_until"  # when the last thing that a backup knows of happened; the last time that was proven
    HELD = "held"  # number of messages that a restore held back
    OFFER = "offer"  # id of the offer of a role
    ACCOUNT = "account"  # id of the organiser whose role or account it is
    MEMBERSHIP = "membership"  # id of the role that they have from then on, or that ended
    ROLE = "role"  # which one was offered, taken, ended, or stands in the place of another
    WAS = "was"  # which one it was before


class Activity(Base):
    """`actor` is "person", "program" (which filled in a form), "system", "system:<user>", or an organiser's address,
    whose account is `organiser_id`; states are those of the registration. `Detail` says what `details` may hold."""

    __tablename__ = "activity"

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    actor: Mapped[str] = mapped_column(String(254))
    organiser_id: Mapped[int | None] = mapped_column(ForeignKey("organiser.id"), index=True)
    kind: Mapped[str] = mapped_column(String(40))
    seminar_id: Mapped[int | None] = mapped_column(ForeignKey("seminar.id"), index=True)
    registration_id: Mapped[int | None] = mapped_column(ForeignKey("registration.id"), index=True)
    from_status: Mapped[Status | None] = mapped_column(states(Status))
    to_status: Mapped[Status | None] = mapped_column(states(Status))
    details: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)

    organiser: Mapped[Organiser | None] = relationship(viewonly=True)
    registration: Mapped[Registration | None] = relationship(viewonly=True)

    @property
    def organiser_name(self) -> str:
        """The name of whoever did it, else their address; "" for everybody who is no organiser."""
        return (self.organiser.name or self.organiser.email) if self.organiser else ""
