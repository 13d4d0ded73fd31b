"""The answer to an offered place. An offer that was answered too late has lapsed, and that is stored."""

from flask import Blueprint, Response

from seminars.domain.errors import NotOffered, OfferEnded
from seminars.domain.registrations import offers
from seminars.models import Registration, Status
from seminars.public.registrations.pages import act_on

blueprint = Blueprint("offers", __name__, url_prefix="/registrations/<token>")


@blueprint.post("/acceptance")
def accept(token: str) -> Response:
    return act_on(token, _accept)


@blueprint.post("/refusal")
def refuse(token: str) -> Response:
    return act_on(token, _refuse)


def _accept(registration: Registration) -> None:
    try:
        offers.accept(registration)
    except NotOffered:
        # A second press: the page says that they have the place.
        if registration.spokesperson.status != Status.CONFIRMED:
            raise _why_not(registration) from None


def _refuse(registration: Registration) -> None:
    try:
        offers.refuse(registration)
    except NotOffered:
        raise _why_not(registration) from None


def _why_not(registration: Registration) -> NotOffered | OfferEnded:
    """The worker may have ended the offer before the answer came."""
    status, seminar = registration.spokesperson.status, registration.seminar
    has_lapsed = status == Status.EXPIRED or (status == Status.WAITING and registration.party.lapses)
    return OfferEnded() if has_lapsed and seminar.takes_place else NotOffered()
