"""Who may do what with which seminar, asked from both sides. A membership reaches one seminar, one series, or the whole
installation, until it has ended; `roles` says what it allows."""

from collections.abc import Iterable, Sequence

from sqlalchemy import ColumnElement, Select, and_, exists, or_, select

from seminars.domain.organisers.roles import ALWAYS_TOLD, HOSTS_HEAR_OF, MAY, TOLD_IF_WANTED, Act
from seminars.extensions import db
from seminars.models import Membership, Message, Organiser, Role, Seminar, Series


def seminars_of(organiser: Organiser, act: Act) -> Select[Seminar]:
    """The seminars with which this organiser may do this: all, those of a series, or single ones. Every query begins
    here."""
    return select(Seminar).where(_has_one(organiser, MAY[act], _reaches_seminar(Seminar)))


def visible_to(organiser: Organiser) -> Select[Seminar]:
    """The seminars that exist for this organiser, whose role may allow little there."""
    return select(Seminar).where(_has_one(organiser, Role, _reaches_seminar(Seminar)))


def series_of(organiser: Organiser, act: Act) -> Select[Series]:
    """The series with all of whose seminars, also those to come, this organiser may do this."""
    return select(Series).where(_has_one(organiser, MAY[act], _reaches_series(Series)))


def messages_of(organiser: Organiser, act: Act) -> Select[Message]:
    """The messages that tell of these seminars."""
    return select(Message).where(Message.seminar_id.in_(seminars_of(organiser, act).with_only_columns(Seminar.id)))


def is_owner(organiser: Organiser) -> bool:
    """Whether the whole installation is theirs: they alone make series, and see its settings."""
    return bool(db.session.scalar(select(_has_one(organiser, {Role.OWNER}, _reaches_everything()))))


def held_by(organiser: Organiser) -> Sequence[Membership]:
    """The roles of this organiser that have not ended."""
    held = select(Membership).where(Membership.organiser_id == organiser.id, Membership.ended_at.is_(None))
    return db.session.scalars(held.order_by(Membership.id)).all()


def organisers_of(seminar: Seminar, act: Act) -> Sequence[Organiser]:
    """The active organisers who may do this with the seminar."""
    return _active(MAY[act], _reaches_seminar(seminar))


def told_of(seminar: Seminar, notice: str) -> Sequence[Organiser]:
    """The active organisers to whom a notice of this name about the seminar is sent."""
    hear = or_(_is_told(), Membership.role == Role.HOST) if notice in HOSTS_HEAR_OF else _is_told()
    return _active(Role, and_(hear, _reaches_seminar(seminar)))


def followed_by(organiser: Organiser) -> Select[Seminar]:
    """The seminars of which this organiser's daily mail tells."""
    return select(Seminar).where(_has_one(organiser, Role, and_(_is_told(), _reaches_seminar(Seminar))))


def owners() -> Sequence[Organiser]:
    """The active organisers to whom the whole installation belongs."""
    return _active({Role.OWNER}, _reaches_everything())


def _has_one(organiser: Organiser, roles: Iterable[Role], reaching: ColumnElement[bool]) -> ColumnElement[bool]:
    return exists().where(Membership.organiser_id == organiser.id, _holds(roles), reaching)


def _active(roles: Iterable[Role], reaching: ColumnElement[bool]) -> Sequence[Organiser]:
    ids = select(Membership.organiser_id).where(_holds(roles), reaching)
    active = select(Organiser).where(Organiser.active, Organiser.id.in_(ids))
    return db.session.scalars(active.order_by(Organiser.id)).all()


def _holds(roles: Iterable[Role]) -> ColumnElement[bool]:
    return and_(Membership.ended_at.is_(None), Membership.role.in_(sorted(roles)))


def _is_told() -> ColumnElement[bool]:
    by_choice = and_(Membership.role.in_(TOLD_IF_WANTED), Membership.wants_mail)
    return or_(Membership.role.in_(ALWAYS_TOLD), by_choice)


# Each takes a row or a table: the one seminar whose organisers are asked for, or all seminars that are looked through.
def _reaches_seminar(seminar: Seminar | type[Seminar]) -> ColumnElement[bool]:
    in_its_series = Membership.series_id == seminar.series_id
    return or_(_reaches_everything(), in_its_series, Membership.seminar_id == seminar.id)


def _reaches_series(series: Series | type[Series]) -> ColumnElement[bool]:
    return or_(_reaches_everything(), Membership.series_id == series.id)


def _reaches_everything() -> ColumnElement[bool]:
    return and_(Membership.series_id.is_(None), Membership.seminar_id.is_(None))
