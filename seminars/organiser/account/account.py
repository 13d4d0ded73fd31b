"""The organiser's own account: name, language and password, and where it is signed in."""

from typing import Any

from flask import Blueprint, current_app, flash, redirect, render_template, session, url_for
from flask.typing import ResponseReturnValue
from flask_security import current_user

from seminars import clock
from seminars.database.units import database_now, write_unit
from seminars.domain.organisers import accounts, password_tries, sign_ins
from seminars.domain.organisers.password_tries import TooManyTries
from seminars.extensions import db
from seminars.i18n import force_locale, gettext
from seminars.models import Organiser
from seminars.organiser.account.sessions import begin_session, came_by_link_of_late, present_sign_in
from seminars.organiser.forms import AccountForm, PasswordForm
from seminars.web import passwords
from seminars.web.forms import Words
from seminars.web.networks import visitors_network
from seminars.web.protection.given_back import gives_back_its_form

blueprint = Blueprint("account", __name__, url_prefix="/account")


class WrongPassword(Exception):
    """It is not the present one of this account."""


@blueprint.get("")
def show() -> ResponseReturnValue:
    return _page(AccountForm(formdata=None, obj=current_user), _password_form(formdata=None))


@blueprint.post("")
@gives_back_its_form
def update() -> ResponseReturnValue:
    form = AccountForm()
    if not form.validate():
        return _page(form, _password_form(formdata=None)), 422
    with write_unit():
        account = db.session.get_one(Organiser, current_user.id)
        account.name, account.language = form.name.data, form.language.data
        account.wants_digest = form.wants_digest.data
        db.session.commit()
    with force_locale(form.language.data):
        flash(gettext("Saved."))
    return redirect(url_for("organiser.account.show"), 303)


@blueprint.post("/password")
@gives_back_its_form
def set_password() -> ResponseReturnValue:
    form = _password_form()
    account_form = AccountForm(formdata=None, obj=current_user)
    if not form.validate():
        return _page(account_form, form), 422
    try:
        _set_password(form)
    except WrongPassword:
        form.add_error("present", gettext("This is not your present password"))
        return _page(account_form, form), 422
    except TooManyTries:
        problem = gettext("Too many attempts. Wait a quarter of an hour, or use a sign-in link.")
        return _page(account_form, form, problem), 429, {"Retry-After": "900"}
    except passwords.AllPlacesTaken as refusal:
        return _page(account_form, form, passwords.BUSY), 503, {"Retry-After": str(refusal.retry_after)}
    flash(gettext("The password is set. You are signed out everywhere else."))
    return redirect(url_for("organiser.account.show"), 303)


def _set_password(form: PasswordForm) -> None:
    """The browser that asks stays signed in. Raises WrongPassword, TooManyTries and AllPlacesTaken."""
    with passwords.place(visitors_network()) as place:
        if form.present:
            _check_present(place, form.present.data)
        password_hash = place.hashed(form.password.data)
    with write_unit():
        organiser = db.session.get_one(Organiser, current_user.id)
        accounts.set_password(organiser, password_hash, now=database_now())
        begin_session(organiser, remember=session.permanent)
        db.session.commit()


def _check_present(place: passwords.Place, typed: str) -> None:
    with write_unit():
        password_tries.count_present(db.session.get_one(Organiser, current_user.id), now=database_now())
        db.session.commit()
    if not place.fits(typed, current_user.password):
        raise WrongPassword


def _password_form(**options: Any) -> PasswordForm:
    """Whoever has no password yet, or came by a sign-in link of late, is not asked for the present one."""
    form = PasswordForm(**options)
    if not current_user.password or came_by_link_of_late():
        del form.present
    return form


def _page(form: AccountForm, password_form: PasswordForm, problem: Words = "") -> str:
    return render_template(
        "organiser/account/show.html",
        form=form,
        password_form=password_form,
        problem=problem,
        sign_ins=sign_ins.open_ones(current_user, now=clock.now()),
        present=present_sign_in(),
        zone=current_app.config["TIMEZONE"],
    )
