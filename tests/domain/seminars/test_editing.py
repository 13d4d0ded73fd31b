from dataclasses import replace
from datetime import UTC, datetime, time, timedelta

import pytest
from acts import act
from factories import make_registration, make_seminar, make_series, texts

from seminars.database.units import write_unit
from seminars.domain.errors import EditedMeanwhile, FixedOnceRegistered, NotReady, SlugFrozen, SlugTaken
from seminars.domain.seminars import content, editing
from seminars.domain.seminars.content import SeminarChanges, SessionText
from seminars.extensions import db
from seminars.i18n import Texts
from seminars.models import Activity, Message, RegistrationMode, Seminar, SeminarStatus, Speaker, Venue

pytestmark = pytest.mark.usefixtures("inside")

NOW = datetime(2026, 12, 1, 12, 0, tzinfo=UTC)
OLIVE = "olive@example.org"


def _changes(**values):
    plain = {
        "series_id": values.get("series_id") or make_series().id,
        "town_code": "pinsk",
        "timezone": "Europe/Minsk",
        "starts_at": datetime(2027, 3, 12, 7, 0, tzinfo=UTC),
        "ends_at": datetime(2027, 3, 12, 12, 30, tzinfo=UTC),
        "title": Texts(be="Кластары"),
        "capacity": 50,
    }
    return SeminarChanges(**plain | values)


def _create(**values):
    changes = _changes(**values)
    with write_unit():
        seminar = editing.create_seminar(changes, uid_domain="seminars.example.org", actor=OLIVE, now=NOW)
        db.session.commit()
    return seminar


def _edit(seminar, *, version=None, now=NOW, **values):
    with write_unit():
        stored = db.session.get_one(Seminar, seminar.id)
        changes = replace(content.as_written(stored), **values)
        editing.edit_seminar(stored, version=version or stored.version, changes=changes, actor=OLIVE, now=now)
        db.session.commit()


def _publish(seminar):
    act(editing.publish, seminar, now=NOW)


def test_a_new_seminar_is_a_draft_with_an_address_made_of_town_and_series():
    seminar = _create()
    assert (seminar.status, seminar.slug) == (SeminarStatus.DRAFT, "pinsk-clusters")
    assert seminar.uid.endswith("@seminars.example.org")
    second = _create(series_id=seminar.series_id)
    assert second.slug == "pinsk-clusters-2"
    assert content.as_written(second) == _changes(series_id=seminar.series_id, slug="pinsk-clusters-2")


def test_an_address_is_given_once_and_frozen_when_published():
    seminar = _create(slug="pinsk")
    with pytest.raises(SlugTaken):
        _create(slug="pinsk", series_id=seminar.series_id)
    _edit(seminar, slug="pinsk-2027")
    _publish(seminar)
    with pytest.raises(SlugFrozen):
        _edit(seminar, slug="other")
    assert seminar.slug == "pinsk-2027"


def test_a_series_is_made_of_its_name():
    with write_unit():
        first = editing.create_series(Texts(be="Кластары: першыя крокі"), actor=OLIVE, now=NOW)
        second = editing.create_series(Texts(be="Кластары: першыя крокі"), actor=OLIVE, now=NOW)
        assert (first.slug, second.slug) == ("klastary-pershyia-kroki", "klastary-pershyia-kroki-2")
        db.session.commit()


def test_a_seminar_is_published_when_it_has_a_title_and_seats():
    seminar = _create(title=Texts(), capacity=None)
    with pytest.raises(NotReady) as refusal:
        _publish(seminar)
    assert refusal.value.fields == ("title", "capacity")
    _edit(seminar, title=Texts(pl="Klastry"), registration_mode=RegistrationMode.THEIRS)
    _publish(seminar)
    assert (seminar.status, seminar.published_at) == (SeminarStatus.PUBLISHED, NOW)
    kinds = [each.kind for each in db.session.query(Activity).order_by(Activity.id)]
    assert kinds == ["seminar_created", "seminar_edited", "seminar_published"]


def test_of_two_editors_the_second_is_told():
    seminar = _create()
    _edit(seminar, version=1, capacity=60)
    with pytest.raises(EditedMeanwhile):
        _edit(seminar, version=1, capacity=70)
    assert (seminar.capacity, seminar.version) == (60, 2)


