from datetime import timedelta

import pytest
from attendees import NOW, PINSK, export, make_attendee, rows_of
from factories import make_seminar
from sqlalchemy import update

from seminars.database.units import write_unit
from seminars.extensions import db
from seminars.models import ConsentKind, MessageState, OrganisationKind, Registration, Status


@pytest.fixture
def seminar(app):
    with app.app_context():
        yield make_seminar(**PINSK)


def in_minsk(moment):
    return (moment + timedelta(hours=3)).replace(tzinfo=None, microsecond=0) if moment else None


def as_row(registration, **words):
    """The stored values in the order of the sheet; `words` are cells that do not say just what is stored."""
    row = {
        "No.": None,
        "Code": registration.code,
        "Surname": registration.surname,
        "Given name": registration.given_name,
        "Patronymic": registration.patronymic,
        "Organisation": registration.organisation,
        "Kind of organisation": None,
        "Position": registration.position,
        "Town": registration.town,
        "Region": None,
        "E-mail": registration.email,
        "Phone": registration.phone,
        "Language": "English",
        "Status": "Confirmed",
        "Party": None,
        "Needs": registration.needs,
        "May be photographed": None,
        "May be shared with the host": None,
        "Wants news": None,
        "Registered (Europe/Minsk)": in_minsk(registration.registered_at),
        "Changed (Europe/Minsk)": in_minsk(registration.changed_at),
        "Cancelled at (Europe/Minsk)": in_minsk(registration.cancelled_at),
        "Cancelled by": None,
        "Reconfirmed (Europe/Minsk)": in_minsk(registration.reconfirmed_at),
        "Checked in (Europe/Minsk)": in_minsk(registration.checked_in_at),
        "Source": "Website",
        "Delivery": "Waiting",
        "Never answered from the mail": "Yes",
        "Group": None,
        "Note": registration.note,
    }
    return {heading: value or None for heading, value in (row | words).items()}


def test_every_cell_of_the_workbook_says_what_the_database_says(seminar):
    ada = make_attendee(
        seminar,
        surname="=1+1",
        given_name="Łucja",
        patronymic="Іванаўна",
        organisation='Фонд "Развитие"; Минск',
        position="+cmd|' /C calc'!A0",
        town="брест",
        phone="+375 29 123-45-67",
        needs="lift\n- no nuts 🥜",
        consents={ConsentKind.PROCESSING: True, ConsentKind.PHOTO: True, ConsentKind.SHARING: False},
        messages=[MessageState.FAILED, MessageState.SENT],
        later={
            "note": "@SUM(1)",
            "language": "pl",
            "reconfirmed_at": NOW + timedelta(days=3, microseconds=7),
            "checked_in_at": NOW + timedelta(days=11),
            "email_proven_at": NOW,
            "organisation_kind": OrganisationKind.SCHOOL,
        },
    )
    child = {"party_id": ada.party_id, "is_contact": False, "language": "be"}
    bob = make_attendee(seminar, email="", consents={ConsentKind.NEWS: True}, later=child)
    gone = {
        "registered_at": NOW - timedelta(days=1),
        "status": Status.CANCELLED,
        "cancelled_at": NOW,
        "cancelled_by": "organiser",
        "code": "000007",
    }
    carl = make_attendee(seminar, later=gone)
    answers = {
        "Kind of organisation": "University or school",
        "May be photographed": "Yes",
        "May be shared with the host": "No",
    }
    party = {"Party": ada.party.queue_no, "Never answered from the mail": "No"}
    assert rows_of(export(seminar)) == [
        as_row(carl, Status="Cancelled") | {"No.": 1, "Cancelled by": "An organiser"},
        as_row(ada, Language="Polish", Region="Brest region", Delivery="Sent") | {"No.": 2} | answers | party,
        as_row(bob, Language="Belarusian", Delivery=None) | {"No.": 3, "Wants news": "Yes"} | party,
    ]
    assert list(rows_of(export(seminar))[0]) == list(as_row(ada))


def test_the_list_holds_this_seminar_alone(seminar):
    make_attendee(make_seminar(**PINSK | {"slug": "other"}), surname="Mallory", messages=[MessageState.FAILED])
    ada = make_attendee(seminar, messages=[MessageState.SENT])
    assert [(row["Code"], row["Delivery"]) for row in rows_of(export(seminar))] == [(ada.code, "Sent")]


def test_somebody_who_registers_after_the_count_is_not_in_the_list(seminar):
    code = make_attendee(seminar).code
    sheet = export(seminar)
    make_attendee(seminar)
    assert (sheet.row_count, [row[1] for row in sheet.rows]) == (1, [code])


def test_a_list_of_nobody_is_a_list(seminar):
    sheet = export(seminar)
    assert (sheet.row_count, list(sheet.rows)) == (0, [])


def test_the_region_is_that_of_the_persons_own_town(seminar):
    regions = {
        "Pińsk": "Brest region",
        "ПИНСК": "Brest region",
        "Могилев": "Mogilev region",
        "Могилёв": "Mogilev region",
        "Магілёў": "Mogilev region",
        "Atlantis": None,
        "": None,
    }
    for town in regions:
        make_attendee(seminar, town=town)
    assert {row["Town"] or "": row["Region"] for row in rows_of(export(seminar))} == regions


def test_every_status_and_every_fate_of_a_message_has_words_of_its_own(seminar):
    people = {status: make_attendee(seminar).id for status in Status}
    for state in MessageState:
        make_attendee(seminar, messages=[state])
    with write_unit():
        for status, number in people.items():
            db.session.execute(update(Registration).filter_by(id=number).values(status=status))
        db.session.commit()
    rows = rows_of(export(seminar))
    statuses, fates = {row["Status"] for row in rows}, {row["Delivery"] for row in rows}
    assert (len(statuses), len(fates)) == (len(Status), len(MessageState))
    assert statuses & set(Status) | fates & set(MessageState) == set()
