"""What a host sees: whoever has a place and agreed to it, by name; the organisation only where that was agreed too."""

import pytest
from acts import cancel, erase, write
from attendees import NOW, PINSK, as_workbook, make_attendee, rows_of
from factories import NO_CONSENT, make_seminar
from sqlalchemy import update
from visitors import Counted

from seminars.domain.lists import exports, host_list
from seminars.extensions import db
from seminars.models import Consent, ConsentKind, Seminar

AGREED = {**NO_CONSENT, ConsentKind.SHARING: True}
PRIVATE = {"phone": "+375 29 123-45-67", "needs": "ramp", "position": "Engineer", "town": "Brest"}


@pytest.fixture
def seminar(app):
    with app.app_context():
        yield make_seminar(**PINSK)


def attendee(seminar, surname, consents=AGREED):
    told = {"surname": surname, "organisation": "Agro", **PRIVATE}
    return make_attendee(seminar, consents=consents, later={"note": "late"}, **told)


def sheet(seminar, language="en"):
    return exports.host_list(seminar, language=language, exported_by="host@example.org", now=NOW)


def listed(seminar):
    return [tuple(row) for row in db.session.execute(host_list.of_seminar(seminar))]


def agree_to_version(number, registration):
    """The words that stood beside the tick."""
    answer = update(Consent).where(Consent.registration_id == registration.id)
    write(lambda: db.session.execute(answer.values(text_version=number)))


def test_it_names_whoever_has_a_place_and_agreed_and_nobody_else(seminar):
    attendee(seminar, "Nowak")
    attendee(seminar, "Silent", NO_CONSENT)
    attendee(seminar, "Unasked", {})
    cancel(attendee(seminar, "Left"))
    erase(attendee(seminar, "Erased"))
    write(lambda: db.session.execute(update(Seminar).values(needs_approval=True)))
    attendee(seminar, "Pending")
    attendee(make_seminar(**PINSK | {"slug": "other"}), "Elsewhere")
    assert listed(seminar) == [("Nowak", "Ada", "Agro")]
    assert host_list.count(seminar) == (1, 3)


def test_the_organisation_is_shown_only_where_the_words_named_it(seminar):
    """Version 0.8 counted the words of all kinds together, and wrote 3 beside those that name the name alone."""
    for number in (1, 2, 3):
        agree_to_version(number, attendee(seminar, "ABCD"[number]))
    assert listed(seminar) == [("B", "Ada", ""), ("C", "Ada", "Agro"), ("D", "Ada", "")]


def test_the_sheet_tells_how_many_agreed_and_nothing_of_how_to_reach_them(seminar):
    agree_to_version(2, attendee(seminar, "=1+1"))
    attendee(seminar, "Silent", NO_CONSENT)
    assert rows_of(sheet(seminar)) == [{"No.": 1, "Surname": "=1+1", "Given name": "Ada", "Organisation": "Agro"}]
    book = as_workbook(sheet(seminar))
    assert book.sheetnames == ["Host list", "About"]
    about = dict(book["About"].iter_rows(values_only=True))
    assert (about["Filter"], about["Rows"], about["Exported by"]) == ("1 of 2 agreed", "1", "host@example.org")
    assert "Data protection" in about
    everything = repr([[cell for row in each.iter_rows(values_only=True) for cell in row] for each in book])
    told = ("123-45-67", "ramp", "Engineer", "Brest", "ada1@", "late", "Silent")
    assert [word for word in told if word in everything] == []


def test_three_people_take_as_many_queries_as_one(app, seminar):
    numbers = []
    for people in ("A", "BC"):
        for surname in people:
            attendee(seminar, surname)
        with Counted(app) as statements:
            assert len(host_list.page(seminar, 9, number=1).rows) == len(list(sheet(seminar).rows))
        numbers.append(len(statements))
    assert numbers[0] == numbers[1]
    assert host_list.page(seminar, 3, number=2).rows == []
