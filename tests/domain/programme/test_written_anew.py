"""What an upgrade writes differently reaches the calendars that have it as it was."""

import threading
from datetime import timedelta

import pytest
from factories import make_registration, make_seminar, texts
from flask import Flask
from standing_clock import StandingClock

from seminars import clock
from seminars.extensions import db
from seminars.i18n import Texts
from seminars.models import Activity, Message, Seminar, SeminarStatus, Venue
from seminars.worker import jobs, running

STREETS = {
    "as-ever": ("вул. Леніна, 1", False),
    "in-all-languages": ("Пінск, Пинск, Pińsk, Pinsk", False),
    "twice-in-others": ("г. Пінск, вул. Леніна, 1", True),
    "lost-town": ("вул. Пінская, 5", True),
    "other-letters": ("ул. Пинская, 5, г. Пинск", True),
    "draft": ("вул. Пінская, 5", False),
}


def look(app: Flask) -> None:
    """One look of a worker."""
    running._run_once(app, jobs.ONCE, jobs.tell_of_new_writing, threading.Event())


@pytest.mark.usefixtures("inside", "sound")
def test_calendars_are_told_once_of_what_is_written_differently_and_nobody_is_written_to(app, monkeypatch):
    standing = StandingClock(monkeypatch, clock.now())
    for slug, (street, _is_told) in STREETS.items():
        hall = Venue(name=Texts(be="Дом"), address=Texts(be=street))
        status = SeminarStatus.DRAFT if slug == "draft" else SeminarStatus.PUBLISHED
        make_seminar(slug=slug, town_code="pinsk", venue=hall, status=status)
    make_seminar(slug="backslash", title=texts("firms\\NGOs"))
    make_seminar(slug="quotes", title=Texts(be='"Усход"'))
    make_registration(db.session.query(Seminar).filter_by(slug="lost-town").one())
    told, mails = {slug for slug, (_street, is_told) in STREETS.items() if is_told}, db.session.query(Message).count()
    before = dict(db.session.query(Seminar.slug, Seminar.changed_at).all())
    for _later in range(2):
        look(app)
        standing.now += timedelta(days=1)
    db.session.rollback()
    risen = {
        seminar.slug: seminar.ical_sequence
        for seminar in db.session.query(Seminar)
        if seminar.changed_at >= before[seminar.slug] + timedelta(seconds=1)
    }
    assert risen == dict.fromkeys(told | {"backslash", "quotes"}, 1)
    assert {seminar.ical_sequence for seminar in db.session.query(Seminar)} == {0, 1}
    assert db.session.query(Activity).filter_by(kind="calendar_written_anew").count() == len(risen)
    assert db.session.query(Message).count() == mails


def test_an_empty_site_has_nothing_to_tell_now_or_later(app):
    look(app)
    with app.app_context():
        make_seminar(slug="pinsk", town_code="pinsk", venue=Venue(name=texts("Hall"), address=texts("вул. Пінская, 5")))
    look(app)
    with app.app_context():
        assert db.session.query(Seminar).one().ical_sequence == 0
