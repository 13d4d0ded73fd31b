import csv
from io import BytesIO, StringIO
from tracemalloc import get_traced_memory, start, stop

import pytest
from attendees import NOW, PINSK, as_workbook, export, make_attendee
from factories import make_seminar
from older_keys import older_program
from sqlalchemy import event, insert, select, text

from seminars.database.units import write_unit
from seminars.domain.lists import exports
from seminars.extensions import db
from seminars.formats.tables import write_csv, write_xlsx
from seminars.models import Activity, ConsentKind, Message, MessageKind, MessageState, Party, Registration, Status


@pytest.fixture
def seminar(app):
    with app.app_context():
        yield make_seminar(**PINSK)


@pytest.mark.parametrize(
    ("language", "region", "separator"),
    [
        ("be", "Брэсцкая вобласць", ";"),
        ("ru", "Брестская область", ";"),
        ("pl", "obwód brzeski", ";"),
        ("en", "Brest region", ","),
    ],
)
def test_the_list_comes_in_the_readers_language(seminar, language, region, separator):
    make_attendee(seminar, town="Пінск", phone="+375 29 123-45-67", surname="=1+1")
    text = b"".join(write_csv(export(seminar, language))).decode("utf-8-sig")
    row = list(csv.reader(StringIO(text, newline=""), delimiter=separator))[1]
    assert (row[2], row[9], row[11]) == ("'=1+1", region, "+375 29 123-45-67")
    assert export(seminar, language).about[0][1].startswith(f"Cluster management ({language}), ")


def test_about_says_what_it_is_and_who_took_it(seminar):
    make_attendee(seminar)
    about = dict(as_workbook(export(seminar))["About"].iter_rows(values_only=True))
    protection = about.pop("Data protection")
    assert about == {
        "Seminar": "Cluster management (en), Pinsk",
        "Date": "Friday 12 March 2027, 00:30–05:30 (Minsk time, UTC+3)",
        "Filter": "All registrations",
        "Exported by": "olive@example.org",
        "Exported at": "Monday 1 March 2027, 12:00 (Minsk time, UTC+3)",
        "Rows": "1",
    }
    assert protection.startswith("This list holds personal data.")


def test_about_names_those_who_are_perhaps_one_person(seminar):
    with older_program():
        first = make_attendee(seminar, given_name="Łukasz", surname="Nowak", email="l@example.org")
    second = make_attendee(seminar, given_name="Lukasz", surname="Nowak", email="l@example.org")
    about = dict(as_workbook(export(seminar))["About"].iter_rows(values_only=True))
    assert about["Perhaps the same person"] == f"{first.code}, {second.code}"


def test_the_file_is_named_after_the_local_day_and_the_english_town(seminar):
    assert exports.file_name(seminar, "xlsx") == "2027-03-12_Pinsk_attendees.xlsx"
    seminar.town_code = "maryina-gorka"
    assert exports.file_name(seminar, "csv") == "2027-03-12_Maryina-Gorka_attendees.csv"
    db.session.expire(seminar)


def test_who_exported_what_is_recorded(seminar):
    with write_unit():
        exports.record_export(seminar, actor="olive@example.org", fmt="xlsx", rows=7, now=NOW)
        db.session.commit()
    activity = db.session.scalars(select(Activity)).one()
    assert (activity.kind, activity.actor, activity.at) == ("exported", "olive@example.org", NOW)
    assert (activity.seminar_id, activity.details) == (seminar.id, {"format": "xlsx", "rows": 7})


def test_three_rows_take_as_many_queries_as_one(seminar):
    def queries_for(rows):
        seen = []
        db.session.refresh(seminar)
        listener = lambda _connection, _cursor, statement, *_: seen.append(statement)  # noqa: E731
        event.listen(db.engine, "before_cursor_execute", listener)
        sheet = export(seminar)
        assert len(list(sheet.rows)) == rows
        event.remove(db.engine, "before_cursor_execute", listener)
        return len(seen)

    make_attendee(seminar, messages=[MessageState.SENT], town="Brest")
    one = queries_for(1)
    make_attendee(seminar, consents={ConsentKind.PHOTO: True})
    make_attendee(seminar, messages=[MessageState.FAILED, MessageState.SENT])
    assert (one, queries_for(3)) == (3, 3)


def make_crowd(seminar, people):
    seminar_id = seminar.id
    numbers = range(1, people + 1)
    registration = {
        "seminar_id": seminar_id,
        "is_contact": True,
        "status": Status.CONFIRMED,
        "given_name": "Ганна",
        "town": "Пінск",
        "phone": "+375 29 123-45-67",
        "organisation": "Падляская фундацыя рэгіянальнага развіцця",
        "name_key": "a",
        "language": "be",
        "registered_at": NOW,
        "changed_at": NOW,
    }
    message = {
        "kind": MessageKind.CONFIRMED,
        "to": "ada@example.org",
        "language": "be",
        "seminar_id": seminar_id,
        "created_at": NOW,
        "due_at": NOW,
    }
    with write_unit():
        db.session.execute(insert(Party), [{"id": n, "seminar_id": seminar_id, "queue_no": n} for n in numbers])
        db.session.execute(
            insert(Registration),
            [
                registration
                | {
                    "id": n,
                    "party_id": n,
                    "code": f"{n:06}",
                    "surname": f"Вішнеўская {n}",
                    "email_key": f"{n}@example.org",
                }
                for n in numbers
            ],
        )
        db.session.execute(insert(Message), [message | {"dedup": f"crowd-{n}", "registration_id": n} for n in numbers])
        # What PostgreSQL last counted were the few rows of some test before; a site grows more slowly than it counts.
        db.session.execute(text("ANALYZE"))
        db.session.commit()


def peak_memory(write, sheet):
    start()
    try:
        write(sheet)
        return get_traced_memory()[1]
    finally:
        stop()


@pytest.mark.long
@pytest.mark.parametrize(
    "write",
    [lambda sheet: sum(map(len, write_csv(sheet))), lambda sheet: write_xlsx(sheet, BytesIO())],
    ids=["csv", "xlsx"],
)
def test_fifty_thousand_people_need_little_memory(seminar, write):
    make_crowd(seminar, 50_000)
    db.session.expunge_all()
    sheet = export(db.session.merge(seminar))
    assert sheet.row_count == 50_000
    assert peak_memory(write, sheet) < 20_000_000
