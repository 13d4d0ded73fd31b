"""Where somebody stands: the state of a registration together with what became of the seminar."""

from datetime import datetime
from enum import StrEnum

from seminars.models.change import Standing
from seminars.models.registrations.registration import Registration
from seminars.models.registrations.status import Status
from seminars.models.seminar import Seminar


class Outlook(StrEnum):
    """What has become of a seminar by now."""

    COMING = "coming"
    BEGUN = "begun"
    OVER = "over"
    POSTPONED = "postponed"
    CALLED_OFF = "called_off"


class Situation(StrEnum):
    """All that a registration's page, receipt or mail may have to speak of. "Late" is while it goes on, and also while
    it has no date, where both are the same to somebody."""

    PLACE = "place"
    PLACE_BEGUN = "place_begun"
    PLACE_OVER = "place_over"
    PLACE_POSTPONED = "place_postponed"
    PLACE_CALLED_OFF = "place_called_off"
    NO_PLACE_OVER = "no_place_over"  # for all who still hoped for one
    PENDING = "pending"
    PENDING_BEGUN = "pending_begun"
    PENDING_POSTPONED = "pending_postponed"
    PENDING_CALLED_OFF = "pending_called_off"
    WAITING = "waiting"
    WAITING_BEGUN = "waiting_begun"
    WAITING_POSTPONED = "waiting_postponed"
    WAITING_CALLED_OFF = "waiting_called_off"
    LAPSED = "lapsed"  # waiting again, as the offer has just ended; a mail alone says so
    OFFERED = "offered"
    OFFERED_AGAIN = "offered_again"  # after a lapse, so that it is the last offer
    OFFERED_BEGUN = "offered_begun"
    OFFERED_POSTPONED = "offered_postponed"
    OFFERED_CALLED_OFF = "offered_called_off"
    DECLINED = "declined"
    DECLINED_OVER = "declined_over"
    DECLINED_CALLED_OFF = "declined_called_off"
    EXPIRED = "expired"
    EXPIRED_LATE = "expired_late"
    EXPIRED_OVER = "expired_over"
    EXPIRED_CALLED_OFF = "expired_called_off"
    GIVEN_BACK = "given_back"  # a place that the person gave back
    GIVEN_BACK_LATE = "given_back_late"
    GIVEN_BACK_OVER = "given_back_over"
    GIVEN_BACK_CALLED_OFF = "given_back_called_off"
    LEFT = "left"  # by the person, who had no place yet
    LEFT_OVER = "left_over"
    LEFT_CALLED_OFF = "left_called_off"
    DISOWNED = "disowned"  # by the owner of the address, who knew nothing of it
    DISOWNED_OVER = "disowned_over"
    DISOWNED_CALLED_OFF = "disowned_called_off"
    PLACE_WITHDRAWN = "place_withdrawn"  # by an organiser
    PLACE_WITHDRAWN_OVER = "place_withdrawn_over"
    PLACE_WITHDRAWN_CALLED_OFF = "place_withdrawn_called_off"
    WITHDRAWN = "withdrawn"  # by an organiser, before there was a place
    WITHDRAWN_OVER = "withdrawn_over"
    WITHDRAWN_CALLED_OFF = "withdrawn_called_off"
    UNITED = "united"  # by an organiser, with another registration of the same person, which holds
    ERASED = "erased"


