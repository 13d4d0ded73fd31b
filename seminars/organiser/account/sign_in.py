"""Signing in with address and password."""

from flask import Blueprint, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_security import login_user

from seminars.database.units import database_now, write_unit
from seminars.domain.organisers import accounts
from seminars.extensions import db
from seminars.i18n import gettext
from seminars.models import Organiser
from seminars.organiser.forms import SignInForm
from seminars.web import passwords

blueprint = Blueprint("sign_in", __name__, url_prefix="/sign-in")


@blueprint.get("")
def new() -> ResponseReturnValue:
    return _page(SignInForm())


@blueprint.post("")
def create() -> ResponseReturnValue:
    form = SignInForm()
    if not form.validate():
        return _page(form), 422
    if not _may_try(form.email.data):
        problem = gettext("Too many attempts. Wait a quarter of an hour, or use a sign-in link.")
        return _page(form, problem), 429, {"Retry-After": "900"}
    organiser = accounts.find_by_address(form.email.data)
    stored_hash = organiser.password if organiser and organiser.active else None
    if not passwords.fits(form.password.data, stored_hash):
        return _page(form, gettext("Address and password do not fit together.")), 422
    begin_session(organiser, remember=form.remember.data)
    return redirect(local_path(request.args.get("next", "")), 303)


def begin_session(organiser: Organiser, *, remember: bool = False) -> None:
    """A fresh session, so that nobody who knew the old cookie gets in with it."""
    session.clear()
    login_user(organiser)
    session.permanent = remember


def local_path(wanted: str) -> str:
    """The wanted page if it is one of the organisers' own, else the list of seminars."""
    is_ours = wanted.startswith("/organiser/") and "\\" not in wanted and wanted.isprintable()
    return wanted if is_ours else url_for("organiser.seminars.index")


def _may_try(address: str) -> bool:
    with write_unit():
        may = accounts.may_try_to_sign_in(address, request.remote_addr or "", now=database_now())
        db.session.commit()
    return may


def _page(form: SignInForm, problem: str = "") -> str:
    return render_template("organiser/sign_in/new.html", form=form, problem=problem)
