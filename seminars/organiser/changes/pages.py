"""Moving, extending, postponing and cancelling a published seminar: first a preview of what it does and whom it
writes to, then the act."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_security import current_user
from markupsafe import Markup

from seminars import clock
from seminars.database.units import write_unit
from seminars.domain.errors import (
    CancelledAlready,
    ChangeRefused,
    EditedMeanwhile,
    HasEnded,
    NeedsNewDate,
    NotPublished,
    PostponedAlready,
)
from seminars.domain.notices import by_hand, telling
from seminars.domain.organisers.roles import Act
from seminars.domain.seminars import decisions
from seminars.domain.seminars.plan import public_plan
from seminars.domain.seminars.preview import Preview, preview_of
from seminars.extensions import db
from seminars.formats.appointments import appointment
from seminars.i18n import chosen_language, gettext, ngettext
from seminars.models import Seminar
from seminars.organiser.access import get_seminar
from seminars.organiser.changes.forms import CancelForm, ChangeForm, ExtendForm, PostponeForm
from seminars.organiser.changes.move_form import MoveForm
from seminars.organiser.changes.preview import directions, what_changes
from seminars.organiser.seminars.differences import Difference, differences, regions_with_towns
from seminars.web.protection.given_back import gives_back_its_form, is_given_back

FORMS = {form.kind: form for form in (MoveForm, ExtendForm, PostponeForm, CancelForm)}
_OBSTACLES: dict[type[ChangeRefused], str] = {
    NotPublished: "draft",
    CancelledAlready: "cancelled",
    HasEnded: "over",
    NeedsNewDate: "postponed",
    PostponedAlready: "postponed",
}

blueprint = Blueprint("changes", __name__, url_prefix="/seminars/<slug>/changes")


@blueprint.get("/new")
def new(slug: str) -> ResponseReturnValue:
    seminar = get_seminar(slug, Act.ANNOUNCE)
    return _page(_empty_form(_kind(request.args.get("kind", "")), seminar))


@blueprint.post("")
@gives_back_its_form
def create(slug: str) -> ResponseReturnValue:
    form = _kind(request.form.get("kind", ""))(get_seminar(slug, Act.ANNOUNCE))
    if _obstacle(form) or not form.validate():
        return _page(form), 422
    if form.again.data:
        return _page(form)
    try:
        is_to_be_done = form.confirmed.data and not is_given_back()
        return _carry_out(form, slug) if is_to_be_done else _preview_page(form, _preview(form))
    except EditedMeanwhile:
        return _conflict(form)
    except ChangeRefused as error:
        form.refuse(error)
        return _page(form), 422


def _kind(typed: str) -> type[ChangeForm]:
    return FORMS.get(typed, MoveForm)


def _empty_form(kind: type[ChangeForm], seminar: Seminar) -> ChangeForm:
    return kind(seminar, formdata=None, data={"version": seminar.version, **kind.present_values(seminar)})


def _preview(form: ChangeForm) -> Preview:
    return preview_of(form.seminar, form.act(), version=_version(form), now=clock.now())


def _version(form: ChangeForm) -> int:
    """To the verb no version means that any will do; a form that sends none has seen none."""
    return form.version.data or 0


def _carry_out(form: ChangeForm, slug: str) -> ResponseReturnValue:
    with write_unit():
        form.seminar = get_seminar(slug, Act.ANNOUNCE)
        preview = _preview(form)
        change = form.act()(form.seminar, actor=current_user.email, version=_version(form))
        told = telling.number_of_people(form.seminar) if change else 0
        left = by_hand.left_of([form.seminar], now=clock.now())[form.seminar.id] if change else 0
        db.session.commit()
    _say_what_was_done(form, preview, told)
    page = url_for("organiser.registrations.index", slug=slug)
    if left:
        flash(_link(f"{page}#by-hand", _still_to_be_told(left)), "bad")
    return redirect(page, 303)


def _say_what_was_done(form: ChangeForm, preview: Preview, told: int) -> None:
    done = gettext("The seminar has a new date.") if preview.brings_back else form.done
    if preview.is_correction:
        flash(gettext("Saved. Nobody was written to."))
    elif told == 0:
        flash(f"{done} {gettext('There is nobody to be written to.')}")
    else:
        words = ngettext("%(num)d person is being written to.", "%(num)d people are being written to.", told)
        flash(f"{done} {words}")


def _still_to_be_told(number: int) -> str:
    return ngettext(
        "%(num)d person has no e-mail address and is still to be told.",
        "%(num)d people have no e-mail address and are still to be told.",
        number,
    )


def _link(address: str, words: str) -> Markup:
    return Markup('<a href="{}">{}</a>').format(address, words)


def _conflict(form: ChangeForm) -> ResponseReturnValue:
    """What was typed beside what is stored now; going on then changes the seminar as it is now, knowingly."""
    stored = _empty_form(type(form), form.seminar)
    known = form.present_values(form.seminar)
    conflict = [each for each in differences(form, stored) if each.field.name.partition("-")[0] in known]
    form.version.raw_data, form.version.data = None, form.seminar.version
    return _page(form, conflict), 409


def _obstacle(form: ChangeForm) -> str:
    """Why the seminar cannot be changed like this at all, as the page knows it; else ""."""
    try:
        decisions.refuse_as_it_stands(public_plan(form.seminar, version=None), form.kind, now=clock.now())
    except ChangeRefused as refusal:
        return _OBSTACLES[type(refusal)]
    return ""


def _page(form: ChangeForm, conflict: list[Difference] | None = None) -> str:
    return render_template(
        "organiser/changes/new.html",
        form=form,
        seminar=form.seminar,
        obstacle=_obstacle(form),
        conflict=conflict,
        present=appointment(form.seminar),
        regions=regions_with_towns(chosen_language()),
        is_fixed=False,
    )


def _preview_page(form: ChangeForm, preview: Preview) -> str:
    return render_template(
        "organiser/changes/preview.html",
        form=form,
        seminar=form.seminar,
        preview=preview,
        what_changes=what_changes(preview, chosen_language()),
        directions=directions(preview),
    )
