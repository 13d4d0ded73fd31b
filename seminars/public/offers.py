"""The answer to an offered place. An offer that was answered too late has lapsed, and that is stored."""

from flask import Blueprint, Response

from seminars.domain import offers
from seminars.domain.errors import OfferEnded
from seminars.extensions import db
from seminars.models import Registration
from seminars.public.registrations import act_on

blueprint = Blueprint("offers", __name__, url_prefix="/registrations/<token>")


@blueprint.post("/acceptance")
def accept(token: str) -> Response:
    return act_on(token, _accept)


@blueprint.post("/refusal")
def refuse(token: str) -> Response:
    return act_on(token, offers.refuse)


def _accept(registration: Registration) -> None:
    try:
        offers.accept(registration)
    except OfferEnded:
        db.session.commit()
        raise
