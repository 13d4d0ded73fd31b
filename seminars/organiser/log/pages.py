"""What happened to one seminar: all of it, one group of kinds, or what tells of one person."""

from typing import Any

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue
from flask_security import current_user

from seminars.database.units import database_now, write_unit
from seminars.domain.lists import exports, log, log_sheet
from seminars.domain.organisers.roles import Act
from seminars.extensions import db
from seminars.formats.log_words import Group, groups_in_words
from seminars.i18n import chosen_language
from seminars.organiser import sheets
from seminars.organiser.access import get_registration, get_seminar, page_number
from seminars.organiser.log.days import by_day

blueprint = Blueprint("log", __name__, url_prefix="/seminars/<slug>")


@blueprint.get("/log")
def index(slug: str) -> ResponseReturnValue:
    seminar, chosen = get_seminar(slug, Act.PEOPLE), _chosen(slug)
    page = log.page_of(seminar, **chosen, number=page_number(request.args.get("page", "")))
    return render_template(
        "organiser/log/index.html",
        seminar=seminar,
        page=page,
        days=by_day(page.rows, seminar),
        chosen=chosen,
        groups={group: words for group, words in groups_in_words().items() if group != Group.INSTALLATION},
    )


@blueprint.get("/log.<any(csv, xlsx):extension>")
def export(slug: str, extension: str) -> ResponseReturnValue:
    with write_unit():
        seminar, now, by = get_seminar(slug, Act.PEOPLE), database_now(), current_user.email
        sheet = log_sheet.sheet_of(seminar, **_chosen(slug), language=chosen_language(), exported_by=by, now=now)
        exports.record_export(seminar, kind="log_exported", actor=by, fmt=extension, rows=sheet.row_count, now=now)
        name = exports.file_name(seminar, extension, what="log")
        db.session.commit()
    return sheets.send(sheet, extension, name=name)


def _chosen(slug: str) -> dict[str, Any]:
    """Which rows the address asks for; 404 for a person who is not there."""
    group, code = request.args.get("kind", ""), request.args.get("code", "")
    return {
        "group": Group(group) if group in list(Group) else None,
        "about": get_registration(slug, code, Act.PEOPLE, also_erased=True) if code else None,
    }
