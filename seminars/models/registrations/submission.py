"""Sign-up forms that arrived, so that a repeated one gets its first answer."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from seminars.extensions import Base
from seminars.models.registrations.registration import Registration
from seminars.models.seminar import Seminar
from seminars.models.types import UtcDateTime


class Submission(Base):
    """An accepted sign-up form (idempotency). `created` tells whether it made the registration or repeated one.

    `typed` and `companions` are what the receipt page shows, `outcome` how many people got which state, or would
    have. `registration_id` is the registration it made or was a repeat of, `made` are the ids of
    all that it made.
    """

    __tablename__ = "submission"

    id: Mapped[int] = mapped_column(primary_key=True)
    form_id: Mapped[str] = mapped_column(String(64), unique=True)
    body_hash: Mapped[str] = mapped_column(String(64))
    seminar_id: Mapped[int] = mapped_column(ForeignKey("seminar.id"), index=True)
    registration_id: Mapped[int | None] = mapped_column(ForeignKey("registration.id"), index=True)
    created: Mapped[bool]
    typed: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    companions: Mapped[list[dict[str, str]]] = mapped_column(JSON, default=list, server_default="[]")
    outcome: Mapped[dict[str, int]] = mapped_column(JSON, default=dict, server_default="{}")
    made: Mapped[list[int]] = mapped_column(JSON, default=list, server_default="[]")
    consents: Mapped[dict[str, bool]] = mapped_column(JSON, default=dict)
    consent_versions: Mapped[dict[str, int]] = mapped_column(JSON, default=dict, server_default="{}")
    language: Mapped[str] = mapped_column(String(2))
    corrections: Mapped[int] = mapped_column(default=0)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)

    seminar: Mapped[Seminar] = relationship()
    registration: Mapped[Registration | None] = relationship()
