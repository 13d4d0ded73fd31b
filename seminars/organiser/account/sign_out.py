"""Signing out, everywhere: a copied cookie is worth nothing afterwards."""

from flask import Blueprint, redirect, session, url_for
from flask.typing import ResponseReturnValue
from flask_security import current_user, logout_user

from seminars.database.units import write_unit
from seminars.domain.organisers import accounts
from seminars.extensions import db
from seminars.models import Organiser

blueprint = Blueprint("sign_out", __name__, url_prefix="/sign-out")


@blueprint.post("")
def create() -> ResponseReturnValue:
    with write_unit():
        accounts.end_sessions(db.session.get_one(Organiser, current_user.id))
        db.session.commit()
    logout_user()
    session.clear()
    return redirect(url_for("organiser.sign_in.new"), 303)
