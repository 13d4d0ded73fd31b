"""Putting right the address of somebody whom no mail reaches, or adding one."""

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_security import current_user

from seminars.database.units import write_unit
from seminars.domain.errors import NotActive, SameAddress, SignedUpAlready, TooLate
from seminars.domain.organisers.roles import Act
from seminars.domain.registrations.by_organisers import mended_addresses
from seminars.extensions import db
from seminars.i18n import gettext
from seminars.organiser.access import get_registration
from seminars.organiser.forms import AddressForm
from seminars.web.forms.addresses import reason_of
from seminars.web.protection.given_back import gives_back_its_form

blueprint = Blueprint("addresses", __name__, url_prefix="/seminars/<slug>/registrations/<code>/address")


@blueprint.get("")
def new(slug: str, code: str) -> ResponseReturnValue:
    return _page(slug, code, AddressForm(formdata=None, email=get_registration(slug, code, Act.DECIDE).mail_address))


@blueprint.post("")
@gives_back_its_form
def create(slug: str, code: str) -> ResponseReturnValue:
    form = AddressForm()
    if not form.validate():
        return _page(slug, code, form), 422
    try:
        with write_unit():
            mended_addresses.mend(get_registration(slug, code, Act.DECIDE), form.email.data, actor=current_user.email)
            db.session.commit()
    except (NotActive, SameAddress, SignedUpAlready, TooLate) as refusal:
        form.refuse(refusal)
        return _page(slug, code, form), 422
    flash(
        gettext(
            "The address is corrected. A mail with a new link is on its way to %(address)s.", address=form.email.data
        )
    )
    return redirect(url_for("organiser.registrations.show", slug=slug, code=code), 303)


def _page(slug: str, code: str, form: AddressForm) -> str:
    registration, doubt = get_registration(slug, code, Act.DECIDE), form.doubt if form.is_submitted() else None
    return render_template(
        "organiser/addresses/new.html",
        registration=registration,
        seminar=registration.seminar,
        form=form,
        doubt=doubt,
        reason=reason_of(doubt) if doubt else "",
    )
