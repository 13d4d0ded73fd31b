"""When the last mails left, where an operator limits how many may leave in a minute."""

from datetime import datetime

from sqlalchemy.orm import Mapped, mapped_column

from seminars.extensions import Base
from seminars.models.types import UtcDateTime


class Departure(Base):
    """One of the places of a minute: there are as many as mails may leave in it. `message_id` names the last mail that
    took the place, `at` by the database's clock; the row of that mail may be gone."""

    __tablename__ = "departure"

    place: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    message_id: Mapped[int | None]
