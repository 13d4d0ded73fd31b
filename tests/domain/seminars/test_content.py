"""A seminar as its organisers write it, and how that differs from what is stored."""

from dataclasses import fields, replace
from datetime import time, timedelta

import pytest
from at_noon import NOW, seminar_with
from factories import texts

from seminars.database.units import write_unit
from seminars.domain.seminars import content
from seminars.domain.seminars.content import SeminarChanges, SessionText, VenueText
from seminars.extensions import db
from seminars.models import Activity, Seminar, Session

pytestmark = pytest.mark.usefixtures("inside")


@pytest.fixture
def seminar(inside) -> Seminar:
    seminar = seminar_with(20)
    with write_unit():
        stored = db.session.get_one(Seminar, seminar.id)
        stored.sessions.append(Session(position=1, starts=time(10), ends=time(11), title=texts("Opening")))
        db.session.commit()
    return seminar


def test_what_is_stored_differs_in_nothing_from_itself_as_written(seminar: Seminar):
    written = content.as_written(seminar)
    assert (written.slug, written.capacity, written.venue_name) == ("klichev", 20, texts("Hall 3"))
    assert [(each.starts, each.title) for each in written.sessions] == [(time(10), texts("Opening"))]
    assert content.changed_fields(seminar, written) == []


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("title", texts("Better clusters")),
        ("venue_address", texts("Lenin Street 2")),
        ("latitude", 50.0),
        ("capacity", None),
        ("queue_closed", True),
        ("sessions", (SessionText(title=texts("Opening")),)),
    ],
)
def test_each_field_that_differs_is_named(seminar: Seminar, field: str, value: object):
    assert content.changed_fields(seminar, replace(content.as_written(seminar), **{field: value})) == [field]


def test_forms_and_files_know_whole_minutes_so_seconds_are_no_difference(seminar: Seminar):
    written = content.as_written(seminar)
    almost = replace(written, starts_at=written.starts_at + timedelta(seconds=59))
    assert content.changed_fields(seminar, almost) == []
    later = replace(written, starts_at=written.starts_at + timedelta(minutes=1))
    assert content.changed_fields(seminar, later) == ["starts_at"]


def test_a_seminar_without_a_hall_is_nowhere_in_its_town():
    assert content.venue_of(seminar_with(1, venue=None)) == VenueText()


def test_every_field_is_a_column_of_the_seminar_but_for_its_address_its_agenda_and_its_hall():
    apart = {each.name for each in fields(SeminarChanges)} - set(content.plain_fields())
    assert apart == {"slug", "sessions", "venue_name", "venue_address", "directions", "latitude", "longitude"}
    assert set(content.plain_fields()) <= set(Seminar.__mapper__.columns.keys())


def test_the_log_tells_which_fields_were_edited_and_how_many_seats_there_were_and_are(seminar: Seminar):
    with write_unit():
        stored = db.session.get_one(Seminar, seminar.id)
        content.record_edit(stored, ["title"], capacity_before=20, actor="olive@example.org", at=NOW)
        stored.capacity = 10
        content.record_edit(stored, ["capacity"], capacity_before=20, actor="olive@example.org", at=NOW)
        db.session.commit()
    assert [row.details for row in db.session.query(Activity).order_by(Activity.id)] == [
        {"fields": ["title"]},
        {"fields": ["capacity"], "capacity": [20, 10]},
    ]