def test_saving_without_a_change_changes_nothing():
    seminar = _create()
    before = (seminar.version, seminar.changed_at, seminar.ical_sequence)
    _edit(seminar, now=NOW + timedelta(days=1))
    assert (seminar.version, seminar.changed_at, seminar.ical_sequence) == before


def test_sequence_rises_with_time_and_place_and_changed_at_with_everything():
    seminar = _create()
    _publish(seminar)
    for values, rise in (
        ({"title": Texts(en="Clusters")}, 0),
        ({"capacity": 10}, 0),
        ({"directions": Texts(en="Bus 5")}, 0),
        ({"venue_name": Texts(en="Library")}, 1),
        ({"starts_at": seminar.starts_at + timedelta(hours=1)}, 1),
        ({"hours_known": False}, 1),
    ):
        sequence, changed_at = seminar.ical_sequence, seminar.changed_at
        _edit(seminar, **values)
        assert seminar.ical_sequence - sequence == rise, values
        assert seminar.changed_at >= changed_at + timedelta(seconds=1), values


def test_once_somebody_is_registered_when_and_where_are_fixed_and_all_else_is_not():
    starts_at = datetime(2027, 3, 12, 7, 0, tzinfo=UTC)
    seminar = make_seminar(starts_at=starts_at)
    make_registration(seminar, now=NOW)
    moved = {
        "starts_at": starts_at + timedelta(hours=1), "ends_at": starts_at + timedelta(hours=9), "hours_known": False,
        "town_code": "pinsk", "venue_name": Texts(en="Elsewhere"), "venue_address": Texts(), "latitude": 50.0,
    }  # fmt: skip
    for name, value in moved.items():
        with pytest.raises(FixedOnceRegistered) as refusal:
            _edit(seminar, title=Texts(en="New"), **{name: value})
        assert refusal.value.fields == (name,)
    assert seminar.title == texts("Small towns and clusters")
    messages = db.session.query(Message).count()
    _edit(seminar, title=Texts(en="New"), capacity=1, directions=Texts(en="Bus 5"))
    assert (seminar.title, seminar.capacity) == (Texts(en="New"), 1)
    assert db.session.query(Message).count() == messages


def test_a_hall_that_two_seminars_share_is_not_changed_under_the_other():
    hall = Venue(name=texts("Hall"), address=Texts())
    first = make_seminar(slug="first", venue=hall)
    second = make_seminar(slug="second", venue_id=first.venue_id, venue=first.venue)
    _edit(first, venue_name=Texts(en="Library"))
    assert (first.venue.name, second.venue.name) == (Texts(en="Library"), texts("Hall"))


def test_a_session_that_stays_keeps_its_speakers_and_description():
    seminar = _create(
        sessions=(SessionText(starts=time(10), title=Texts(en="One")), SessionText(title=Texts(en="Two")))
    )
    with write_unit():
        one = db.session.get_one(Seminar, seminar.id).sessions[0]
        one.description, one.speakers = Texts(en="About"), [Speaker(slug="bogna", name="Bogna")]
        db.session.commit()
    rows = content.as_written(seminar).sessions
    other = make_seminar(slug="other")
    _edit(other, sessions=(replace(rows[0], title=Texts(en="Stolen")),))
    _edit(seminar, sessions=(SessionText(title=Texts(en="Zero")), replace(rows[0], starts=time(11)), rows[0]))
    found = [(each.position, each.title["en"], each.starts, len(each.speakers)) for each in seminar.sessions]
    assert found == [(1, "Zero", None, 0), (2, "One", time(11), 1), (3, "One", time(10), 0)]
    assert [each.title["en"] for each in other.sessions] == ["Stolen"]


def test_what_is_public_keeps_its_title_and_its_seats():
    seminar = _create()
    with write_unit():
        editing.publish(seminar, actor=OLIVE, now=NOW)
        db.session.commit()
    stored = content.as_written(seminar)
    for lost, field in (({"title": Texts()}, "title"), ({"capacity": None}, "capacity")):
        with write_unit(), pytest.raises(NotReady) as refusal:
            editing.edit_seminar(seminar, version=seminar.version, changes=replace(stored, **lost), actor=OLIVE)
        assert refusal.value.fields == (field,)
    elsewhere = replace(stored, capacity=None, registration_mode=RegistrationMode.THEIRS)
    with write_unit():
        editing.edit_seminar(seminar, version=seminar.version, changes=elsewhere, actor=OLIVE)
