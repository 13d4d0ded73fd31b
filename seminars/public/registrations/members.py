"""Those who were signed up together: whoever holds the party's link cancels each of them alone, or all."""

from flask import Blueprint, Response, abort

from seminars.domain.registrations import leaving
from seminars.models import Registration
from seminars.public.registrations.pages import act_on

blueprint = Blueprint("members", __name__, url_prefix="/registrations/<token>")


@blueprint.post("/members/<int:number>/cancellation")
def cancel(token: str, number: int) -> Response:
    return act_on(token, lambda registration: leaving.cancel(_member(registration, number), by="person"))


@blueprint.post("/members/<int:number>/restoration")
def restore(token: str, number: int) -> Response:
    return act_on(token, lambda registration: leaving.restore(_member(registration, number)))


@blueprint.post("/party/cancellation")
def cancel_all(token: str) -> Response:
    return act_on(token, leaving.cancel, by="person", whole_party=True)


def _member(registration: Registration, number: int) -> Registration:
    found = [member for member in registration.party.members if member.id == number]
    return found[0] if found else abort(404)
