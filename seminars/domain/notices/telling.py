"""Telling everybody of a change: the change's own unit leaves a to-do (`Telling`), however many people there are, and
the worker writes to some of them at a time. Whoever is to get another mail before their turn is told first."""

from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import (
    ColumnElement,
    Select,
    SQLColumnExpression,
    String,
    and_,
    cast,
    exists,
    func,
    literal,
    select,
    update,
)

from seminars import mail
from seminars.crash import crash_point
from seminars.domain.notices import invitations
from seminars.domain.seating import seats
from seminars.extensions import db
from seminars.models import (
    ACTIVE,
    NOT_YET_SENT,
    CalendarMethod,
    Change,
    ChangeKind,
    Message,
    MessageKind,
    MessageState,
    Registration,
    Seminar,
    Status,
    Telling,
)

PORTION = 100
KINDS = {
    ChangeKind.MOVED: (MessageKind.MOVED, CalendarMethod.REQUEST),
    ChangeKind.POSTPONED: (MessageKind.POSTPONED, CalendarMethod.CANCEL),
    ChangeKind.CANCELLED: (MessageKind.SEMINAR_CANCELLED, CalendarMethod.CANCEL),
}


def begin(seminar: Seminar, change: Change, *, now: datetime) -> None:
    """Leave the to-do of a change in its own unit, which holds the seats. It ends the one before: from now on everybody
    is told what is different from what they knew last."""
    if overtaken := find_open(seminar.id):
        end(overtaken, now=now)
    last_id = db.session.scalar(select(func.max(Registration.id)).filter_by(seminar_id=seminar.id))
    db.session.add(
        Telling(
            change=change,
            seminar_id=seminar.id,
            last_registration_id=last_id or 0,
            ical_sequence=seminar.ical_sequence,
            going_since=now,
        )
    )
    db.session.flush()


def seminars_to_tell() -> list[int]:
    """Ids of the seminars of whose last change the worker has people to tell, the one that has waited longest first."""
    going = select(Telling.seminar_id).where(Telling.ended_at.is_(None), ~Telling.is_held)
    return list(db.session.scalars(going.order_by(Telling.going_since, Telling.change_id)))


def go_on(seminar: Seminar, *, now: datetime | None = None) -> bool:
    """Tell the next PORTION of people of the last change, in the order in which they came; whether any are left."""
    held = seats.hold(seminar, now=now)
    telling = find_open(seminar.id)
    if telling is None or telling.is_held:
        return False
    following = _untold_of(telling).where(Registration.id > telling.reached_id).order_by(Registration.id)
    # One more than is told, to see whether this is the last portion.
    found = db.session.scalars(following.limit(PORTION + 1).execution_options(populate_existing=True)).all()
    crash_point("before-portion")
    _tell(telling, seminar, found[:PORTION], now=held.now)
    crash_point("after-portion")
    if len(found) > PORTION:
        telling.reached_id = found[PORTION - 1].id
        return True
    telling.reached_id = telling.last_registration_id
    end(telling, now=held.now)
    return False


def tell_first(seminar: Seminar, party_ids: Collection[int], *, now: datetime) -> None:
    """Call it before any other mail to the contacts of these parties is posted: what they are still to be told of the
    last change is posted first, and the worker passes them by. While it is held back, so is that message."""
    if find_open(seminar.id) is None:
        return
    wanted = sorted(set(party_ids))
    for first in range(0, len(wanted), PORTION):
        some = Registration.party_id.in_(wanted[first : first + PORTION])
        if db.session.scalar(untold().where(Telling.seminar_id == seminar.id, some).limit(1)):
            # Not each who calls this holds them, and the worker must not come to the same people meanwhile.
            seats.hold(seminar)
            if telling := find_open(seminar.id):
                people = db.session.scalars(_untold_of(telling).where(some).order_by(Registration.id))
                _tell(telling, seminar, people.all(), now=now)


def find_open(seminar_id: int) -> Telling | None:
    """What has not ended, as the database has it now."""
    still_open = select(Telling).where(Telling.seminar_id == seminar_id, Telling.ended_at.is_(None))
    return db.session.scalar(still_open.execution_options(populate_existing=True))


def number_of_people(seminar: Seminar) -> int:
    """Whom the last change is told, and was told already, as long as that goes on; 0 once it has ended."""
    telling = find_open(seminar.id)
    if telling is None:
        return 0
    left = _untold_of(telling).with_only_columns(func.count())
    return telling.told + db.session.execute(left).scalar_one()


def concerned(seminar_id: int | SQLColumnExpression[int]) -> tuple[SQLColumnExpression[bool], ...]:
    """What is true of those whom a change concerns: contacts with an active registration."""
    is_active, is_somebody = Registration.status.in_(ACTIVE), Registration.erased_at.is_(None)
    return Registration.seminar_id == seminar_id, Registration.is_contact, is_active, is_somebody


def untold() -> Select[Registration]:
    """Those with an address whom a `Telling` means and of whose party nobody got its message, for each of these rows:
    say which. When the message was written, the contact of the party may have been another one."""
    means = *concerned(Telling.seminar_id), Registration.id <= Telling.last_registration_id, Registration.email != ""
    dedup: ColumnElement[str] = literal("changed")
    for number in (Registration.party_id, Telling.change_id, Telling.ical_sequence):
        dedup = dedup + literal("-") + cast(number, String)
    return select(Registration).join(Telling, and_(*means)).where(~exists().where(Message.dedup == dedup))


def _untold_of(telling: Telling) -> Select[Registration]:
    return untold().where(Telling.change_id == telling.change_id)


def _tell(telling: Telling, seminar: Seminar, people: Sequence[Registration], *, now: datetime) -> None:
    _supersede_earlier(telling, people)
    kind, method = KINDS[telling.change.kind]
    placed = {person.email_key for person in people if person.status == Status.CONFIRMED}
    sequences = invitations.for_change(seminar, email_keys=placed, change_id=telling.change_id)
    for person in people:
        message = mail.post(
            kind,
            to=person.email,
            language=person.language,
            registration=person,
            # The numbers of changes that a restore lost come again, and SEQUENCE does not.
            dedup=f"changed-{person.party_id}-{telling.change_id}-{telling.ical_sequence}",
            calendar=(method, sequences[person.email_key]) if person.status == Status.CONFIRMED else None,
            now=now,
            change_id=telling.change_id,
        )
        if telling.is_held:
            message.state = MessageState.HELD
    telling.told += len(people)
    db.session.flush()


def _supersede_earlier(telling: Telling, people: Sequence[Registration]) -> None:
    # One that is being sent stays: should it fail, the worker sees that there is a later one.
    earlier = Message.registration_id.in_([person.id for person in people]), Message.change_id < telling.change_id
    unsent = update(Message).where(*earlier, Message.state.in_(NOT_YET_SENT))
    db.session.execute(unsent.values(state=MessageState.SUPERSEDED))


def end(telling: Telling, *, now: datetime) -> None:
    """Whoever was not told is not told of this change any more; how many were is known."""
    crash_point("before-telling-ends")
    telling.ended_at, telling.change.told = now, telling.told
    db.session.flush()
