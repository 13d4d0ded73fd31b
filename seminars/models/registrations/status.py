"""The states of a registration, and how it may go from one to another."""

from enum import StrEnum

from sqlalchemy import text


class Status(StrEnum):
    PENDING = "pending"
    CONFIRMED = "confirmed"
    WAITING = "waiting"
    OFFERED = "offered"
    DECLINED = "declined"
    EXPIRED = "expired"
    CANCELLED = "cancelled"


TRANSITIONS = {
    (None, Status.CONFIRMED),
    (None, Status.PENDING),
    (None, Status.WAITING),
    (Status.PENDING, Status.CONFIRMED),
    (Status.PENDING, Status.WAITING),
    (Status.PENDING, Status.DECLINED),
    (Status.PENDING, Status.CANCELLED),
    (Status.WAITING, Status.OFFERED),
    (Status.WAITING, Status.CANCELLED),
    (Status.OFFERED, Status.CONFIRMED),
    (Status.OFFERED, Status.WAITING),
    (Status.OFFERED, Status.EXPIRED),
    (Status.OFFERED, Status.CANCELLED),
    (Status.CONFIRMED, Status.CANCELLED),
    (Status.CANCELLED, Status.CONFIRMED),
}
TAKES_A_SEAT = (Status.CONFIRMED, Status.OFFERED)
ACTIVE = (Status.PENDING, Status.CONFIRMED, Status.WAITING, Status.OFFERED)
# A query that wants the unique index says this too: a partial one serves only what repeats its condition word for word.
ACTIVE_PERSON = text("status IN ('pending', 'confirmed', 'waiting', 'offered') AND email_key <> ''")
