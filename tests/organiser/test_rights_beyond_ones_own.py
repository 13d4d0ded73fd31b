"""Mallory has a role, and sends what no page offers in order to get at more."""

from contextlib import contextmanager

import pytest
from acts import set_all, write
from factories import make_seminar, make_series
from sqlalchemy import select
from visitors import hidden_fields

from seminars import clock
from seminars.database.units import write_unit
from seminars.extensions import db
from seminars.models import Membership, Organiser, Role, Seminar, Series
from seminars.organiser.changes import pages

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


def test_a_role_that_is_changed_while_a_form_waits_for_its_turn_is_looked_at_again(
    app, mallory, give_mallory, monkeypatch
):
    with app.app_context():
        seminar = make_seminar().id
        give_mallory(Role.ORGANISER, seminar_id=seminar)
    address, cancel = "/organiser/seminars/klichev/changes", {"kind": "cancel", "reason-en": "Rain", "confirmed": "y"}
    version = hidden_fields(mallory.get(f"{address}/new?kind=cancel").text)["version"]

    @contextmanager
    def after_somebody_else():
        set_all(Membership, ended_at=clock.now())
        give_mallory(Role.VIEWER, seminar_id=seminar)
        with write_unit():
            yield

    monkeypatch.setattr(pages, "write_unit", after_somebody_else)
    assert mallory.post(address, {**cancel, "version": version}).status_code == 403
    with app.app_context():
        assert not db.session.get_one(Seminar, seminar).is_cancelled
