"""People who registered for a seminar in Pinsk, and the list of them as it is read back."""

from datetime import UTC, datetime
from io import BytesIO
from itertools import count

from factories import make_registration, texts
from openpyxl import load_workbook

from seminars.database.units import write_unit
from seminars.domain.lists import exports
from seminars.domain.people.sign_up import Person
from seminars.extensions import db
from seminars.formats.tables import write_xlsx
from seminars.models import Message, MessageKind, Registration

NOW = datetime(2027, 3, 1, 9, 0, 30, tzinfo=UTC)
PINSK = {
    "slug": "pinsk",
    "title": texts("Cluster management"),
    "town_code": "pinsk",
    "starts_at": datetime(2027, 3, 11, 21, 30, tzinfo=UTC),
    "capacity": 200,
}
people = count(1)


def make_attendee(seminar, *, messages=(), consents=None, later=None, **person):
    number = next(people)
    told = {"surname": f"Surname {number}", "given_name": "Ada", "email": f"ada{number}@example.org"}
    registration = make_registration(seminar, Person(**(told | person)), consents=consents or {}, now=NOW)
    with write_unit():
        registration = db.session.get_one(Registration, registration.id)
        for name, value in (later or {}).items():
            setattr(registration, name, value)
        for state in messages:
            db.session.add(make_message(registration, state))
        db.session.commit()
    return registration


def make_message(registration, state):
    return Message(
        dedup=f"message-{next(people)}",
        kind=MessageKind.REPEATED,
        state=state,
        to=registration.email,
        language="be",
        seminar_id=registration.seminar_id,
        registration_id=registration.id,
        created_at=NOW,
        due_at=NOW,
    )


def export(seminar, language="en"):
    return exports.attendees(seminar, language=language, exported_by="olive@example.org", now=NOW)


def as_workbook(sheet):
    target = BytesIO()
    write_xlsx(sheet, target)
    return load_workbook(target)


def rows_of(sheet):
    """The rows of the workbook as dicts by heading."""
    headings, *rows = as_workbook(sheet).worksheets[0].iter_rows(values_only=True)
    return [dict(zip(headings, row, strict=True)) for row in rows]
