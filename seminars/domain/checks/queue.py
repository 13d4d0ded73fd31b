"""Checks of the waiting list: no seat that somebody waits for stays idle, and nobody was passed over."""

from collections.abc import Iterator
from datetime import datetime

from sqlalchemy import Select, func, select

from seminars.domain.registrations import waiting_list
from seminars.domain.seating import seats
from seminars.extensions import db
from seminars.models import Activity, Detail, Party, Registration, Seminar, Status


def no_idle_seats(now: datetime) -> Iterator[str]:
    waiting = select(Registration.seminar_id).where(Registration.status == Status.WAITING).distinct()
    for seminar in db.session.scalars(select(Seminar).where(Seminar.id.in_(waiting)).order_by(Seminar.id)):
        left = seats.seats_left(seminar, seats.seats_taken(seminar.id))
        for party_id, size in waiting_list.whom_to_serve(seminar, now=now):
            yield f"seminar {seminar.id} has {left} free seats, and party {party_id} of {size} waits"


def nobody_passed_over(_now: datetime) -> Iterator[str]:
    """Replays the log of each seminar: wherever a party fitted, one of its size or smaller with an earlier number would
    have fitted, too."""
    queues: dict[int, dict[int, tuple[int, set[int]]]] = {}
    for activity_id, seminar_id, before, after, details, party_id, registration_id in db.session.execute(_steps()):
        queue = queues.setdefault(seminar_id, {})
        if before == Status.WAITING and party_id in queue:
            if after == Status.OFFERED and Detail.WITH not in details and not details.get(Detail.OUT_OF_TURN):
                yield from _earlier(queue, party_id, activity_id)
            queue[party_id][1].discard(registration_id)
            if not queue[party_id][1]:
                del queue[party_id]
        if after == Status.WAITING and Detail.QUEUE_NO in details:
            _number, members = queue.setdefault(party_id, (details[Detail.QUEUE_NO], set()))
            members.add(registration_id)


def _steps() -> Select:
    return (
        select(
            Activity.id,
            Activity.seminar_id,
            Activity.from_status,
            Activity.to_status,
            Activity.details,
            Registration.party_id,
            Activity.registration_id,
        )
        .join(Registration, Registration.id == Activity.registration_id)
        .where(Activity.to_status.is_not(None))
        .order_by(Activity.id)
        .execution_options(yield_per=1000)
    )


def _earlier(queue: dict[int, tuple[int, set[int]]], party_id: int, activity_id: int) -> Iterator[str]:
    number, members = queue[party_id]
    for other_id, (other_number, others) in queue.items():
        if other_number < number and len(others) <= len(members):
            yield f"activity {activity_id} offered seats to party {party_id} while party {other_id} waited before it"


def offers_have_an_end(_now: datetime) -> Iterator[str]:
    offered = (
        select(Party.id, Party.offer_ends_at, func.count(Registration.id))
        .outerjoin(Registration, (Registration.party_id == Party.id) & (Registration.status == Status.OFFERED))
        .group_by(Party.id, Party.offer_ends_at)
        .having((func.count(Registration.id) > 0) != Party.offer_ends_at.is_not(None))
    )
    for party_id, ends_at, count in db.session.execute(offered):
        yield f"party {party_id} has {count} offered seats, and its offer ends at {ends_at or 'no time'}"
