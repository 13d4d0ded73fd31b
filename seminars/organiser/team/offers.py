"""Sending an offer of a role again, and taking it back."""

from collections.abc import Callable

from flask import Blueprint, flash, redirect, url_for
from flask.typing import ResponseReturnValue
from flask_security import current_user

from seminars.database.units import database_now, write_unit
from seminars.domain.organisers.giving import role_offers
from seminars.domain.organisers.giving.refusals import NotOpen, TooManyOffers
from seminars.extensions import db
from seminars.i18n import gettext, lazy_gettext
from seminars.models import Organiser
from seminars.organiser.team.forms import TOO_MANY
from seminars.organiser.team.reach import MOST, get_offer

ANSWERED = lazy_gettext("Nothing was changed: the offer has already been taken, or taken back.")

blueprint = Blueprint("team_offers", __name__, url_prefix=f"/team/offers/<int(max={MOST}):number>")


@blueprint.post("/repetition")
def send_again(number: int) -> ResponseReturnValue:
    said = gettext("The offer has been sent again. The link in the earlier mail no longer works.")
    return _done(number, role_offers.send_again, said)


@blueprint.post("/revocation")
def revoke(number: int) -> ResponseReturnValue:
    return _done(
        number, role_offers.revoke, gettext("The offer has been taken back. The link in the mail no longer works.")
    )


def _done(number: int, verb: Callable[..., None], said: str) -> ResponseReturnValue:
    try:
        with write_unit():
            verb(get_offer(number), by=db.session.get_one(Organiser, current_user.id), now=database_now())
            db.session.commit()
        flash(said)
    except NotOpen:
        flash(str(ANSWERED), "bad")
    except TooManyOffers:
        flash(f"{TOO_MANY}.", "bad")
    return redirect(url_for("organiser.team.index"), 303)
