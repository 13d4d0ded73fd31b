"""What happened to a published seminar's date, place or state: public, dated, and what people are told of."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, Dialect, ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column, relationship
from sqlalchemy.types import TypeDecorator

from seminars.extensions import Base
from seminars.i18n import Texts
from seminars.models.types import TextsType, UtcDateTime, states


class ChangeKind(StrEnum):
    MOVED = "moved"
    POSTPONED = "postponed"
    CANCELLED = "cancelled"


class Standing(StrEnum):
    """Whether a seminar takes place."""

    TAKES_PLACE = "takes_place"
    POSTPONED = "postponed"
    CANCELLED = "cancelled"


@dataclass(frozen=True, kw_only=True)
class Appointment:
    """When, where and whether a seminar takes place, as people were told it at one moment.

    `place` is the line that calendars show as LOCATION, in each language.
    """

    starts_at: datetime
    ends_at: datetime
    hours_known: bool
    timezone: str
    place: Texts
    standing: Standing

    @property
    def time(self) -> tuple[datetime, datetime, bool]:
        return self.starts_at, self.ends_at, self.hours_known


class AppointmentType(TypeDecorator):
    """An `Appointment` kept as one JSON object, its instants as ISO 8601 texts."""

    impl = JSON
    cache_ok = True

    def process_bind_param(self, value: Appointment | None, dialect: Dialect) -> dict[str, Any] | None:
        if value is None:
            return None
        instants = {"starts_at": value.starts_at.isoformat(), "ends_at": value.ends_at.isoformat()}
        return {**vars(value), **instants, "place": dict(value.place), "standing": value.standing.value}

    def process_result_value(self, value: dict[str, Any] | None, dialect: Dialect) -> Appointment | None:
        if value is None:
            return None
        instants = {name: datetime.fromisoformat(value[name]) for name in ("starts_at", "ends_at")}
        texts = {"place": Texts(value["place"]), "standing": Standing(value["standing"])}
        return Appointment(**{**value, **instants, **texts})


class Change(Base):
    """One change. `told` is how many messages it posted, known once its telling has ended; a venue's new spelling is no
    change and leaves no row."""

    __tablename__ = "change"

    id: Mapped[int] = mapped_column(primary_key=True)
    seminar_id: Mapped[int] = mapped_column(ForeignKey("seminar.id"), index=True)
    kind: Mapped[ChangeKind] = mapped_column(states(ChangeKind))
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    before: Mapped[Appointment] = mapped_column(AppointmentType)
    after: Mapped[Appointment] = mapped_column(AppointmentType)
    reason: Mapped[Texts] = mapped_column(TextsType, default=Texts)
    told: Mapped[int] = mapped_column(default=0)


_IS_OPEN = text("ended_at IS NULL")


class Telling(Base):
    """What is to be done after a change: to write to everybody whom it concerns, some people at a time.

    Those are the registrations up to `last_registration_id`; later ones were made by people who knew. All up to
    `reached_id` had their turn, and `told` of them got a message. `ical_sequence` is the seminar's after the change: it
    is part of each message's `dedup`, so that a mail which is made again after a restore is the same mail. A restore
    holds it back (`is_held`) until somebody decides. `going_since` is when it began, or went on after it was held.
    A seminar has one that has not ended; the next change ends it.
    """

    __tablename__ = "telling"
    __table_args__ = (
        Index("uq_telling_open", "seminar_id", unique=True, sqlite_where=_IS_OPEN, postgresql_where=_IS_OPEN),
    )

    change_id: Mapped[int] = mapped_column(ForeignKey("change.id"), primary_key=True)
    seminar_id: Mapped[int] = mapped_column(ForeignKey("seminar.id"))
    last_registration_id: Mapped[int]
    reached_id: Mapped[int] = mapped_column(default=0)
    told: Mapped[int] = mapped_column(default=0)
    ical_sequence: Mapped[int]
    is_held: Mapped[bool] = mapped_column(default=False)
    going_since: Mapped[datetime] = mapped_column(UtcDateTime)
    ended_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    change: Mapped[Change] = relationship()
