"""Both databases give back what they were given."""

from datetime import UTC, datetime, timedelta, timezone

import pytest
from factories import make_seminar, texts
from sqlalchemy import select
from sqlalchemy.exc import StatementError

from seminars.database.units import write_unit
from seminars.extensions import db
from seminars.i18n import Texts
from seminars.models import Activity, Seminar, Session


def test_an_instant_comes_back_in_utc_whatever_its_zone_was(app):
    given = datetime(2027, 3, 12, 10, 0, 0, 123456, tzinfo=timezone(timedelta(hours=3)))
    with app.app_context():
        make_seminar(starts_at=given)
        read = db.session.scalar(select(Seminar.starts_at))
        assert (read, read.tzinfo) == (given, UTC)


def test_an_instant_without_a_zone_is_refused(app):
    with app.app_context(), write_unit():
        db.session.add(Activity(kind="x", actor="x", at=datetime(2027, 3, 12)))  # noqa: DTZ001 the mistake that is tested
        with pytest.raises(StatementError, match="has no zone"):
            db.session.flush()


def test_texts_come_back_equal_and_empty_ones_as_empty(app):
    with app.app_context():
        made = make_seminar(title=Texts(be="Ў і ё", pl=""), description=Texts(), sessions=[Session(position=1)])
        db.session.expire_all()
        assert made.title == Texts(be="Ў і ё")
        assert (made.description, made.sessions[0].title) == (Texts(), Texts())
        assert made.host == texts("District council")


def test_a_visible_change_always_raises_the_stamp(app):
    with app.app_context():
        seminar = make_seminar()
    before = seminar.changed_at
    for now in (before - timedelta(hours=2), before, before + timedelta(milliseconds=10)):
        stamp = seminar.changed_at
        seminar.touch(now)
        assert seminar.changed_at == stamp + timedelta(seconds=1)
    seminar.touch(before + timedelta(days=1, microseconds=7))
    assert seminar.changed_at == before + timedelta(days=1, seconds=1)
