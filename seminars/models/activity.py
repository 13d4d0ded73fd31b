"""What happened, when, and who did it. Every change of state leaves a row."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from seminars.extensions import Base
from seminars.models.registration import Status
from seminars.models.types import UtcDateTime, states


class Activity(Base):
    """`actor` is "person", "system:<user>" or an organiser's address; states are those of the registration."""

    __tablename__ = "activity"

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    actor: Mapped[str] = mapped_column(String(254))
    kind: Mapped[str] = mapped_column(String(40))
    seminar_id: Mapped[int | None] = mapped_column(ForeignKey("seminar.id"), index=True)
    registration_id: Mapped[int | None] = mapped_column(ForeignKey("registration.id"), index=True)
    from_status: Mapped[Status | None] = mapped_column(states(Status))
    to_status: Mapped[Status | None] = mapped_column(states(Status))
    details: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
