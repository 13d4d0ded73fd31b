"""Signing out: this sign-in ends, so that a copied cookie is worth nothing afterwards; others go on."""

from flask import Blueprint, redirect, url_for
from flask.typing import ResponseReturnValue

from seminars.database.units import write_unit
from seminars.extensions import db
from seminars.organiser.account.sessions import end_session

blueprint = Blueprint("sign_out", __name__, url_prefix="/sign-out")


@blueprint.post("")
def create() -> ResponseReturnValue:
    with write_unit():
        end_session()
        db.session.commit()
    return redirect(url_for("organiser.sign_in.new"), 303)
