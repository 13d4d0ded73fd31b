"""Who may manage what: a membership reaches one seminar, one series, or the whole installation. Asked from both sides,
by the condition that stands here once."""

from collections.abc import Sequence

from sqlalchemy import ColumnElement, Select, and_, exists, or_, select

from seminars.extensions import db
from seminars.models import Membership, Message, Organiser, Seminar, Series


def seminars_of(organiser: Organiser) -> Select[Seminar]:
    """The seminars this organiser may manage: all, those of a series, or single ones. Every query begins here."""
    return select(Seminar).where(_has_one(organiser, _reaches_seminar(Seminar)))


def series_of(organiser: Organiser) -> Select[Series]:
    """The series in which this organiser may create seminars."""
    return select(Series).where(_has_one(organiser, _reaches_series(Series)))


def messages_of(organiser: Organiser) -> Select[Message]:
    """The messages that tell of this organiser's seminars."""
    return select(Message).where(Message.seminar_id.in_(seminars_of(organiser).with_only_columns(Seminar.id)))


def may_add_series(organiser: Organiser) -> bool:
    """Whether the whole installation is theirs."""
    return bool(db.session.scalar(select(_has_one(organiser, _reaches_everything()))))


def organisers_of(seminar: Seminar) -> Sequence[Organiser]:
    """The active organisers who may manage this seminar."""
    return _active(_reaches_seminar(seminar))


def owners() -> Sequence[Organiser]:
    """The active organisers to whom the whole installation belongs."""
    return _active(_reaches_everything())


def _has_one(organiser: Organiser, reaching: ColumnElement[bool]) -> ColumnElement[bool]:
    return exists().where(Membership.organiser_id == organiser.id, reaching)


def _active(reaching: ColumnElement[bool]) -> Sequence[Organiser]:
    ids = select(Membership.organiser_id).where(reaching)
    active = select(Organiser).where(Organiser.active, Organiser.id.in_(ids))
    return db.session.scalars(active.order_by(Organiser.id)).all()


# Each takes a row or a table: the one seminar whose organisers are asked for, or all seminars that are looked through.
def _reaches_seminar(seminar: Seminar | type[Seminar]) -> ColumnElement[bool]:
    in_its_series = Membership.series_id == seminar.series_id
    return or_(_reaches_everything(), in_its_series, Membership.seminar_id == seminar.id)


def _reaches_series(series: Series | type[Series]) -> ColumnElement[bool]:
    return or_(_reaches_everything(), Membership.series_id == series.id)


def _reaches_everything() -> ColumnElement[bool]:
    return and_(Membership.series_id.is_(None), Membership.seminar_id.is_(None))
