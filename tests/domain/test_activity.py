"""A row of the log is there at once, so that a message can name it, and takes only details that are listed."""

import pytest
from at_noon import NOW, seminar_with, sign_up
from factories import make_organiser

from seminars import clock
from seminars.database.units import write_unit
from seminars.domain import activity
from seminars.domain.privacy.blanking import KEPT_DETAILS
from seminars.extensions import db
from seminars.models import Activity, ActivityKind, Detail, Registration, Status


def test_a_row_keeps_plain_words_whatever_they_were_written_with(app):
    with app.app_context():
        with write_unit():
            activity.record(ActivityKind.CANCELLED, actor="x", at=clock.now(), **{Detail.QUEUE_NO: 7}, forced=True)
            db.session.commit()
        row = db.session.get_one(Activity, 1)
        assert (row.kind, row.details) == ("cancelled", {"queue_no": 7, "forced": True})
        assert row.details[Detail.QUEUE_NO] == 7


def test_a_detail_that_nobody_has_listed_is_refused(app):
    with app.app_context(), write_unit(), pytest.raises(ValueError, match="queue_number"):
        activity.record("offered", actor="x", at=clock.now(), queue_number=7)


def test_what_is_kept_of_an_erased_person_is_what_the_checks_and_the_history_read():
    assert {detail.value for detail in KEPT_DETAILS} == {
        *("with", "queue_no", "forced", "out_of_turn", "message", "fields", "given_up", "first_address"),
    }


@pytest.mark.usefixtures("inside")
def test_a_row_has_its_number_before_anything_is_committed_and_goes_with_what_is_undone():
    (ada,) = sign_up(seminar_with(1), "Ada")
    with write_unit():
        person = db.session.get_one(Registration, ada.id)
        about = {"seminar": person.seminar, "registration": person}
        states = {"from_status": Status.CONFIRMED, "to_status": Status.CANCELLED}
        row = activity.record("cancelled", actor=activity.PERSON, at=NOW, **about, **states, queue_no=7)
        assert row.id
        found = db.session.get_one(Activity, row.id, populate_existing=True)
        assert (found.kind, found.actor, found.at) == ("cancelled", "person", NOW)
        assert (found.seminar_id, found.registration_id) == (person.seminar_id, person.id)
        assert (found.from_status, found.to_status, found.details) == ("confirmed", "cancelled", {"queue_no": 7})
    assert [each.kind for each in db.session.query(Activity)] == ["registered"]


def test_a_row_names_the_account_of_an_organiser_and_nobody_elses(app):
    with app.app_context():
        olive = make_organiser("olive@example.org", name="Olive Tree").id
        with write_unit():
            for actor in ("olive@example.org", "mallory@example.org", activity.PERSON, "system:olive@example.org"):
                activity.record("exported", actor=actor, at=clock.now())
            db.session.commit()
        rows = db.session.query(Activity).order_by(Activity.id).all()
        assert [each.organiser_id for each in rows] == [olive, None, None, None]
        assert [each.organiser_name for each in rows] == ["Olive Tree", "", "", ""]
