"""Which mail goes before which: the rules, on values alone. picking.py asks the database for what they want."""

from collections.abc import Sequence
from datetime import datetime
from enum import Enum
from typing import NamedTuple

from seminars.models import UNTIL_GATHERED, MessageState, Urgency


class Slot(Enum):
    """Whose turn it is: of which urgency a mail is taken, if any waits, else of which. None of them for the oldest."""

    URGENT = (Urgency.NOW, Urgency.SOON, Urgency.BULK)
    PATIENT = (Urgency.SOON, Urgency.BULK, Urgency.NOW)
    OLDEST = ()


# Of ten mails one is the oldest of all and two are not urgent, so that nothing waits for ever. The oldest may be urgent
# too: then eight of ten are.
SLOTS = (
    *(Slot.URGENT, Slot.URGENT, Slot.URGENT, Slot.OLDEST, Slot.URGENT),
    *(Slot.URGENT, Slot.PATIENT, Slot.URGENT, Slot.URGENT, Slot.PATIENT),
)


class Slots:
    """The turns of one worker, one after the other. A mail that turns out not to be needed has had its turn."""

    def __init__(self) -> None:
        self._taken = 0

    @property
    def next(self) -> Slot:
        return SLOTS[self._taken % len(SLOTS)]

    def take(self) -> None:
        self._taken += 1


class Sibling(NamedTuple):
    """What the order within a registration asks of each of its messages."""

    id: int
    state: MessageState
    due_at: datetime
    to: str


class Blocked(Exception):
    """Another worker is sending a mail that has to arrive first."""


def whose_turn(picked: Sibling, earlier: Sequence[Sibling], *, now: datetime) -> int:
    """The id of the mail that leaves when it is the turn of `picked`: itself, or the first of those that were written
    before it about the same registration and have to arrive before it, so that nobody is offered a place on a date they
    never heard of, or gets a newer calendar entry before an older one. Raises Blocked.

    One that a server has put off goes early then, with a try for each mail that follows: else a place that is offered
    would wait for hours after a server has come back. To another address it may never leave, and holds nobody back.
    """
    if any(each.state == MessageState.SENDING for each in earlier):
        raise Blocked
    return min([picked.id, *(each.id for each in earlier if _goes_before(each, picked, now))])


def _goes_before(each: Sibling, picked: Sibling, now: datetime) -> bool:
    # What is held waits for somebody who may never come, and what is gathered for others.
    if each.state != MessageState.QUEUED or each.due_at == UNTIL_GATHERED:
        return False
    return each.due_at <= now or each.to == picked.to
