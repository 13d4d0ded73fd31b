"""A town's new name in the places file reaches the calendars that show it."""

from dataclasses import replace
from datetime import timedelta
from types import MappingProxyType

import pytest
from factories import make_seminar, texts

from seminars import clock
from seminars.database.units import write_unit
from seminars.domain.programme import renamed_towns
from seminars.extensions import db
from seminars.models import Activity, Seminar, SeminarStatus, ShownTown

pytestmark = pytest.mark.usefixtures("inside")


def _note():
    with write_unit():
        renamed = renamed_towns.note_renamed_towns(actor="system:worker", now=clock.now())
        db.session.commit()
    return renamed


def _rename(app, code, name):
    places = app.extensions["places"]
    towns = {**places.towns, code: replace(places.towns[code], name=name)}
    app.extensions["places"] = replace(places, towns=MappingProxyType(towns))


def test_seminars_of_a_renamed_town_change_for_calendars_and_no_others(app):
    for slug, town in (("klichev", "klichev"), ("pinsk", "pinsk")):
        make_seminar(slug=slug, town_code=town)
    make_seminar(slug="draft", status=SeminarStatus.DRAFT)
    stamps = dict(db.session.query(Seminar.slug, Seminar.changed_at).all())
    assert _note() == []
    assert {town.code: town.name for town in db.session.query(ShownTown)} == {
        code: app.extensions["places"].towns[code].name for code in ("klichev", "pinsk")
    }
    _rename(app, "klichev", texts("Klicheva"))
    assert _note() == ["klichev"]
    risen = {
        seminar.slug: (seminar.ical_sequence, seminar.changed_at - stamps[seminar.slug] >= timedelta(seconds=1))
        for seminar in db.session.query(Seminar)
    }
    assert risen == {"klichev": (1, True), "pinsk": (0, False), "draft": (0, False)}
    assert [each.kind for each in db.session.query(Activity)] == ["town_renamed"]
    assert _note() == []
