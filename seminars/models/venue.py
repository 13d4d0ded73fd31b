"""Where a seminar takes place."""

from sqlalchemy.orm import Mapped, mapped_column

from seminars.extensions import Base
from seminars.i18n import Texts
from seminars.models.types import TextsType


class Venue(Base):
    __tablename__ = "venue"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[Texts] = mapped_column(TextsType, default=Texts)
    address: Mapped[Texts] = mapped_column(TextsType, default=Texts)
    directions: Mapped[Texts] = mapped_column(TextsType, default=Texts)
    latitude: Mapped[float | None]
    longitude: Mapped[float | None]
