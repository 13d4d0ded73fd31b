"""The organiser's own account: language and password."""

from flask import Blueprint, flash, redirect, render_template, session, url_for
from flask.typing import ResponseReturnValue
from flask_security import current_user

from seminars.database.units import database_now, write_unit
from seminars.domain.organisers import accounts
from seminars.extensions import db
from seminars.i18n import force_locale, gettext
from seminars.models import Organiser
from seminars.organiser.account.sign_in import begin_session, visitors_network
from seminars.organiser.forms import AccountForm, PasswordForm
from seminars.web import passwords
from seminars.web.forms import Words

blueprint = Blueprint("account", __name__, url_prefix="/account")


@blueprint.get("")
def show() -> ResponseReturnValue:
    return _page(AccountForm(formdata=None, obj=current_user), PasswordForm(formdata=None))


@blueprint.post("")
def update() -> ResponseReturnValue:
    form = AccountForm()
    if not form.validate():
        return _page(form, PasswordForm(formdata=None)), 422
    with write_unit():
        account = db.session.get_one(Organiser, current_user.id)
        account.language, account.wants_digest = form.language.data, form.wants_digest.data
        db.session.commit()
    with force_locale(form.language.data):
        flash(gettext("Saved."))
    return redirect(url_for("organiser.account.show"), 303)


@blueprint.post("/password")
def set_password() -> ResponseReturnValue:
    form = PasswordForm()
    if not form.validate():
        return _page(AccountForm(formdata=None, obj=current_user), form), 422
    try:
        with passwords.place(visitors_network()) as place:
            password_hash = place.hashed(form.password.data)
    except passwords.AllPlacesTaken as refusal:
        return (
            _page(AccountForm(formdata=None, obj=current_user), form, passwords.BUSY),
            503,
            {"Retry-After": str(refusal.retry_after)},
        )
    with write_unit():
        organiser = db.session.get_one(Organiser, current_user.id)
        accounts.set_password(organiser, password_hash, now=database_now())
        db.session.commit()
    begin_session(organiser, remember=session.permanent)
    flash(gettext("The password is set. You are signed out everywhere else."))
    return redirect(url_for("organiser.account.show"), 303)


def _page(form: AccountForm, password_form: PasswordForm, problem: Words = "") -> str:
    return render_template("organiser/account/show.html", form=form, password_form=password_form, problem=problem)
