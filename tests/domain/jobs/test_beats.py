"""Beats: when a worker was last known to live."""

from datetime import UTC, datetime, timedelta

import pytest

from seminars.database.units import write_unit
from seminars.domain.jobs import beats
from seminars.extensions import db
from seminars.models import Beat

NOW = datetime(2027, 3, 2, 12, tzinfo=UTC)
MINUTE = timedelta(minutes=1)


@pytest.mark.usefixtures("inside")
def test_the_last_beat_is_the_newest_that_does_not_lie_in_the_future():
    assert beats.last(now=NOW) is None
    with write_unit():
        beat_id = beats.begin("first", now=NOW - 9 * MINUTE)
        assert beats.go_on(beat_id, now=NOW - 8 * MINUTE)
        beats.begin("ahead", now=NOW + MINUTE)
        db.session.add(Beat(worker="operator", began_at=NOW, at=NOW, accepted=True))
        db.session.commit()
    assert beats.last(now=NOW) == NOW - 8 * MINUTE


@pytest.mark.usefixtures("inside")
def test_beats_go_on_only_where_those_before_are_still_there():
    with write_unit():
        assert not beats.go_on(7, now=NOW)
