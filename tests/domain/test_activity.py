"""The log takes only details that are listed, so that whoever reads them finds them under the name that was written."""

import pytest

from seminars import clock
from seminars.database.units import write_unit
from seminars.domain import activity
from seminars.domain.privacy.blanking import KEPT_DETAILS
from seminars.extensions import db
from seminars.models import Activity, ActivityKind, Detail


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
        *("with", "queue_no", "forced", "out_of_turn", "message", "fields"),
    }
