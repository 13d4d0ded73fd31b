"""The list of seminars with how full they are, and the form that creates, edits and publishes one."""

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_security import current_user

from seminars import clock, links
from seminars.database.units import write_unit
from seminars.domain.errors import DomainError, EditedMeanwhile
from seminars.domain.organisers import memberships
from seminars.domain.organisers.roles import Act
from seminars.domain.seminars import content
from seminars.domain.seminars import editing as verbs
from seminars.extensions import db
from seminars.i18n import Texts, chosen_language, gettext, ngettext
from seminars.models import Seminar, Series
from seminars.organiser import access
from seminars.organiser.access import NotTheirs, get_seminar
from seminars.organiser.seminars.differences import differences, regions_with_towns
from seminars.organiser.seminars.form import SeminarForm, new_values, written
from seminars.organiser.seminars.rows import rows_of
from seminars.web.protection.given_back import gives_back_its_form

blueprint = Blueprint("seminars", __name__, url_prefix="/seminars")


@blueprint.get("")
def index() -> ResponseReturnValue:
    now = clock.now()
    rows = rows_of(access.tour(now=now), now=now)
    return render_template("organiser/seminars/index.html", rows=rows, may_create=access.may_create())


@blueprint.get("/new")
def new() -> ResponseReturnValue:
    _require_place_for_new()
    return _page(_form(formdata=None, data=new_values()))


@blueprint.post("/new")
@gives_back_its_form
def create() -> ResponseReturnValue:
    _require_place_for_new()
    form = _form()
    if not form.validate():
        return _page(form), 422
    try:
        with write_unit():
            changes = form.changes(_series_id(form))
            seminar = verbs.create_seminar(changes, uid_domain=links.domain(), actor=current_user.email)
            _finish(form, seminar)
    except DomainError as error:
        form.refuse(error)
        return _page(form), 422
    return _saved(seminar)


@blueprint.get("/<slug>/edit")
def edit(slug: str) -> ResponseReturnValue:
    seminar = get_seminar(slug, Act.EDIT)
    values = written(content.as_written(seminar), version=seminar.version)
    return _page(_form(seminar, formdata=None, data=values), seminar)


@blueprint.post("/<slug>/edit")
@gives_back_its_form
def update(slug: str) -> ResponseReturnValue:
    seminar = get_seminar(slug, Act.EDIT)
    form = _form(seminar)
    if not form.validate():
        return _page(form, seminar), 422
    try:
        with write_unit():
            seminar = get_seminar(slug, Act.EDIT)
            changes = form.changes(_series_id(form))
            about = {"version": form.version.data, "changes": changes, "actor": current_user.email}
            offered = verbs.edit_seminar(seminar, **about)
            _finish(form, seminar)
    except EditedMeanwhile:
        return _conflict(form, get_seminar(slug, Act.EDIT))
    except DomainError as error:
        form.refuse(error)
        return _page(form, get_seminar(slug, Act.EDIT)), 422
    return _saved(seminar, offered)


def _require_place_for_new() -> None:
    if not access.may_create():
        raise NotTheirs(None, Act.EDIT)


def _form(seminar: Seminar | None = None, **options) -> SeminarForm:
    return SeminarForm(series=_series(seminar), may_add_series=access.is_owner(), **options)


def _series(seminar: Seminar | None) -> list[Series]:
    """In which a seminar may be: those of which all is theirs to edit. One that is in another series stays there: its
    organisers would lose it, and whoever owns the new one would own the seminar too."""
    theirs = list(db.session.scalars(memberships.series_of(current_user, Act.EDIT).order_by(Series.id)))
    return [seminar.series] if seminar and seminar.series not in theirs else theirs


def _series_id(form: SeminarForm) -> int:
    if form.series.data:
        return int(form.series.data)
    name = Texts({chosen_language(): form.series_name.data})
    return verbs.create_series(name, actor=current_user.email).id


def _finish(form: SeminarForm, seminar: Seminar) -> None:
    if form.publish.data:
        verbs.publish(seminar, actor=current_user.email)
    db.session.commit()


def _saved(seminar: Seminar, offered: int = 0) -> ResponseReturnValue:
    flash(_what_was_offered(offered) if offered else gettext("Saved. Nobody was written to."))
    return redirect(url_for("organiser.seminars.edit", slug=seminar.slug), 303)


def _what_was_offered(places: int) -> str:
    return ngettext(
        "Saved. %(num)d place is offered to the waiting list, and that person is written to.",
        "Saved. %(num)d places are offered to the waiting list, and those people are written to.",
        places,
    )


def _conflict(form: SeminarForm, seminar: Seminar) -> ResponseReturnValue:
    """Both versions side by side; saving once more then overwrites the other's, knowingly."""
    stored = _form(seminar, formdata=None, data=written(content.as_written(seminar), version=seminar.version))
    conflict = differences(form, stored)
    form.version.raw_data, form.version.data = None, seminar.version
    return _page(form, seminar, conflict), 409


def _page(form: SeminarForm, seminar: Seminar | None = None, conflict: list | None = None) -> str:
    return render_template(
        "organiser/seminars/edit.html" if seminar else "organiser/seminars/new.html",
        form=form,
        seminar=seminar,
        is_fixed=verbs.is_fixed(seminar) if seminar else False,
        series=_series(seminar),
        regions=regions_with_towns(chosen_language()),
        conflict=conflict,
    )
