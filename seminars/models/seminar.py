"""A series and its seminars."""

from datetime import date, datetime, timedelta
from enum import StrEnum
from uuid import uuid4
from zoneinfo import ZoneInfo

from flask import current_app
from sqlalchemy import ColumnElement, ForeignKey, Index, String, and_
from sqlalchemy.ext.hybrid import hybrid_property
from sqlalchemy.orm import Mapped, mapped_column, relationship, validates

from seminars.extensions import Base
from seminars.i18n import Texts
from seminars.models.programme import Session
from seminars.models.types import TextsType, UtcDateTime, states
from seminars.models.venue import Venue
from seminars.places import Town, current_places
from seminars.text import LONGEST_PHONE


class SeminarStatus(StrEnum):
    DRAFT = "draft"
    PUBLISHED = "published"
    CANCELLED = "cancelled"


SEMINAR_TRANSITIONS = {
    (None, SeminarStatus.DRAFT),
    (SeminarStatus.DRAFT, SeminarStatus.PUBLISHED),
    (SeminarStatus.PUBLISHED, SeminarStatus.CANCELLED),
}


class RegistrationMode(StrEnum):
    """Where people sign up: here, with the host event, or with both."""

    OWN = "own"
    THEIRS = "theirs"
    BOTH = "both"


class IllegalTransition(ValueError):
    """A state that cannot follow the present one."""


class Series(Base):
    """A project's tour. Without `retention_days` the installation's setting holds."""

    __tablename__ = "series"

    id: Mapped[int] = mapped_column(primary_key=True)
    slug: Mapped[str] = mapped_column(String(80), unique=True)
    is_sample: Mapped[bool] = mapped_column(default=False)
    name: Mapped[Texts] = mapped_column(TextsType, default=Texts)
    description: Mapped[Texts] = mapped_column(TextsType, default=Texts)
    organisation: Mapped[Texts] = mapped_column(TextsType, default=Texts)
    notice: Mapped[Texts] = mapped_column(TextsType, default=Texts)
    contact_email: Mapped[str] = mapped_column(String(254), default="")
    contact_phone: Mapped[str] = mapped_column(String(LONGEST_PHONE), default="")
    retention_days: Mapped[int | None]

    seminars: Mapped[list["Seminar"]] = relationship(back_populates="series")


