"""One named error per refusal, with the data that the edge needs to say it in words."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any


class DomainError(Exception):
    """Something may not happen now."""

    keeps_what_was_written = False  # whether the edge commits all the same what was counted and posted until then


class SeminarFull(DomainError):
    """No seat is left, and nobody can join the waiting list."""

    keeps_what_was_written = True  # somebody who has a place already is told so by mail


class PartlyFits(DomainError):
    """Not all of those who sign up together fit; they choose what to do. How many fit is nobody's business."""


class PartyTooLarge(DomainError):
    """There are not as many seats in all as this party wants together."""

    def __init__(self, capacity: int) -> None:
        super().__init__(capacity)
        self.capacity = capacity


class SignedUpAlready(DomainError):
    """The same person under the same address has another active registration at this seminar."""


class NotOffered(DomainError):
    """No seat is offered to this registration (any more)."""


class OfferEnded(DomainError):
    """The offer was not answered in time."""

    keeps_what_was_written = True  # it has lapsed, and its seats are offered on


class NotWaiting(DomainError):
    """This registration is not on the waiting list."""


class NotPending(DomainError):
    """This registration does not await approval."""


class NotRestorable(DomainError):
    """This registration was not cancelled by its person, or held no place."""


class SeatGone(DomainError):
    """The seat that was given up belongs to others now."""


class WouldExceed(DomainError):
    """This would make `taken` seats of `capacity`; an organiser may say that it should."""

    def __init__(self, taken: int, capacity: int) -> None:
        super().__init__(f"{taken} of {capacity}")
        self.taken, self.capacity = taken, capacity


class DeadlinePast(DomainError):
    """An offer must end in the future and before the seminar begins."""


class RegistrationClosed(DomainError):
    """Nobody can sign up now. `why` is one of: over, cancelled, postponed, not_open, closed, elsewhere."""

    def __init__(self, why: str, opens_at: datetime | None = None) -> None:
        super().__init__(why)
        self.why, self.opens_at = why, opens_at
        self.will_open = why == "not_open"  # and takes the same form then


class SentAlready(DomainError):
    """The same form was sent before with other answers."""

    def __init__(self, submission: Any) -> None:
        super().__init__("this form was sent already")
        self.submission = submission


class ChangedMeanwhile(DomainError):
    """The seminar has changed since the form was opened."""


class TooLate(DomainError):
    """The seminar has begun; nothing about a place can be changed any more."""


class NotActive(DomainError):
    """The registration has ended already."""


class TooManyCorrections(DomainError):
    """This receipt has corrected its address often enough."""


class SameAddress(DomainError):
    """The registration has this address already."""


class AddressTaken(DomainError):
    """There is an organiser with this address already."""


class EditedMeanwhile(DomainError):
    """Somebody else saved this seminar since the form was opened."""


class FixedOnceRegistered(DomainError):
    """People are registered, so these fields of a published seminar cannot simply be edited."""

    def __init__(self, fields: Sequence[str]) -> None:
        super().__init__(", ".join(fields))
        self.fields = tuple(fields)


class NotReady(DomainError):
    """Something that a seminar needs to be published is missing."""

    def __init__(self, fields: Sequence[str]) -> None:
        super().__init__(", ".join(fields))
        self.fields = tuple(fields)


class NotSendable(DomainError):
    """This message cannot be sent again: it is on its way, or what it says is no longer true."""


class SlugTaken(DomainError):
    """Another seminar has this address on the site already."""


class SlugFrozen(DomainError):
    """The seminar was published, so its address stays for ever."""


class ChangeRefused(DomainError):
    """A seminar cannot be moved, extended, postponed or cancelled like this."""


class NotPublished(ChangeRefused):
    """It is a draft: nobody knows of it, so it is simply edited."""


class HasEnded(ChangeRefused):
    """It has taken place."""


class CancelledAlready(ChangeRefused):
    """It is cancelled, and that is final."""


class PostponedAlready(ChangeRefused):
    """It is postponed; what it needs is a new date."""


class NeedsNewDate(ChangeRefused):
    """It is postponed, so nothing but a new start brings it back."""


class NeedsEnd(ChangeRefused):
    """Its hours were unknown, so a new start says nothing about the end."""


class InThePast(ChangeRefused):
    """It would begin, or end, before now."""


class TooFarAway(ChangeRefused):
    """It would take place in a year that nobody plans for: a slip of the keyboard."""


class EndsBeforeStart(ChangeRefused):
    """The end is not after the start."""


class EndsNoLater(ChangeRefused):
    """Extending means a later end."""


class NeedsHall(ChangeRefused):
    """It would go to another town, and the hall there was not said, nor that there is none yet."""


class NothingChanged(ChangeRefused):
    """That is when and where it takes place already."""
