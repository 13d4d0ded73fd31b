"""Ending sign-ins that go on in other browsers."""

from flask import Blueprint, abort, flash, redirect, url_for
from flask.typing import ResponseReturnValue
from flask_security import current_user

from seminars.database.units import database_now, write_unit
from seminars.domain.organisers import sign_ins
from seminars.extensions import db
from seminars.i18n import gettext
from seminars.organiser.account.sessions import present_sign_in

MOST = 2**31 - 1

blueprint = Blueprint("sign_ins", __name__, url_prefix="/account/sign-ins")


@blueprint.post(f"/<int(max={MOST}):number>/end")
def end(number: int) -> ResponseReturnValue:
    with write_unit():
        sign_in = sign_ins.find(current_user, number)
        if sign_in is None or sign_in is present_sign_in():  # the present one is ended by signing out
            abort(404)
        sign_ins.end(sign_in, now=database_now())
        db.session.commit()
    flash(gettext("That browser is signed out."))
    return _back()


@blueprint.post("/others/end")
def end_others() -> ResponseReturnValue:
    with write_unit():
        sign_ins.end_others(current_user, but=present_sign_in().id, now=database_now())
        db.session.commit()
    flash(gettext("You are signed out everywhere else."))
    return _back()


def _back() -> ResponseReturnValue:
    return redirect(url_for("organiser.account.show", _anchor="sign-ins"), 303)
