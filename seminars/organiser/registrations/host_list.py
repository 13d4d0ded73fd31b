"""Who agreed that the host of the seminar may see it: to look at, and to take away."""

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue
from flask_security import current_user

from seminars.database.units import database_now, write_unit
from seminars.domain.lists import exports, host_list
from seminars.domain.organisers.roles import Act
from seminars.extensions import db
from seminars.i18n import chosen_language
from seminars.organiser import columns, sheets
from seminars.organiser.access import get_seminar, page_number

blueprint = Blueprint("host_list", __name__, url_prefix="/seminars/<slug>")


@blueprint.get("/host-list")
def show(slug: str) -> ResponseReturnValue:
    seminar = get_seminar(slug, Act.HOST_LIST)
    agreed, confirmed = host_list.count(seminar)
    page = host_list.page(seminar, agreed, number=page_number(request.args.get("page", "")))
    return render_template(
        "organiser/host_list/show.html",
        seminar=seminar,
        agreed=agreed,
        confirmed=confirmed,
        page=page,
        columns=columns.of_hosts_list(page.rows),
    )


@blueprint.get("/host-list.<any(csv, xlsx):extension>")
def export(slug: str, extension: str) -> ResponseReturnValue:
    with write_unit():
        seminar, now = get_seminar(slug, Act.HOST_LIST), database_now()
        sheet = exports.host_list(seminar, language=chosen_language(), exported_by=current_user.email, now=now)
        by, rows = current_user.email, sheet.row_count
        exports.record_export(seminar, kind="host_list_exported", actor=by, fmt=extension, rows=rows, now=now)
        name = exports.file_name(seminar, extension, what="host-list")
        db.session.commit()
    return sheets.send(sheet, extension, name=name)
