"""What strangers are told of seats and of the queue: steps of the true number.

One person more or less shows at a step's edge alone, so that nobody learns from a page whether somebody is registered.
"""

from enum import IntEnum
from typing import TypeVar

from seminars.i18n import gettext, ngettext


class Places(IntEnum):
    """How many places whoever comes now finds; each step is the least number that it stands for."""

    NONE = 0
    LAST_FIVE = 1
    SIX_TO_TEN = 6
    OVER_TEN = 11
    OVER_TWENTY = 21
    OVER_FIFTY = 51


class Waiting(IntEnum):
    """How many people wait; each step is the least number that it stands for."""

    NOBODY = 0
    SOME = 1
    OVER_TEN = 11


Step = TypeVar("Step", Places, Waiting)


def step(steps: type[Step], number: int) -> Step:
    """The step in which this number lies."""
    return max(each for each in steps if each <= number)


def places_left(places: Places, *, capacity: int) -> str:
    """In words; nothing is said of more places than the hall has."""
    if places == Places.NONE:
        return gettext("No places left")
    if places == Places.LAST_FIVE:
        most = min(Places.SIX_TO_TEN - 1, capacity)
        return ngettext("The last place", "The last %(num)d places or fewer", most)
    if places == Places.SIX_TO_TEN:
        most = min(Places.OVER_TEN - 1, capacity)
        return gettext("%(number)s places left", number=places if most == places else f"{places}–{most}")
    return gettext("More than %(number)s places left", number=places - 1)


def waiting_list(waiting: Waiting) -> str:
    """In words, where no place is left and people may wait for one."""
    if waiting == Waiting.NOBODY:
        return gettext("No places left, waiting list")
    if waiting == Waiting.SOME:
        return gettext("No places left, some wait")
    return gettext("No places left, more than %(number)s wait", number=waiting - 1)
