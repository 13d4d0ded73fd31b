"""The overview of one seminar: what needs attention, places over time, who is new, and what comes when."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from factories import make_registration, make_seminar, make_series
from standing_clock import StandingClock

from seminars.database.units import write_unit
from seminars.domain.organisers import sign_ins
from seminars.domain.people.sign_up import Person
from seminars.extensions import db
from seminars.models import Membership, Message, Organiser, Registration, Role, Seminar

BEGAN = datetime(2027, 3, 1, 9, tzinfo=UTC)
START = datetime(2027, 3, 21, 7, tzinfo=UTC)
DAY = timedelta(days=1)
KLICHEV = "/organiser/seminars/klichev"


@pytest.fixture
def clock(app, monkeypatch):
    # A database has its own clock, by which whoever signed in today was not seen for long.
    monkeypatch.setattr(sign_ins, "LIFETIME", timedelta(days=9999))
    return StandingClock(monkeypatch, BEGAN)


def part(page: str, heading: str) -> str:
    """The words of the section or list that is named like this; "" where there is none."""
    named = re.search(rf'<(section|ul)[^>]*aria-label(?:ledby="{heading}"|="{heading}").*?</\1>', page, re.DOTALL)
    return " ".join(re.sub("<title.*?</desc>|<[^>]+>", " ", named[0], flags=re.DOTALL).split()) if named else ""


def sign_up(app, clock, number: int, **values) -> None:
    with app.app_context():
        seminar = db.session.query(Seminar).one()
        person = Person(surname=f"Nowak{number}", given_name="Ewa", email=f"{number}@example.org")
        make_registration(seminar, person, now=clock.now, **values)


def test_it_tells_all_that_waits_for_somebody_and_leads_there(app, clock, olive):
    with app.app_context():
        make_seminar(starts_at=START, needs_approval=True, capacity=1, registration_closes_at=BEGAN + DAY)
    assert part(olive.get(KLICHEV).text, "What needs attention") == "Registration closes tomorrow"
    for number in range(2):
        sign_up(app, clock, number)
    with app.app_context(), write_unit():
        db.session.query(Message).first().state = "failed"
        db.session.commit()
    page = olive.get(KLICHEV).text
    told = "1 mail did not arrive 2 await your decision Registration closes tomorrow"
    assert part(page, "What needs attention") == told
    assert f'href="{KLICHEV}/registrations?status=pending"' in page
    assert "Nothing waits for you here." not in page


def test_a_quiet_seminar_says_so_and_a_draft_what_it_lacks(app, clock, olive):
    with app.app_context():
        make_seminar(starts_at=START)
        make_seminar(slug="draft", status="draft", published_at=None, capacity=None)
    page = olive.get(KLICHEV).text
    assert "Nothing waits for you here." in page
    assert part(page, "seats") == "Places over time Nobody has had a place yet."
    page = olive.get("/organiser/seminars/draft").text
    assert part(page, "What needs attention") == "Draft: the number of places is missing"
    assert "Nobody can sign up before the seminar is published." in page
    assert part(page, "spread") == ""


def test_a_queue_that_moves_by_itself_is_told_by_the_head_and_needs_nobody(app, clock, olive):
    with app.app_context():
        make_seminar(starts_at=START, capacity=1)
    for number in range(2):
        sign_up(app, clock, number)
    page = olive.get(KLICHEV).text
    assert ("1 waiting" in page, "Nothing waits for you here." in page) == (True, True)


def test_the_chart_its_table_and_the_newest_tell_of_the_same_people(app, clock, olive):
    with app.app_context():
        make_seminar(starts_at=START, capacity=9)
    for number in range(10):
        sign_up(app, clock, number)
        clock.now += DAY * (number % 4 == 0)
    page = olive.get(KLICHEV).text
    table = "Day Places taken 1 Mar 1 2 Mar 5 3 Mar 9"
    assert table in part(page, "seats")
    assert part(page, "seats").endswith("Confirmed 9 On the waiting list 1")
    assert "From 1 Mar to 3 Mar: places taken: 9 of 9." in page
    newest = re.findall(r"Nowak\d", part(page, "newest"))
    assert newest == [f"Nowak{number}" for number in range(9, 1, -1)]


def test_what_comes_is_told_in_its_order_and_what_has_come_is_left_out(app, clock, olive):
    with app.app_context():
        make_seminar(
            starts_at=START, capacity=1, registration_opens_at=BEGAN + DAY / 24, series=make_series(retention_days=30)
        )
    mails = [
        "Sun 14 Mar, 10:00 Reminder, a week before",
        "Sat 20 Mar, 12:00 Reminder, the day before",
        "Sun 21 Mar, 10:00 The seminar begins, and registration closes",
    ]
    after = ["Mon 22 Mar, 12:00 Thanks afterwards", "Tue 20 Apr Last day on which personal data is kept"]
    heading = "What comes, and when"
    told = " ".join([heading, "Mon 1 Mar, 13:00 Registration opens", *mails, *after])
    assert part(olive.get(KLICHEV).text, "due") == told
    clock.now += DAY
    for number in range(2):
        sign_up(app, clock, number)
    with app.app_context(), write_unit():
        first = db.session.query(Registration).order_by(Registration.id).first()
        first.status = "cancelled"
        db.session.commit()
    assert "Sun 21 Mar, 15:00 No place this time" in part(olive.get(KLICHEV).text, "due")
    clock.now = START + DAY
    assert part(olive.get(KLICHEV).text, "due") == " ".join([heading, *after])


def test_a_host_sees_numbers_and_no_name_and_a_viewer_no_deed(app, clock, mallory):
    with app.app_context():
        make_seminar(starts_at=START)
    sign_up(app, clock, 1)
    for role, sees_people in ((Role.HOST, False), (Role.VIEWER, True)):
        with app.app_context(), write_unit():
            account = db.session.query(Organiser).filter_by(email="mallory@example.org").one().id
            db.session.query(Membership).delete()
            seminar_id = db.session.query(Seminar).one().id
            db.session.add(Membership(organiser_id=account, role=role, seminar_id=seminar_id))
            db.session.commit()
        page = mallory.get(KLICHEV).text
        assert ("Nowak1" in page, "registrations.xlsx" in page) == (sees_people, sees_people)
        assert "Confirmed 1" in part(page, "seats")
        assert "poster.pdf" in page
        assert "/changes/new" not in page
        assert "1@example.org" not in page
