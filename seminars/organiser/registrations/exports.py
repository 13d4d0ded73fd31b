"""The attendee list to take away, as a workbook or as CSV.

It is written to a temporary file first: a slow client must not hold a transaction while it takes the list away.
"""

from tempfile import SpooledTemporaryFile
from typing import BinaryIO

from flask import Blueprint, send_file
from flask.typing import ResponseReturnValue
from flask_security import current_user

from seminars.database.units import database_now, write_unit
from seminars.domain.lists import exports
from seminars.domain.organisers.roles import Act
from seminars.extensions import db
from seminars.formats import tables
from seminars.i18n import chosen_language
from seminars.organiser.access import get_seminar

TYPES = {"csv": "text/csv", "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"}
IN_MEMORY = 1_000_000

blueprint = Blueprint("exports", __name__, url_prefix="/seminars/<slug>")


@blueprint.get("/registrations.<any(csv, xlsx):extension>")
def show(slug: str, extension: str) -> ResponseReturnValue:
    with write_unit():
        seminar, now = get_seminar(slug, Act.PEOPLE), database_now()
        sheet = exports.attendees(seminar, language=chosen_language(), exported_by=current_user.email, now=now)
        exports.record_export(seminar, actor=current_user.email, fmt=extension, rows=sheet.row_count, now=now)
        name = exports.file_name(seminar, extension)
        db.session.commit()
    file = _written(sheet, extension)
    # Rows were read in a transaction of their own, which ends before the answer leaves.
    db.session.rollback()
    return send_file(file, mimetype=TYPES[extension], as_attachment=True, download_name=name)


def _written(sheet: tables.Sheet, extension: str) -> BinaryIO:
    file = SpooledTemporaryFile(max_size=IN_MEMORY)  # noqa: SIM115 - it is closed when the answer has been sent
    try:
        if extension == "xlsx":
            tables.write_xlsx(sheet, file)
        else:
            file.writelines(tables.write_csv(sheet))
    except BaseException:
        file.close()
        raise
    file.seek(0)
    return file
