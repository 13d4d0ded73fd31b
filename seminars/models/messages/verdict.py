"""What mail servers refuse: the sender as a whole, or one mail."""

from datetime import datetime

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from seminars.extensions import Base
from seminars.models.types import UtcDateTime

THE_ONE = 1


class SenderVerdict(Base):
    """The one row tells whether the mail server refuses whatever we send: since `began_at`, or not, if there is none.

    `words` are the server's, without addresses, and `likeness` what they are compared by. A mail was tried at
    `tried_at`, all workers together, and the log was told at `told_at`. `ended_at` is when the last verdict did.
    """

    __tablename__ = "sender_verdict"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    began_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    ended_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    tried_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    told_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    words: Mapped[str] = mapped_column(String(500), default="")
    likeness: Mapped[str] = mapped_column(String(500), default="")


class Refusal(Base):
    """A mail that did not leave although the server was there: how often, and what was said last.

    `others_left` if some mail left since it was first refused, `is_latest` if none did since it was refused last.
    `domain_key` tells domains of recipients apart, and names none.
    """

    __tablename__ = "refusal"

    message_id: Mapped[int] = mapped_column(ForeignKey("message.id"), primary_key=True, autoincrement=False)
    likeness: Mapped[str] = mapped_column(String(500), index=True)
    domain_key: Mapped[str] = mapped_column(String(16))
    times: Mapped[int]
    others_left: Mapped[bool]
    is_latest: Mapped[bool]