_S = Situation
_LATER = {
    # while it is to come: (begun, over, postponed, called off)
    _S.PLACE: (_S.PLACE_BEGUN, _S.PLACE_OVER, _S.PLACE_POSTPONED, _S.PLACE_CALLED_OFF),
    _S.PENDING: (_S.PENDING_BEGUN, _S.NO_PLACE_OVER, _S.PENDING_POSTPONED, _S.PENDING_CALLED_OFF),
    _S.WAITING: (_S.WAITING_BEGUN, _S.NO_PLACE_OVER, _S.WAITING_POSTPONED, _S.WAITING_CALLED_OFF),
    _S.LAPSED: (_S.WAITING_BEGUN, _S.NO_PLACE_OVER, _S.WAITING_POSTPONED, _S.WAITING_CALLED_OFF),
    _S.OFFERED: (_S.OFFERED_BEGUN, _S.NO_PLACE_OVER, _S.OFFERED_POSTPONED, _S.OFFERED_CALLED_OFF),
    _S.OFFERED_AGAIN: (_S.OFFERED_BEGUN, _S.NO_PLACE_OVER, _S.OFFERED_POSTPONED, _S.OFFERED_CALLED_OFF),
    _S.DECLINED: (_S.DECLINED, _S.DECLINED_OVER, _S.DECLINED, _S.DECLINED_CALLED_OFF),
    _S.EXPIRED: (_S.EXPIRED_LATE, _S.EXPIRED_OVER, _S.EXPIRED_LATE, _S.EXPIRED_CALLED_OFF),
    _S.GIVEN_BACK: (_S.GIVEN_BACK_LATE, _S.GIVEN_BACK_OVER, _S.GIVEN_BACK_LATE, _S.GIVEN_BACK_CALLED_OFF),
    _S.LEFT: (_S.LEFT, _S.LEFT_OVER, _S.LEFT, _S.LEFT_CALLED_OFF),
    _S.DISOWNED: (_S.DISOWNED, _S.DISOWNED_OVER, _S.DISOWNED, _S.DISOWNED_CALLED_OFF),
    _S.PLACE_WITHDRAWN: (
        _S.PLACE_WITHDRAWN,
        _S.PLACE_WITHDRAWN_OVER,
        _S.PLACE_WITHDRAWN,
        _S.PLACE_WITHDRAWN_CALLED_OFF,
    ),
    _S.WITHDRAWN: (_S.WITHDRAWN, _S.WITHDRAWN_OVER, _S.WITHDRAWN, _S.WITHDRAWN_CALLED_OFF),
    _S.UNITED: (_S.UNITED,) * 4,
    _S.ERASED: (_S.ERASED,) * 4,
}
_BY_STATUS = {
    Status.CONFIRMED: Situation.PLACE,
    Status.PENDING: Situation.PENDING,
    Status.WAITING: Situation.WAITING,
    Status.OFFERED: Situation.OFFERED,
    Status.DECLINED: Situation.DECLINED,
    Status.EXPIRED: Situation.EXPIRED,
}
_ENDED_BY = {"not_me": Situation.DISOWNED, "same_person": Situation.UNITED}
_BY_STANDING = {
    Standing.TAKES_PLACE: Outlook.COMING,
    Standing.POSTPONED: Outlook.POSTPONED,
    Standing.CANCELLED: Outlook.CALLED_OFF,
}


def as_planned(registration: Registration, *, had_place: bool) -> Situation:
    """The situation if the seminar is still to come as planned; `had_place` says what a cancelled one was before."""
    if registration.erased_at:
        return Situation.ERASED
    if registration.status == Status.CANCELLED:
        return after_cancellation(registration.cancelled_by, had_place=had_place)
    if registration.status == Status.OFFERED and registration.party.lapses:
        return Situation.OFFERED_AGAIN
    return _BY_STATUS[registration.status]


def after_cancellation(by: str, *, had_place: bool) -> Situation:
    """`by` is "person", "not_me", "organiser" or "same_person"."""
    if by in _ENDED_BY:
        return _ENDED_BY[by]
    if by == "organiser":
        return Situation.PLACE_WITHDRAWN if had_place else Situation.WITHDRAWN
    return Situation.GIVEN_BACK if had_place else Situation.LEFT


def given(planned: Situation, outlook: Outlook) -> Situation:
    """What becomes of a situation with this outlook of the seminar."""
    return dict(zip(Outlook, (planned, *_LATER[planned]), strict=True))[outlook]


def outlook_of(seminar: Seminar, *, now: datetime) -> Outlook:
    """What has become of it at this instant."""
    planned = outlook_of_plan(seminar)
    if planned != Outlook.COMING or seminar.starts_at > now:
        return planned
    return Outlook.OVER if seminar.is_over(now) else Outlook.BEGUN


def outlook_of_plan(seminar: Seminar) -> Outlook:
    """Whether it was put off or called off; says nothing about the time."""
    return _BY_STANDING[standing_of(seminar)]


def standing_of(seminar: Seminar) -> Standing:
    """The same as what people are told; that of a draft, of which nobody knows, is that it takes place."""
    if seminar.is_cancelled:
        return Standing.CANCELLED
    return Standing.POSTPONED if seminar.is_postponed else Standing.TAKES_PLACE
