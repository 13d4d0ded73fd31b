"""What happens at a seminar: the sessions of its agenda and who speaks."""

from datetime import time

from sqlalchemy import Column, ForeignKey, String, Table
from sqlalchemy.orm import Mapped, mapped_column, relationship

from seminars.extensions import Base
from seminars.i18n import Texts
from seminars.models.types import TextsType

session_speaker = Table(
    "session_speaker",
    Base.metadata,
    Column("session_id", ForeignKey("session.id", ondelete="CASCADE"), primary_key=True),
    Column("speaker_id", ForeignKey("speaker.id"), primary_key=True, index=True),
)


class Speaker(Base):
    __tablename__ = "speaker"

    id: Mapped[int] = mapped_column(primary_key=True)
    slug: Mapped[str] = mapped_column(String(80), unique=True)
    name: Mapped[str] = mapped_column(String(200))
    role: Mapped[Texts] = mapped_column(TextsType, default=Texts)


class Session(Base):
    """One item of a seminar's agenda; its times are wall-clock times in the seminar's zone."""

    __tablename__ = "session"

    id: Mapped[int] = mapped_column(primary_key=True)
    seminar_id: Mapped[int] = mapped_column(ForeignKey("seminar.id", ondelete="CASCADE"), index=True)
    position: Mapped[int]
    starts: Mapped[time | None]
    ends: Mapped[time | None]
    title: Mapped[Texts] = mapped_column(TextsType, default=Texts)
    description: Mapped[Texts] = mapped_column(TextsType, default=Texts)

    speakers: Mapped[list[Speaker]] = relationship(secondary=session_speaker, order_by=Speaker.name)
