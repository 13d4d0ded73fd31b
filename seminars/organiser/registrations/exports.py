"""The attendee list to take away."""

from flask import Blueprint
from flask.typing import ResponseReturnValue
from flask_security import current_user

from seminars.database.units import database_now, write_unit
from seminars.domain.lists import exports
from seminars.domain.organisers.roles import Act
from seminars.extensions import db
from seminars.i18n import chosen_language
from seminars.organiser import sheets
from seminars.organiser.access import get_seminar, may

blueprint = Blueprint("exports", __name__, url_prefix="/seminars/<slug>")


@blueprint.get("/registrations.<any(csv, xlsx):extension>")
def show(slug: str, extension: str) -> ResponseReturnValue:
    with write_unit():
        seminar, now = get_seminar(slug, Act.PEOPLE), database_now()
        by = {"exported_by": current_user.email, "with_notes": may(Act.READ_NOTES, seminar)}
        sheet = exports.attendees(seminar, language=chosen_language(), now=now, **by)
        exports.record_export(seminar, actor=current_user.email, fmt=extension, rows=sheet.row_count, now=now)
        name = exports.file_name(seminar, extension)
        db.session.commit()
    return sheets.send(sheet, extension, name=name)
