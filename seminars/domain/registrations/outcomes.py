"""What people who sign up together get: places, places in the queue, or a wait for approval."""

from dataclasses import asdict, dataclass

from seminars.domain.errors import PartlyFits, PartyTooLarge
from seminars.domain.people.sign_up import SignUp, WhenShort
from seminars.domain.seating import queue, seats
from seminars.models import Seminar


@dataclass(frozen=True)
class Outcome:
    """How many people get a place, a place in the queue, or wait for approval; where the queue is closed, the others of
    a party get nothing."""

    confirmed: int = 0
    waiting: int = 0
    pending: int = 0

    @property
    def counts(self) -> dict[str, int]:
        """Those that are not zero, by the state."""
        return {state: count for state, count in asdict(self).items() if count}


def expected(seminar: Seminar, sign_up: SignUp) -> Outcome:
    """What a sign-up like this would most likely get now; nothing is locked or stored."""
    try:
        return share_out(seminar, sign_up) or Outcome(waiting=len(sign_up.people))
    except (PartlyFits, PartyTooLarge):
        return Outcome(waiting=len(sign_up.people))


def share_out(seminar: Seminar, sign_up: SignUp) -> Outcome | None:
    """What this sign-up gets, whoever is registered already; None if it gets nothing at all. Raises PartlyFits and
    PartyTooLarge. The caller holds the seats."""
    wanted, chosen = len(sign_up.people), sign_up.when_short
    if seminar.needs_approval:
        return _all_fit(seminar, Outcome(pending=wanted))
    left = _free_seats(seminar)
    if wanted <= left:
        return Outcome(confirmed=wanted)
    if seminar.queue_closed and not left:
        return None
    if left and (not chosen or (seminar.queue_closed and chosen != WhenShort.SPLIT)):
        raise PartlyFits
    placed = left if chosen == WhenShort.SPLIT else 0
    if seminar.queue_closed:
        return Outcome(confirmed=placed)
    return _all_fit(seminar, Outcome(confirmed=placed, waiting=wanted - placed))


def _all_fit(seminar: Seminar, outcome: Outcome) -> Outcome:
    """Those who are to get places together later must find as many in the hall."""
    capacity = seminar.capacity or 0
    if max(outcome.waiting, outcome.pending) > max(capacity, 1):
        raise PartyTooLarge(capacity)
    return outcome


def _free_seats(seminar: Seminar) -> int:
    """Seats that somebody who signs up now gets at once: none while others wait. The caller holds the seats."""
    left = seats.seats_left(seminar, seats.seats_taken(seminar.id)) or 0
    return 0 if left and queue.somebody_waits(seminar) else left