class Seminar(Base):
    """One event: one start, one end, one town. Times are instants; `timezone` says how people there read them.

    With `hours_known` false the times are local midnights: of the first day, and of the day after the last.
    `seat_counter` numbers the queue and is the row that a seat write locks, `ical_sequence` belongs to calendars
    alone, `version` tells two organisers' edits apart.
    """

    __tablename__ = "seminar"
    __table_args__ = (Index(None, "status", "starts_at"), Index(None, "changed_at"), Index(None, "ends_at"))

    id: Mapped[int] = mapped_column(primary_key=True)
    uid: Mapped[str] = mapped_column(String(255), unique=True)
    series_id: Mapped[int] = mapped_column(ForeignKey("series.id"), index=True)
    venue_id: Mapped[int | None] = mapped_column(ForeignKey("venue.id"))
    slug: Mapped[str] = mapped_column(String(80), unique=True)
    status: Mapped[SeminarStatus] = mapped_column(states(SeminarStatus), default=SeminarStatus.DRAFT)

    title: Mapped[Texts] = mapped_column(TextsType, default=Texts)
    description: Mapped[Texts] = mapped_column(TextsType, default=Texts)
    recap: Mapped[Texts] = mapped_column(TextsType, default=Texts)
    language_note: Mapped[Texts] = mapped_column(TextsType, default=Texts)

    town_code: Mapped[str] = mapped_column(String(40), index=True)
    starts_at: Mapped[datetime] = mapped_column(UtcDateTime)
    ends_at: Mapped[datetime] = mapped_column(UtcDateTime)
    hours_known: Mapped[bool] = mapped_column(default=True)
    timezone: Mapped[str] = mapped_column(String(40), default="Europe/Minsk")

    host: Mapped[Texts] = mapped_column(TextsType, default=Texts)
    host_phone: Mapped[str] = mapped_column(String(LONGEST_PHONE), default="")
    host_email: Mapped[str] = mapped_column(String(254), default="")
    host_event_name: Mapped[Texts] = mapped_column(TextsType, default=Texts)
    host_event_dates: Mapped[Texts] = mapped_column(TextsType, default=Texts)
    host_event_url: Mapped[str] = mapped_column(String(500), default="")
    registration_mode: Mapped[RegistrationMode] = mapped_column(states(RegistrationMode), default=RegistrationMode.OWN)

    capacity: Mapped[int | None]
    registration_opens_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    registration_closes_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    needs_approval: Mapped[bool] = mapped_column(default=False)
    smaller_party_may_pass: Mapped[bool] = mapped_column(default=False)
    queue_closed: Mapped[bool] = mapped_column(default=False)

    published_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    recap_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    postponed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    cancelled_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    cancel_reason: Mapped[Texts] = mapped_column(TextsType, default=Texts)

    seat_counter: Mapped[int] = mapped_column(default=0)
    ical_sequence: Mapped[int] = mapped_column(default=0)
    version: Mapped[int] = mapped_column(default=1)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    changed_at: Mapped[datetime] = mapped_column(UtcDateTime)

    series: Mapped[Series] = relationship(back_populates="seminars")
    venue: Mapped[Venue | None] = relationship()
    sessions: Mapped[list[Session]] = relationship(order_by=Session.position, cascade="all, delete-orphan")

    @validates("status")
    def _refuse_illegal_status(self, _name: str, status: SeminarStatus) -> SeminarStatus:
        if status != self.status and (self.status, status) not in SEMINAR_TRANSITIONS:
            raise IllegalTransition(f"a seminar cannot go from {self.status} to {status}")
        return status

    @property
    def town(self) -> Town:
        return current_places().get_town(self.town_code)

    def in_zone(self, instant: datetime) -> datetime:
        """The instant as clocks at the seminar show it."""
        return instant.astimezone(ZoneInfo(self.timezone))

    @property
    def last_day(self) -> date:
        """The calendar day it ends on; with unknown hours `ends_at` is the midnight after it."""
        return self.in_zone(self.ends_at - timedelta(microseconds=0 if self.hours_known else 1)).date()

    @property
    def retention_days(self) -> int:
        """How long after it personal data is kept, as people were told when they signed up."""
        return self.series.retention_days or current_app.config["RETENTION_DAYS"]

    @property
    def personal_data_until(self) -> date:
        """The last day, by the calendar of the place, on which personal data of its registrations is kept."""
        return self.last_day + timedelta(days=self.retention_days)

    @property
    def is_public(self) -> bool:
        return self.status != SeminarStatus.DRAFT

    @property
    def is_cancelled(self) -> bool:
        return self.status == SeminarStatus.CANCELLED

    @property
    def is_postponed(self) -> bool:
        return self.postponed_at is not None and not self.is_cancelled

    @hybrid_property
    def takes_place(self) -> bool:
        """Whether it was announced and stands: published, neither postponed nor cancelled, even once it is over.

        Of a draft nobody was told, so it does not take place, although it is neither postponed nor cancelled.
        """
        return self.status == SeminarStatus.PUBLISHED and self.postponed_at is None

    @takes_place.inplace.expression
    @classmethod
    def _takes_place(cls) -> ColumnElement[bool]:
        return and_(cls.status == SeminarStatus.PUBLISHED, cls.postponed_at.is_(None))

    def is_over(self, now: datetime) -> bool:
        return self.ends_at <= now and not self.is_postponed

    def touch(self, now: datetime) -> None:
        """Note that something visible changed: `changed_at` always rises by at least one second.

        It is the first whole second after the change, so that whoever fetched within the same second sees it rise.
        """
        self.changed_at = max(_next_second(now), self.changed_at + timedelta(seconds=1))


def _next_second(instant: datetime) -> datetime:
    return instant.replace(microsecond=0) + timedelta(seconds=1 if instant.microsecond else 0)


def new_uid(domain: str) -> str:
    """A calendar UID, written once and never derived from anything that can change (RFC 7986 section 5.3)."""
    return f"{uuid4()}@{domain}"
