"""Giving somebody another role, and ending one; each page says what it means before it is done."""

from collections.abc import Callable
from functools import partial

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_security import current_user

from seminars.database.units import database_now, write_unit
from seminars.domain.organisers.giving import role_changes
from seminars.domain.organisers.giving.role_changes import LastOwner, RoleEnded
from seminars.domain.organisers.giving.scopes import NotTheirsToGive, scope_of
from seminars.extensions import db
from seminars.formats.roles.places import where
from seminars.formats.roles.words import ALLOWS, NAMES
from seminars.i18n import gettext, lazy_gettext
from seminars.models import Membership, Organiser, Role
from seminars.organiser.access import NotTheirs
from seminars.organiser.team.forms import RoleForm
from seminars.organiser.team.reach import MOST, get_role
from seminars.web.forms import Words
from seminars.web.protection.given_back import gives_back_its_form

LAST_OWNER = lazy_gettext(
    "Nobody else owns the whole site, and without an owner nobody could let others in. Offer that role to somebody, "
    "and once it is taken come back here."
)

blueprint = Blueprint("team_roles", __name__, url_prefix=f"/team/roles/<int(max={MOST}):number>")


@blueprint.get("")
def edit(number: int) -> ResponseReturnValue:
    membership = get_role(number)
    if membership.ended_at:
        return _ended()
    return _page("edit", membership, RoleForm(formdata=None, role=membership.role.value))


@blueprint.post("")
@gives_back_its_form
def update(number: int) -> ResponseReturnValue:
    membership, form = get_role(number), RoleForm()
    form.allow(scope_of(membership))
    if not form.validate():
        return _page("edit", membership, form), 422
    said = gettext("The role is changed. The person was signed out everywhere and is told by mail.")
    return _done(number, partial(role_changes.change_role, role=Role(form.role.data)), said, "edit", form)


@blueprint.get("/ending")
def confirm(number: int) -> ResponseReturnValue:
    membership = get_role(number)
    return _ended() if membership.ended_at else _page("ending", membership)


@blueprint.post("/ending")
def end(number: int) -> ResponseReturnValue:
    said = gettext("The role has ended. The person was signed out everywhere and is told by mail.")
    return _done(number, role_changes.end_role, said, "ending")


def _done(
    number: int, verb: Callable[..., None], said: str, page: str, form: RoleForm | None = None
) -> ResponseReturnValue:
    try:
        with write_unit():
            verb(get_role(number), by=db.session.get_one(Organiser, current_user.id), now=database_now())
            db.session.commit()
    except LastOwner:
        return _page(page, get_role(number), form, LAST_OWNER), 422
    except NotTheirsToGive:
        raise NotTheirs(None, None) from None
    except RoleEnded:
        return _ended()
    flash(said)
    return redirect(url_for("organiser.team.index"), 303)


def _ended() -> ResponseReturnValue:
    flash(gettext("Nothing was changed: this role has already ended, or has been changed."), "bad")
    return redirect(url_for("organiser.team.index"), 303)


def _page(page: str, membership: Membership, form: RoleForm | None = None, problem: Words = "") -> str:
    scope = scope_of(membership)
    if form:
        form.allow(scope)
    return render_template(
        f"organiser/team_roles/{page}.html",
        membership=membership,
        account=db.session.get_one(Organiser, membership.organiser_id),
        place=where(scope.series, scope.seminar),
        form=form,
        problem=problem,
        names=NAMES,
        allows=ALLOWS,
    )
