"""When the worker's jobs ran last, so that of several workers one runs each."""

from datetime import datetime

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from seminars.extensions import Base
from seminars.models.types import UtcDateTime


class JobRun(Base):
    """The last time some worker began this job, by the database's clock; while it runs, or failed, it has no end."""

    __tablename__ = "job_run"

    name: Mapped[str] = mapped_column(String(60), primary_key=True)
    began_at: Mapped[datetime] = mapped_column(UtcDateTime)
    ended_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
