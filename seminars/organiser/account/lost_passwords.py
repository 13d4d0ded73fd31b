"""A forgotten password: a link to the address of the account. The answer is the same whether there is one or not."""

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from seminars.database.units import database_now, write_unit
from seminars.domain.organisers import lost_passwords
from seminars.extensions import db
from seminars.organiser.forms import LostPasswordForm
from seminars.web.protection.given_back import gives_back_its_form

blueprint = Blueprint("lost_passwords", __name__, url_prefix="/lost-password")


@blueprint.get("")
def new() -> str:
    return _page(LostPasswordForm(), is_sent="sent" in request.args)


@blueprint.post("")
@gives_back_its_form
def create() -> ResponseReturnValue:
    form = LostPasswordForm()
    if not form.validate():
        return _page(form), 422
    with write_unit():
        lost_passwords.send_link(form.email.data, now=database_now())
        db.session.commit()
    return redirect(url_for("organiser.lost_passwords.new", sent="1"), 303)


def _page(form: LostPasswordForm, *, is_sent: bool = False) -> str:
    return render_template("organiser/lost_passwords/new.html", form=form, is_sent=is_sent)
