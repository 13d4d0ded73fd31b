"""How many mails may leave in a minute (MAIL_PER_MINUTE), of the whole installation and by the database's clock.

Each mail takes one of so many places and keeps it for a minute. So no minute sees more, whenever it begins and however
many workers there are, and none of them waits for another one.
"""

from datetime import UTC, datetime, timedelta

from flask import current_app
from sqlalchemy import ColumnElement, func, or_, select, update

from seminars.database.units import write_unit
from seminars.database.upsert import insert
from seminars.extensions import db
from seminars.models import Departure

A_MINUTE = timedelta(minutes=1)
_NEVER = datetime(1970, 1, 1, tzinfo=UTC)


def allows_one(now: datetime) -> bool:
    """Whether one more mail may leave; only reads."""
    if not _limit():
        return True
    return _places() < _limit() or db.session.scalar(select(Departure.place).where(_is_free(now)).limit(1)) is not None


def take(message_id: int, now: datetime) -> bool:
    """Take a place for a mail; False if all of them are taken. Within the write unit that claims it."""
    if not _limit():
        return True
    if _places() < _limit():
        _make_places()
    free = select(Departure.place).where(_is_free(now)).order_by(Departure.at, Departure.place).limit(1)
    place = db.session.scalar(free.with_for_update(skip_locked=True))
    if place is None:
        return False
    db.session.execute(update(Departure).where(Departure.place == place).values(at=now, message_id=message_id))
    return True


def give_back(message_id: int) -> None:
    """The place of a mail that did not leave after all. Outside of any unit."""
    if not _limit():
        return
    with write_unit():
        taken = update(Departure).where(Departure.message_id == message_id)
        db.session.execute(taken.values(at=_NEVER, message_id=None).execution_options(synchronize_session=False))
        db.session.commit()


def _limit() -> int:
    return current_app.config["MAIL_PER_MINUTE"]


def _places() -> int:
    return db.session.scalar(select(func.count()).where(Departure.place <= _limit())) or 0


def _is_free(now: datetime) -> ColumnElement[bool]:
    # What comes from the future was written by a clock that was wrong.
    return (Departure.place <= _limit()) & or_(Departure.at <= now - A_MINUTE, Departure.at > now + A_MINUTE)


def _make_places() -> None:
    rows = [{"place": place, "at": _NEVER} for place in range(1, _limit() + 1)]
    db.session.execute(insert(Departure).on_conflict_do_nothing(), rows)
