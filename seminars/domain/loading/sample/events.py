"""What happens in the sample series after people have signed up: some leave, a place is offered, organisers decide, one
seminar moves and one is put off. Each by the verb by which it happens to everybody."""

from collections.abc import Callable
from datetime import datetime, timedelta

from sqlalchemy import exists, select

from seminars.domain.activity import PERSON
from seminars.domain.loading.sample import parties, reasons
from seminars.domain.loading.sample.people import address
from seminars.domain.notices import participants
from seminars.domain.privacy import erasure
from seminars.domain.registrations import addresses, approvals, leaving, self_service
from seminars.domain.seminars import changes
from seminars.extensions import db
from seminars.models import Change, Registration, Seminar, Series, Status

APPROVED = 4  # forms, of those that came first; the next is declined and the others await a decision
A_WEEK = timedelta(weeks=1)


def let_happen(*, actor: str, now: datetime) -> list[str]:
    """Let it all happen, once; returns the slugs of the seminars to which it did."""
    if not are_to_come():
        return []
    found = select(Seminar).join(Series).where(Series.is_sample, Seminar.starts_at > now)
    seminars = {seminar.slug: seminar for seminar in db.session.scalars(found)}
    for slug, event in EVENTS.items():
        if slug in seminars:
            event(seminars[slug], actor, now)
    return [slug for slug in EVENTS if slug in seminars]


def are_to_come() -> bool:
    """Whether people were invented here to whom nothing has happened yet. It all happens in one unit of work, so the
    log of the one that is put off tells, also once it has a new date."""
    invented = Registration.source == parties.SAMPLE, Registration.email != ""
    has_changed = exists().where(Change.seminar_id == Seminar.id)
    of_the_last = Seminar.slug == parties.POSTPONED, Seminar.takes_place, ~has_changed
    return bool(
        db.session.scalar(select(exists().where(Registration.seminar_id == Seminar.id, *of_the_last, *invented)))
    )


def _somebody_leaves_a_full_hall(seminar: Seminar, _actor: str, now: datetime) -> None:
    for number in (7, 3):
        leaving.cancel(_contacts(seminar, Status.CONFIRMED)[number], by=PERSON, now=now)


def _organisers_decide(seminar: Seminar, actor: str, now: datetime) -> None:
    applied = _contacts(seminar, Status.PENDING)
    for registration in applied[:APPROVED]:
        approvals.approve(registration, actor=actor, now=now)
    for registration in applied[APPROVED : APPROVED + 1]:
        approvals.decline(registration, reason=reasons.DECLINED[registration.language], actor=actor, now=now)


def _it_moves(seminar: Seminar, actor: str, now: datetime) -> None:
    changes.move(seminar, starts_at=seminar.starts_at + A_WEEK, reason=reasons.MOVED, actor=actor, now=now)


def _it_is_put_off(seminar: Seminar, actor: str, now: datetime) -> None:
    changes.postpone(seminar, reason=reasons.POSTPONED, actor=actor, now=now)


def _people_change_their_minds(seminar: Seminar, _actor: str, now: datetime) -> None:
    one, another, third, fourth, fifth, *_others = _contacts(seminar, Status.CONFIRMED)
    leaving.cancel(one, by=PERSON, now=now)
    participants.remind(another, now=now)
    self_service.send_links(third.email, language=third.language, now=now)
    erasure.erase(fourth, now=now)
    addresses.ask_for_change(fifth, address(fifth.surname, fifth.given_name, "new.invalid"), now=now)


def _people_write_to_organisers(seminar: Seminar, actor: str, now: datetime) -> None:
    one, another, *_others = _contacts(seminar, Status.CONFIRMED)
    leaving.cancel(one, by="organiser", reason=reasons.WITHDRAWN[one.language], actor=actor, now=now)
    addresses.change_address(another, address(another.surname, another.given_name, "new.invalid"), now=now)


def _contacts(seminar: Seminar, status: Status) -> list[Registration]:
    """Those with an address, in the order in which they came."""
    theirs = select(Registration).filter_by(seminar_id=seminar.id, status=status, is_contact=True)
    return list(db.session.scalars(theirs.where(Registration.email != "").order_by(Registration.id)))


EVENTS: dict[str, Callable[[Seminar, str, datetime], None]] = {
    parties.NEXT: _people_change_their_minds,
    parties.BESIDE_A_CONFERENCE: _people_write_to_organisers,
    parties.FULL: _somebody_leaves_a_full_hall,
    parties.APPROVAL: _organisers_decide,
    parties.MOVED: _it_moves,
    parties.POSTPONED: _it_is_put_off,
}
