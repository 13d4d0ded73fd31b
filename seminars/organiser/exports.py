"""The attendee list to take away, as a workbook or as CSV."""

from tempfile import SpooledTemporaryFile

from flask import Blueprint, Response, send_file, stream_with_context
from flask.typing import ResponseReturnValue
from flask_security import current_user

from seminars import clock
from seminars.domain import exports
from seminars.extensions import db
from seminars.formats import tables
from seminars.i18n import chosen_language
from seminars.organiser.access import get_seminar
from seminars.units import write_unit

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
IN_MEMORY = 1_000_000

blueprint = Blueprint("exports", __name__, url_prefix="/seminars/<slug>")


@blueprint.get("/registrations.<any(csv, xlsx):extension>")
def show(slug: str, extension: str) -> ResponseReturnValue:
    now = clock.now()
    with write_unit():
        seminar = get_seminar(slug)
        rows = _sheet(seminar, now).row_count
        exports.record_export(seminar, actor=current_user.email, fmt=extension, rows=rows, now=now)
        db.session.commit()
    sheet, name = _sheet(seminar, now), exports.file_name(seminar, extension)
    return _workbook(sheet, name) if extension == "xlsx" else _csv(sheet, name)


def _sheet(seminar, now) -> tables.Sheet:
    return exports.attendees(seminar, language=chosen_language(), exported_by=current_user.email, now=now)


def _csv(sheet: tables.Sheet, name: str) -> Response:
    response = Response(stream_with_context(tables.write_csv(sheet)), mimetype="text/csv")
    response.headers.set("Content-Disposition", "attachment", filename=name)
    return response


def _workbook(sheet: tables.Sheet, name: str) -> Response:
    file = SpooledTemporaryFile(max_size=IN_MEMORY)  # noqa: SIM115 - it is closed when the answer has been sent
    tables.write_xlsx(sheet, file)
    file.seek(0)
    return send_file(file, mimetype=XLSX, as_attachment=True, download_name=name)
