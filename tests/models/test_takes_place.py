"""Whether a seminar takes place: a row and a query answer alike, in every state."""

from datetime import timedelta

import pytest
from factories import make_seminar
from sqlalchemy import select

from seminars import clock
from seminars.extensions import db
from seminars.models import Seminar, SeminarStatus


@pytest.mark.parametrize("is_postponed", [False, True])
@pytest.mark.parametrize("status", SeminarStatus)
def test_only_what_is_published_and_has_its_date_takes_place(app, status, is_postponed):
    expected = status == SeminarStatus.PUBLISHED and not is_postponed
    with app.app_context():
        seminar = make_seminar(status=status, postponed_at=clock.now() if is_postponed else None)
        assert seminar.takes_place is expected
        assert db.session.scalars(select(Seminar.takes_place)).all() == [expected]
        assert db.session.scalars(select(Seminar).where(Seminar.takes_place)).all() == ([seminar] if expected else [])


def test_it_took_place_also_when_it_is_over_and_a_draft_is_neither_postponed_nor_cancelled(app):
    with app.app_context():
        over = make_seminar(starts_at=clock.now() - timedelta(days=7))
        draft = make_seminar(slug="draft", status=SeminarStatus.DRAFT)
        assert (over.is_over(clock.now()), over.takes_place) == (True, True)
        assert (draft.takes_place, draft.is_postponed, draft.is_cancelled) == (False, False, False)
