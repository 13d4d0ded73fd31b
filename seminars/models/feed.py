"""What calendar feeds have to remember."""

from datetime import datetime

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from seminars.extensions import Base
from seminars.i18n import Texts
from seminars.models.types import FIRST_VERSION, TextsType, UtcDateTime


class PersonalFeed(Base):
    """The secret calendar of one e-mail address; its link is derived from `id` and `version` and never stored.

    `changed_at` rises when a seminar leaves it in a way that no registration of the address shows.
    """

    __tablename__ = "personal_feed"

    id: Mapped[int] = mapped_column(primary_key=True)
    email_key: Mapped[str] = mapped_column(String(254), unique=True)
    version: Mapped[int] = mapped_column(default=FIRST_VERSION)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    changed_at: Mapped[datetime] = mapped_column(UtcDateTime)


class ShownTown(Base):
    """The name under which calendars have shown a town so far: it stands in a file, and the file can change."""

    __tablename__ = "shown_town"

    code: Mapped[str] = mapped_column(String(40), primary_key=True)
    name: Mapped[Texts] = mapped_column(TextsType)
