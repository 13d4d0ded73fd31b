"""Cancelling somebody's registration, with a reason they are told."""

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_security import current_user

from seminars.database.units import write_unit
from seminars.domain.errors import NotActive
from seminars.domain.organisers.roles import Act
from seminars.domain.registrations import leaving
from seminars.extensions import db
from seminars.i18n import gettext
from seminars.organiser.access import get_registration
from seminars.organiser.forms import CancellationForm
from seminars.web.protection.given_back import gives_back_its_form

blueprint = Blueprint("cancellations", __name__, url_prefix="/seminars/<slug>/registrations/<code>/cancellation")


@blueprint.get("")
def new(slug: str, code: str) -> ResponseReturnValue:
    return _page(slug, code, CancellationForm(formdata=None))


@blueprint.post("")
@gives_back_its_form
def create(slug: str, code: str) -> ResponseReturnValue:
    form = CancellationForm()
    if not form.validate():
        return _page(slug, code, form), 422
    try:
        with write_unit():
            leaving.cancel(
                get_registration(slug, code, Act.DECIDE),
                by="organiser",
                actor=current_user.email,
                reason=form.reason.data,
                whole_party=form.whole_party.data,
            )
            db.session.commit()
    except NotActive:
        form.add_error("reason", gettext("This registration has ended already."))
        return _page(slug, code, form), 422
    flash(gettext("The registration is cancelled."))
    return redirect(url_for("organiser.registrations.show", slug=slug, code=code), 303)


def _page(slug: str, code: str, form: CancellationForm) -> str:
    registration = get_registration(slug, code, Act.DECIDE)
    return render_template(
        "organiser/cancellations/new.html", registration=registration, seminar=registration.seminar, form=form
    )
