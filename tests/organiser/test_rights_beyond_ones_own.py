"""Mallory has a role, and sends what no page offers in order to get at more."""

import pytest
from acts import write
from factories import make_seminar, make_series
from sqlalchemy import select
from visitors import hidden_fields

from seminars.extensions import db
from seminars.models import Membership, Organiser, Role, Seminar, Series

MALLORY, EDIT = "mallory@example.org", "/organiser/seminars/klichev/edit"


@pytest.fixture
def give_mallory(app, mallory):
    """Gives her a role; `mallory` is signed in."""

    def give(role: Role, **where: int) -> None:
        mine = db.session.scalars(select(Organiser.id).filter_by(email=MALLORY)).one()
        write(lambda: db.session.add(Membership(organiser_id=mine, role=role, **where)))

    return give


def series_of_klichev() -> str:
    return db.session.scalars(select(Series.slug).join(Seminar).where(Seminar.slug == "klichev")).one()


def test_nobody_takes_a_seminar_out_of_a_series_that_is_not_theirs(app, mallory, give_mallory):
    with app.app_context():
        ours, hers = make_series().id, make_series(slug="hers").id
        give_mallory(Role.ORGANISER, seminar_id=make_seminar(series_id=ours).id)
        give_mallory(Role.OWNER, series_id=hers)
    typed = hidden_fields(mallory.get(EDIT).text)
    for sent in ({"series": str(hers)}, {"series": "", "series_name": "Mine"}, {"series_name": "Mine"}):
        page = mallory.post(EDIT, {**typed, **sent})
        assert (page.status_code, "Choose a series" in page.text) == (422, True), sent
    with app.app_context():
        assert series_of_klichev() == "clusters"
        assert db.session.query(Series).count() == 2
        give_mallory(Role.ORGANISER, series_id=ours)
    assert f'value="{hers}"' in mallory.get(EDIT).text
