"""What organisers see of people whose personal data was removed: that it was, on which day, and numbers."""

import re
from dataclasses import replace
from datetime import timedelta

import pytest
from acts import erase
from attendees import export, rows_of
from factories import ADA, make_registration, make_seminar
from flask import Flask

from seminars import clock
from seminars.database.units import write_unit
from seminars.domain.checks.invariants import find_violations
from seminars.domain.lists import attendees, exports
from seminars.domain.privacy import retention
from seminars.extensions import db
from seminars.i18n import force_locale
from seminars.mail.sending import delivery
from seminars.models import Message, Registration, Seminar

LIST = "/organiser/seminars/klichev/registrations"
BELA = replace(ADA, given_name="Bela", email="bela@example.org", town="Пінск", organisation_kind="company")


@pytest.fixture(autouse=True)
def _ada_and_bela(app: Flask):
    with app.app_context():
        make_registration(make_seminar(), ADA)
        make_registration(db.session.query(Seminar).one(), BELA)
        delivery.deliver_due()
    yield
    with app.app_context():
        assert find_violations(now=clock.now()) == []


def erase_ada(app: Flask) -> str:
    """Her code now."""
    with app.app_context():
        erase(1)
        return db.session.get_one(Registration, 1).code


def test_one_who_was_erased_is_not_listed_and_is_counted(app, olive):
    code = erase_ada(app)
    page = olive.get(LIST).text
    assert "1 registration is not listed: its personal data was removed" in page
    assert "Bela" in page
    assert 'class="counts"' not in page
    assert code not in page
    assert re.findall(r"<dt>Cancelled</dt><dd>(\d)", page) == ["1"]
    assert "without e-mail" not in re.sub(r"<option.*?</option>", "", page)
    for search in ("Ada", ADA.email, code):
        assert "Nobody is found" in olive.get(f"{LIST}?q={search}").text


def test_the_page_of_one_who_was_erased_says_so_and_offers_nothing(app, olive):
    with app.app_context():
        old_code = db.session.get_one(Registration, 1).code
    code = erase_ada(app)
    assert olive.get(f"{LIST}/{old_code}").status_code == 404
    page = olive.get(f"{LIST}/{code}")
    assert (page.status_code, "Everything that told who this was is gone since" in page.text) == (200, True)
    assert 'method="post" action="/organiser/seminars' not in page.text
    for what in ("cancellation", "refusal", "offer"):
        assert olive.get(f"{LIST}/{code}/{what}").status_code == 404
        assert olive.post(f"{LIST}/{code}/{what}", {"reason": "x"}).status_code == 404
    with app.app_context():
        numbers = [each.id for each in db.session.query(Message).filter_by(registration_id=1)]
    for number in numbers:
        assert olive.get(f"/organiser/messages/{number}").status_code == 200
        again = olive.post(f"/organiser/messages/{number}/repetition", follow_redirects=True)
        assert "Not sent" in again.text
    assert "Personal data removed" in olive.get("/organiser/messages").text


def test_a_list_taken_away_leaves_out_who_was_erased_and_says_how_many(app):
    erase_ada(app)
    with app.app_context():
        sheet = export(db.session.query(Seminar).one())
        assert sheet.row_count == 1
        assert [row["Given name"] for row in rows_of(sheet)] == ["Bela"]
        assert ("Left out, personal data removed", "1") in sheet.about


def test_of_a_seminar_whose_time_is_over_numbers_stay(app, olive):
    with app.app_context():
        with write_unit():
            seminar = db.session.query(Seminar).one()
            seminar.starts_at, seminar.ends_at = (
                each - timedelta(days=400) for each in (seminar.starts_at, seminar.ends_at)
            )
            db.session.commit()
        with write_unit():
            while retention.remove(db.session.query(Seminar).one(), due_by=clock.now()):
                pass
            db.session.commit()
    page = olive.get(LIST).text
    assert "The personal data of all 2 registrations was removed" in page
    assert 'role="search"' not in page
    numbers = re.findall(r'<th scope="row">([^<]+)</th><td class="number">(\d+)</td>', page)
    assert numbers == [
        ("Confirmed", "2"),
        ("not known", "1"),
        ("Pinsk", "1"),
        ("not known", "1"),
        ("Brest region", "1"),
        ("not known", "1"),
        ("Company", "1"),
        ("English", "2"),
    ]
    assert olive.get(f"{LIST}.xlsx").status_code == 200
    assert olive.get("/organiser/seminars").status_code == 200
    with app.app_context(), force_locale("en"):
        seminar = db.session.query(Seminar).one()
        assert list(attendees.rows(seminar.id, up_to=9, language="en")) == []
        assert exports.attendees(seminar, language="en", exported_by="o", now=clock.now()).row_count == 0
