"""Which message each change of state promises to the contact, and what it does to the calendar."""

from collections.abc import Callable

import pytest
from acts import OLIVE, messages
from at_noon import DAY, HOUR, NOW, START, act, cancel, lapse, seminar_with, sign_up
from factories import texts

from seminars.domain.notices import participants
from seminars.domain.people.sign_up import Person
from seminars.domain.privacy import erasure
from seminars.domain.registrations import approvals, leaving, offers
from seminars.domain.seminars import changes
from seminars.models import CalendarMethod, MessageKind, Registration

pytestmark = pytest.mark.usefixtures("sound_at_noon")
REQUEST, CANCEL = CalendarMethod.REQUEST, CalendarMethod.CANCEL
LATER = NOW + HOUR


def placed() -> Registration:
    return sign_up(seminar_with(1), "Bela")[0]


def pending(capacity: int = 1) -> Registration:
    return sign_up(seminar_with(capacity, needs_approval=True), "Bela")[0]


def waiting() -> Registration:
    seminar = seminar_with(1)
    sign_up(seminar, "Ada")
    return sign_up(seminar, "Bela")[0]


def offered() -> Registration:
    seminar = seminar_with(1)
    (ada,), (bela,) = sign_up(seminar, "Ada"), sign_up(seminar, "Bela")
    cancel(ada)
    return bela


def lapsed() -> Registration:
    bela = offered()
    sign_up(bela.seminar, "Cyd")
    lapse(bela.seminar, NOW + 48 * HOUR)
    return bela


def lapsed_twice() -> Registration:
    bela = offered()
    for hours in (48, 96):
        lapse(bela.seminar, NOW + hours * HOUR)
    return bela


def then(before: Callable[[], Registration], verb: Callable, **values) -> Callable[[], Registration]:
    """What somebody is told when this happens to their registration."""

    def both() -> Registration:
        bela = before()
        act(verb, bela, **{"now": LATER, **values})
        return bela

    return both


def then_the_seminar(before: Callable[[], Registration], verb: Callable, **values) -> Callable[[], Registration]:
    def both() -> Registration:
        bela = before()
        act(verb, bela.seminar, reason=texts("Ice"), **{"now": LATER, **values})
        return bela

    return both


def by_olive(before: Callable[[], Registration]) -> Callable[[], Registration]:
    return then(before, leaving.cancel, by="organiser", actor=OLIVE, reason="Full")


MOVED = {"starts_at": START + DAY}
PROMISED = {
    "signs up where seats are free": (placed, MessageKind.CONFIRMED, REQUEST),
    "signs up where organisers decide": (pending, MessageKind.PENDING, None),
    "signs up where it is full": (waiting, MessageKind.WAITING, None),
    "is approved": (then(pending, approvals.approve, actor=OLIVE), MessageKind.CONFIRMED, REQUEST),
    "is approved without a seat": (
        then(lambda: pending(0), approvals.approve, actor=OLIVE), MessageKind.WAITING, None,
    ),
    "is declined": (
        then(pending, approvals.decline, actor=OLIVE, reason="Full"), MessageKind.DECLINED, None,
    ),
    "is offered a place": (offered, MessageKind.OFFERED, None),
    "takes it": (then(offered, offers.accept), MessageKind.CONFIRMED, REQUEST),
    "refuses it": (then(offered, offers.refuse), MessageKind.CANCELLED_BY_PERSON, None),
    "lets it lapse": (lapsed, MessageKind.LAPSED, None),
    "lets it lapse again": (lapsed_twice, MessageKind.EXPIRED, None),
    "stops waiting": (then(waiting, leaving.cancel, by="person"), MessageKind.CANCELLED_BY_PERSON, None),
    "is sent away from the queue": (by_olive(waiting), MessageKind.CANCELLED_BY_ORGANISER, None),
    "is sent away before a decision": (by_olive(pending), MessageKind.CANCELLED_BY_ORGANISER, None),
    "gives a place back": (then(placed, leaving.cancel, by="person"), MessageKind.CANCELLED_BY_PERSON, CANCEL),
    "loses a place": (by_olive(placed), MessageKind.CANCELLED_BY_ORGANISER, CANCEL),
    "comes back": (
        then(then(placed, leaving.cancel, by="person"), leaving.restore), MessageKind.CONFIRMED, REQUEST,
    ),
    "takes their data back": (then(placed, erasure.erase), MessageKind.ERASED, CANCEL),
    "has a place, and it moves": (then_the_seminar(placed, changes.move, **MOVED), MessageKind.MOVED, REQUEST),
    "waits, and it moves": (then_the_seminar(waiting, changes.move, **MOVED), MessageKind.MOVED, None),
    "is offered a place, and it moves": (then_the_seminar(offered, changes.move, **MOVED), MessageKind.MOVED, None),
    "has a place, and it is put off": (then_the_seminar(placed, changes.postpone), MessageKind.POSTPONED, CANCEL),
    "waits, and it is put off": (then_the_seminar(waiting, changes.postpone), MessageKind.POSTPONED, None),
    "has a place, and it is called off": (
        then_the_seminar(placed, changes.cancel), MessageKind.SEMINAR_CANCELLED, CANCEL,
    ),
    "waits, and it is called off": (then_the_seminar(waiting, changes.cancel), MessageKind.SEMINAR_CANCELLED, None),
}  # fmt: skip


@pytest.mark.parametrize("event", PROMISED)
def test_what_is_promised_to_whoever(event: str):
    way, kind, method = PROMISED[event]
    number = way().id
    last = [message for message in messages() if message.registration_id == number][-1]
    assert (last.kind, last.calendar_method) == (kind, method)


def test_nobody_is_reminded_twice_in_one_moment_or_more_than_three_times_an_hour():
    bela = placed()
    for minute in (0, 0, 1, 2, 3):
        act(participants.remind, bela, now=LATER + minute * HOUR / 60)
    assert [each.kind for each in messages()] == [MessageKind.CONFIRMED] + [MessageKind.REPEATED] * 3


def test_of_a_change_all_contacts_with_an_address_are_told_and_their_number_is_kept():
    bela = placed()
    sign_up(bela.seminar, "Cyd")
    sign_up(bela.seminar, "By phone", person=Person(surname="Phone", given_name="By"))
    change = act(changes.move, bela.seminar, now=LATER, **MOVED)
    assert change.told == 2
    assert [each.to for each in messages() if each.change_id] == ["bela@example.org", "cyd@example.org"]
