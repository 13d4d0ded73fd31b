"""What must hold in the database, whatever happened. Each check finds the rows that break one invariant."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby

from sqlalchemy import Select, and_, func, select

from seminars.domain.checks.messages import living_outbox, promised_messages
from seminars.domain.checks.personal import answers_have_owners, nothing_personal_left
from seminars.domain.checks.queue import no_idle_seats, nobody_passed_over, offers_have_an_end
from seminars.domain.checks.seats import one_registration_each, queue_numbers, seats_within_capacity
from seminars.domain.checks.times import nothing_from_the_future
from seminars.extensions import db
from seminars.models import Activity, Registration, Status, Submission


@dataclass(frozen=True)
class Violation:
    """An invariant that does not hold ("I1", "I3" …) and where: a sentence with ids."""

    invariant: str
    what: str


def find_violations(*, now: datetime) -> list[Violation]:
    """All that does not hold, in the order of CHECKS; empty if all is well."""
    return [Violation(name, what) for name, _meaning, check in CHECKS for what in check(now)]


def unbroken_chains(_now: datetime) -> Iterator[str]:
    steps = (
        select(Registration.id, Registration.status, Activity.from_status, Activity.to_status)
        .outerjoin(Activity, and_(Activity.registration_id == Registration.id, Activity.to_status.is_not(None)))
        .order_by(Registration.id, Activity.id)
        .execution_options(yield_per=1000)
    )
    for (registration_id, status), rows in groupby(db.session.execute(steps), key=lambda row: (row[0], row[1])):
        reached = None
        for *_, before, after in rows:
            if before != reached:
                yield f"registration {registration_id} went on from {before}, but was {reached}"
            reached = after
        if reached != status:
            yield f"registration {registration_id} is {status}, but its activity ends with {reached}"


def honest_submissions(_now: datetime) -> Iterator[str]:
    # A program's form signs nobody up and has no answers to compare, see record_bot().
    lost = select(Submission.id).where(Submission.registration_id.is_(None), Submission.body_hash != "")
    yield from _each(lost, "submission {} points to no registration")
    strays = select(Submission.id).join(Registration).where(Registration.seminar_id != Submission.seminar_id)
    yield from _each(strays, "submission {} points to a registration of another seminar")
    made_twice = (
        select(Submission.registration_id)
        .where(Submission.created, Submission.registration_id.is_not(None))
        .group_by(Submission.registration_id)
        .having(func.count() > 1)
    )
    yield from _each(made_twice, "registration {} was made by two submissions")


def check_ins(_now: datetime) -> Iterator[str]:
    wrong = select(Registration.id).where(
        Registration.checked_in_at.is_not(None), Registration.status != Status.CONFIRMED
    )
    yield from _each(wrong, "registration {} is checked in, but not confirmed")


def _each(statement: Select, sentence: str) -> Iterable[str]:
    return (sentence.format(found) for found in db.session.scalars(statement))


CHECKS: tuple[tuple[str, str, Callable[[datetime], Iterator[str]]], ...] = (
    ("I1", "seats taken never exceed the capacity", seats_within_capacity),
    ("I2", "no seat that has to be offered to somebody who waits stays free", no_idle_seats),
    ("I3", "one active registration for each person and seminar", one_registration_each),
    ("I4", "nobody is offered a seat while others who fit have waited for longer", nobody_passed_over),
    ("I4", "each offer has an end, and nothing else has", offers_have_an_end),
    ("I5", "queue numbers are unique in a seminar and were given by it", queue_numbers),
    ("I6", "each change that promises a message has exactly one", promised_messages),
    ("I7", "each change of a registration's state is in the activity log", unbroken_chains),
    ("I8", "no mail is stuck, and what was sent is marked so", living_outbox),
    ("I9", "each accepted form points to the registration it tells of", honest_submissions),
    ("I10", "only confirmed people are checked in", check_ins),
    ("I11", "answers have owners", answers_have_owners),
    ("I11", "nothing personal is kept of erased people, nor of anybody once its time is over", nothing_personal_left),
    (
        "I18",
        "nothing is of the future: a clock was wrong; once it is right, `seminars clock accept`",
        nothing_from_the_future,
    ),
)
