"""What has become of a change: who did it, and whom the outbox has told of it so far."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Select, case, func, select

from seminars.domain.notices import telling
from seminars.extensions import db
from seminars.models import (
    NOT_YET_SENT,
    Activity,
    Change,
    Detail,
    Message,
    MessageState,
    Organiser,
    Registration,
    Seminar,
    Telling,
)

MOST_NAMED = 20
_SENT, _WAITING, _FAILED, _NOT_NEEDED = 4, 3, 2, 1
_VERBS = ("seminar_moved", "seminar_extended", "seminar_postponed", "seminar_cancelled")


@dataclass(frozen=True)
class Reached:
    """How many people are where; everybody counts once, in the best state that a mail to them has. Of those who are
    `not_needed` the mail would not be true any more."""

    sent: int
    waiting: int
    failed: int
    not_needed: int

    @property
    def all(self) -> int:
        return self.sent + self.waiting + self.failed

    @property
    def is_settled(self) -> bool:
        """Whether nothing moves any more by itself."""
        return self.waiting == 0


@dataclass(frozen=True)
class Entry:
    """A change with the organiser who did it, by name or address; "" where the log does not know."""

    change: Change
    by: str
    reached: Reached


def entries(seminar: Seminar) -> list[Entry]:
    """All changes of the seminar, the last one first."""
    of_it = select(Change).where(Change.seminar_id == seminar.id).order_by(Change.id.desc())
    changes = db.session.scalars(of_it).all()
    reached, by = _reached(changes), _doers(seminar)
    return [Entry(each, by.get(each.id, ""), reached[each.id]) for each in changes]


def find_entry(seminar: Seminar, number: int) -> Entry | None:
    change = db.session.scalar(select(Change).where(Change.seminar_id == seminar.id, Change.id == number))
    return Entry(change, _doers(seminar).get(number, ""), _reached([change])[number]) if change else None


def failed(change: Change) -> Sequence[Registration]:
    """The first MOST_NAMED of those whom no mail reached, because it failed for good."""
    best = _best_of_each([change]).having(_best() == _FAILED).subquery()
    people = select(Registration).where(Registration.id == best.c.registration_id, Registration.erased_at.is_(None))
    return db.session.scalars(people.order_by(Registration.id).limit(MOST_NAMED)).all()


def _reached(changes: Sequence[Change]) -> dict[int, Reached]:
    best = _best_of_each(changes).subquery()
    counted = select(best.c.change_id, best.c.best, func.count()).group_by(best.c.change_id, best.c.best)
    numbers = {(change_id, state): number for change_id, state, number in db.session.execute(counted)}
    unwritten = _unwritten(changes)
    return {
        each.id: Reached(
            sent=numbers.get((each.id, _SENT), 0),
            waiting=numbers.get((each.id, _WAITING), 0) + unwritten.get(each.id, 0),
            failed=numbers.get((each.id, _FAILED), 0),
            not_needed=numbers.get((each.id, _NOT_NEEDED), 0),
        )
        for each in changes
    }


def _best_of_each(changes: Sequence[Change]) -> Select[int | None, int | None, int]:
    """(change, registration, the best state of its mails)"""
    about = Message.change_id.in_([each.id for each in changes]), Message.registration_id.is_not(None)
    columns = Message.change_id, Message.registration_id, _best().label("best")
    return select(*columns).where(*about).group_by(Message.change_id, Message.registration_id)


def _best() -> ColumnElement[int]:
    return func.max(
        case(
            (Message.state == MessageState.SENT, _SENT),
            (Message.state.in_((*NOT_YET_SENT, MessageState.SENDING)), _WAITING),
            (Message.state == MessageState.FAILED, _FAILED),
            else_=_NOT_NEEDED,
        )
    )


def _unwritten(changes: Sequence[Change]) -> dict[int, int]:
    """How many mails the worker is still to write, of the change of which that goes on."""
    going_on = Telling.change_id.in_([each.id for each in changes]), Telling.ended_at.is_(None)
    left = telling.untold().with_only_columns(Telling.change_id, func.count()).where(*going_on)
    return dict(db.session.execute(left.group_by(Telling.change_id)).all())


def _doers(seminar: Seminar) -> dict[int, str]:
    """By the change's number."""
    rows = (
        select(Activity, Organiser.name)
        .outerjoin(Organiser, Organiser.email == Activity.actor)
        .where(Activity.seminar_id == seminar.id, Activity.kind.in_(_VERBS))
    )
    found = db.session.execute(rows)
    return {row.details[Detail.CHANGE]: name or row.actor for row, name in found if Detail.CHANGE in row.details}
