"""Ending an account, which the owners of the installation may."""

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_security import current_user

from seminars.database.units import database_now, write_unit
from seminars.domain.organisers.giving import role_changes
from seminars.domain.organisers.giving.role_changes import LastOwner
from seminars.domain.organisers.giving.scopes import NotTheirsToGive
from seminars.extensions import db
from seminars.i18n import gettext
from seminars.models import Organiser
from seminars.organiser.access import NotTheirs
from seminars.organiser.team.reach import MOST, get_account
from seminars.organiser.team.roles import LAST_OWNER

blueprint = Blueprint("team_accounts", __name__, url_prefix=f"/team/accounts/<int(max={MOST}):number>/ending")


@blueprint.get("")
def new(number: int) -> ResponseReturnValue:
    return render_template("organiser/team_accounts/new.html", account=get_account(number), problem="")


@blueprint.post("")
def create(number: int) -> ResponseReturnValue:
    try:
        with write_unit():
            account, by = get_account(number), db.session.get_one(Organiser, current_user.id)
            role_changes.end_account(account, by=by, now=database_now())
            db.session.commit()
    except LastOwner:
        page = render_template("organiser/team_accounts/new.html", account=get_account(number), problem=LAST_OWNER)
        return page, 422
    except NotTheirsToGive:
        raise NotTheirs(None, None) from None
    flash(gettext("The account is closed. Whoever takes a role that is offered to its address can use it again."))
    return redirect(url_for("organiser.team.index"), 303)
