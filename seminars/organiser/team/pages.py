"""Who helps where, and the form that offers a role to somebody."""

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_security import current_user

from seminars.database.units import database_now, write_unit
from seminars.domain.organisers.giving import role_offers
from seminars.domain.organisers.giving.refusals import OfferRefused
from seminars.domain.organisers.giving.scopes import NotTheirsToGive
from seminars.domain.organisers.roles import Act
from seminars.extensions import db
from seminars.formats.roles.words import ALLOWS, NAMES
from seminars.i18n import BY_CODE, gettext
from seminars.models import Organiser, Role
from seminars.organiser.access import is_owner, require_anywhere
from seminars.organiser.team import rows
from seminars.organiser.team.forms import OfferRoleForm
from seminars.web.forms.addresses import reason_of
from seminars.web.protection.given_back import gives_back_its_form

blueprint = Blueprint("team", __name__, url_prefix="/team")


@blueprint.get("")
def index() -> ResponseReturnValue:
    require_anywhere(Act.INVITE)
    return _page(OfferRoleForm(formdata=None, language=current_user.language))


@blueprint.post("/offers")
@gives_back_its_form
def create() -> ResponseReturnValue:
    require_anywhere(Act.INVITE)
    form = OfferRoleForm()
    if not form.validate():
        return _page(form), 422
    try:
        _offer(form)
    except (NotTheirsToGive, OfferRefused) as refusal:
        form.refuse(refusal)
        return _page(form), 422
    flash(gettext("The offer is on its way to %(address)s. It can be taken for seven days.", address=form.email.data))
    return redirect(url_for("organiser.team.index"), 303)


def _offer(form: OfferRoleForm) -> None:
    with write_unit():
        role_offers.offer(
            Role(form.role.data),
            to=form.email.data,
            scope=form.scopes[form.place.data],
            language=form.language.data,
            by=db.session.get_one(Organiser, current_user.id),
            now=database_now(),
        )
        db.session.commit()


def _page(form: OfferRoleForm) -> str:
    doubt = form.doubt if form.is_submitted() else None
    return render_template(
        "organiser/team/index.html",
        groups=rows.groups_of(current_user),
        accounts=rows.accounts() if is_owner() else [],
        form=form,
        languages=[(code, each.own_name) for code, each in BY_CODE.items()],
        names=NAMES,
        allows=ALLOWS,
        doubt=doubt,
        reason=reason_of(doubt) if doubt else "",
    )
