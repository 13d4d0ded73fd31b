"""When the worker's jobs ran last, so that of several workers one runs each, and what workers note of the time."""

from datetime import datetime

from sqlalchemy import String, false
from sqlalchemy.orm import Mapped, mapped_column

from seminars.extensions import Base
from seminars.models.types import UtcDateTime


class JobRun(Base):
    """The last time some worker began this job, by the database's clock; while it runs, or failed, it has no end.

    `done_at` is when it was done last, however often it was begun since; of one that never was, when it was first
    begun. Programs before it left it empty.
    """

    __tablename__ = "job_run"

    name: Mapped[str] = mapped_column(String(60), primary_key=True)
    began_at: Mapped[datetime] = mapped_column(UtcDateTime)
    ended_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    done_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class Beat(Base):
    """The latest beat of a worker, by the database's clock, and since when its beats have come in step with the
    worker's own clock that nobody sets. Where the two part, a new row begins. An operator's word that the present time
    is right is a row, too."""

    __tablename__ = "beat"

    id: Mapped[int] = mapped_column(primary_key=True)
    worker: Mapped[str] = mapped_column(String(32))  # each start of one is another
    began_at: Mapped[datetime] = mapped_column(UtcDateTime)
    at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)
    count: Mapped[int] = mapped_column(default=1)  # from `began_at` to `at`
    accepted: Mapped[bool] = mapped_column(default=False, server_default=false())
