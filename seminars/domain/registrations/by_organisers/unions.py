"""Two registrations of one person: which of them holds, and what of the other goes over to it."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import exists, select

from seminars.domain.registrations.answers import ANSWERS
from seminars.extensions import db
from seminars.models import Activity, ActivityKind, Detail, Message, MessageState, Registration, Status

# Who holds more keeps it, so that nobody loses a seat or a turn by being one person.
_WORTH = (Status.CONFIRMED, Status.OFFERED, Status.WAITING, Status.PENDING)
# What is said in one breath: a half of it that was left empty the last time is no gap.
_PAIRS = (("given_name", "surname"), ("organisation", "organisation_kind"))


@dataclass(frozen=True)
class Union:
    """`kept` holds on, with its seat or turn and its code, from now on with this address and these answers; `given_up`
    ends. `later` is the one of the two that was made last."""

    kept: Registration
    given_up: Registration
    later: Registration
    address: str
    answers: dict[str, str]

    @property
    def stands_alone(self) -> bool:
        """Whether the one that is kept was brought along by somebody, and becomes a party with an address of its own.
        Whoever has no place yet stays where they are, or they would lose their turn."""
        return _may_stand_alone(self.kept) and bool(self.given_up.email)

    @property
    def is_first_address(self) -> bool:
        return bool(self.address) and not self.kept.email and (self.kept.is_contact or self.stands_alone)


def union_of(one: Registration, other: Registration) -> Union:
    """What becomes of two active registrations of one seminar if they are one person's; reads only."""
    kept, given_up = sorted((one, other), key=_worth)
    earlier, later = sorted((one, other), key=lambda each: (each.registered_at, each.id))
    said = {name: getattr(later, name) or getattr(earlier, name) for name in ANSWERS}
    for pair in _PAIRS:
        if any(getattr(later, name) for name in pair):
            said |= {name: getattr(later, name) for name in pair}
    return Union(kept, given_up, later, _address(kept, given_up, later), said)


def may_be_united(one: Registration, other: Registration, *, now: datetime) -> bool:
    """Whether these are two, both are registered, and the seminar is not over."""
    are_active = all(each.is_active and not each.erased_at for each in (one, other))
    return one is not other and are_active and not one.seminar.is_over(now)


def _worth(registration: Registration) -> tuple[int, int, bool, int]:
    party = registration.party
    return _WORTH.index(registration.status), party.queue_no, not registration.is_contact, registration.id


def is_worth_less(registration: Registration, *, than: Registration) -> bool:
    return _WORTH.index(registration.status) >= _WORTH.index(than.status)


def _may_stand_alone(registration: Registration) -> bool:
    return not registration.is_contact and registration.status == Status.CONFIRMED


def _address(kept: Registration, given_up: Registration, later: Registration) -> str:
    """The one that was said last, unless mails to it have failed and the other one is not known for that. Of two who
    were brought along neither has one, and whoever brought the one that is kept is told."""
    if not kept.is_contact and not _may_stand_alone(kept):
        return kept.party.contact.email
    newest_first = sorted((kept, given_up), key=lambda each: each is not later)
    known = [each.email for each in newest_first if each.email]
    alive = [address for address in known if not has_failed(kept.seminar_id, address)]
    return next(iter([*alive, *known]), kept.party.contact.email)


def has_failed(seminar_id: int, address: str) -> bool:
    """Whether a mail about this seminar could not be sent to this address."""
    failed = Message.seminar_id == seminar_id, Message.state == MessageState.FAILED, Message.to == address
    return bool(db.session.scalar(select(exists().where(*failed))))


def find_kept(given_up: Registration) -> Registration | None:
    """The registration with which an organiser has united this one."""
    ended = select(Activity).filter_by(registration_id=given_up.id, to_status=Status.CANCELLED)
    row = db.session.scalar(ended.order_by(Activity.id.desc()).limit(1))
    change = db.session.get(Activity, row.details.get(Detail.WITH, 0)) if row else None
    if change is None or change.kind != ActivityKind.UNITED:
        return None
    return db.session.get(Registration, change.registration_id)


def given_up_for(registration_ids: list[int]) -> list[Registration]:
    """Those that ended because they were second registrations of these people, and theirs in turn."""
    rows = select(Activity.details).where(
        Activity.kind == ActivityKind.UNITED, Activity.registration_id.in_(registration_ids)
    )
    ids = [number for details in db.session.scalars(rows) for number in details[Detail.GIVEN_UP]]
    found = list(db.session.scalars(select(Registration).where(Registration.id.in_(ids)).order_by(Registration.id)))
    return [*found, *given_up_for(ids)] if ids else []
