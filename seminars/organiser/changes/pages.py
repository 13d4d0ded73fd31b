"""Moving, extending, postponing and cancelling a published seminar in three steps: what changes, what that does and
whom it writes to, and, once it is done, a report of whom it has reached. All changes are listed."""

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_security import current_user

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
from seminars.domain.notices import by_hand, reports
from seminars.domain.organisers.roles import Act
from seminars.domain.seminars import decisions
from seminars.domain.seminars.consequences import look_ahead
from seminars.domain.seminars.plan import public_plan
from seminars.domain.seminars.preview import Preview, languages_read, preview_of
from seminars.extensions import db
from seminars.formats.appointments import appointment
from seminars.i18n import chosen_language, gettext
from seminars.models import Seminar
from seminars.organiser.access import get_seminar
from seminars.organiser.changes import effects
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
MOST = 2**31 - 1

blueprint = Blueprint("changes", __name__, url_prefix="/seminars/<slug>/changes")


@blueprint.get("")
def index(slug: str) -> ResponseReturnValue:
    seminar = get_seminar(slug, Act.PEOPLE)
    obstacles = {kind: _obstacle(seminar, kind) for kind in FORMS}
    return render_template(
        "organiser/changes/index.html",
        seminar=seminar,
        entries=reports.entries(seminar),
        kinds=[kind for kind, obstacle in obstacles.items() if not obstacle],
        obstacle=obstacles[MoveForm.kind],
    )


@blueprint.get(f"/<int(max={MOST}):number>")
def show(slug: str, number: int) -> ResponseReturnValue:
    """The whole page, or the part of it that moves, which a script asks for."""
    seminar = get_seminar(slug, Act.PEOPLE)
    entry = reports.find_entry(seminar, number) or abort(404)
    is_part = request.args.get("part") == "progress"
    return render_template(
        f"organiser/changes/{'_progress' if is_part else 'show'}.html",
        seminar=seminar,
        entry=entry,
        failed=reports.failed(entry.change),
        left=_left_to_be_told(seminar, number),
    )


@blueprint.get("/new")
def new(slug: str) -> ResponseReturnValue:
    seminar = get_seminar(slug, Act.ANNOUNCE)
    return _page(_empty_form(_kind(request.args.get("kind", "")), seminar))


@blueprint.post("")
@gives_back_its_form
def create(slug: str) -> ResponseReturnValue:
    form = _kind(request.form.get("kind", ""))(get_seminar(slug, Act.ANNOUNCE))
    if _obstacle(form.seminar, form.kind) or not form.validate():
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


def _left_to_be_told(seminar: Seminar, number: int) -> int:
    """How many people still wait for a call, if this was the last change."""
    last = by_hand.find_change(seminar)
    is_last = last is not None and last.id == number
    return by_hand.left_of([seminar], now=clock.now())[seminar.id] if is_last else 0


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
        number = change.id if change else None
        db.session.commit()
    if number is None:
        flash(gettext("Saved. Nobody was written to."))
        return redirect(url_for("organiser.changes.index", slug=slug), 303)
    flash(gettext("The seminar has a new date.") if preview.brings_back else form.done)
    return redirect(url_for("organiser.changes.show", slug=slug, number=number), 303)


def _conflict(form: ChangeForm) -> ResponseReturnValue:
    """What was typed beside what is stored now; going on then changes the seminar as it is now, knowingly."""
    stored = _empty_form(type(form), form.seminar)
    known = form.present_values(form.seminar)
    conflict = [each for each in differences(form, stored) if each.field.name.partition("-")[0] in known]
    form.version.raw_data, form.version.data = None, form.seminar.version
    return _page(form, conflict), 409


def _obstacle(seminar: Seminar, kind: str) -> str:
    """Why the seminar cannot be changed like this at all, as the page knows it; else ""."""
    try:
        decisions.refuse_as_it_stands(public_plan(seminar, version=None), kind, now=clock.now())
    except ChangeRefused as refusal:
        return _OBSTACLES[type(refusal)]
    return ""


def _page(form: ChangeForm, conflict: list[Difference] | None = None) -> str:
    return render_template(
        "organiser/changes/new.html",
        form=form,
        seminar=form.seminar,
        obstacle=_obstacle(form.seminar, form.kind),
        languages=languages_read(form.seminar),
        conflict=conflict,
        present=appointment(form.seminar),
        regions=regions_with_towns(chosen_language()),
        is_fixed=False,
    )


def _preview_page(form: ChangeForm, preview: Preview) -> str:
    seminar = form.seminar
    consequences = look_ahead(seminar, preview, now=clock.now())
    return render_template(
        "organiser/changes/preview.html",
        form=form,
        seminar=seminar,
        preview=preview,
        consequences=consequences,
        effects=effects.sentences(preview, consequences),
        gaps=effects.gaps(preview),
        by_hand=effects.to_be_told_by_hand(preview, consequences, has_host=bool(seminar.host or seminar.host_phone)),
        what_changes=what_changes(preview, chosen_language()),
        directions=directions(preview),
    )
