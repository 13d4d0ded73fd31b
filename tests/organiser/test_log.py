"""The page of the log: days, sentences with links, choices in the address; and who may open it."""

import re
from datetime import timedelta

import pytest
from acts import erase, write
from at_noon import NOW, act
from flask import Flask
from logged_life import live
from visitors import Counted

from seminars.domain import activity
from seminars.domain.registrations import self_service
from seminars.extensions import db
from seminars.models import Activity, Membership, Organiser, Registration, Role, Seminar

LOG = "/organiser/seminars/klichev/log"


@pytest.fixture
def codes(app: Flask, olive) -> dict[str, str]:
    """By surname, after the life of a seminar."""
    with app.app_context():
        live()
        return dict(db.session.execute(db.select(Registration.surname, Registration.code)).all())


def _role(app: Flask, role: Role) -> None:
    with app.app_context():
        mallory = db.session.query(Organiser).filter_by(email="mallory@example.org").one()
        seminar = db.session.query(Seminar).one()
        write(lambda: db.session.add(Membership(organiser_id=mallory.id, role=role, seminar_id=seminar.id)))


def test_days_stand_over_their_sentences_and_a_name_leads_to_its_person(olive, codes):
    page = olive.get(LOG).text
    assert re.findall(r"<h2[^>]*>([^<]+)</h2>", page) == [
        "Thursday 4 March 2027",
        "Wednesday 3 March 2027",
        "Tuesday 2 March 2027",
        "Monday 1 March 2027",
    ]
    second = page[page.index("Tuesday 2 March") : page.index("Monday 1 March")]
    assert re.findall(r"<li>.*</li>", second) == [
        '<li><time datetime="2027-03-02T10:00:00+00:00">13:00</time> <p>olive@example.org corrected the e-mail address '
        f'of <a href="/organiser/seminars/klichev/registrations/{codes["Dan"]}">A Dan</a></p></li>',
        f'<li><time datetime="2027-03-02T09:00:00+00:00">12:00</time> <p><a href="/organiser/seminars/klichev/'
        f'registrations/{codes["Ann"]}">A Ann</a> cancelled the registration</p></li>',
    ]


def test_a_choice_stays_in_every_address_and_the_list_that_is_taken_away_has_it_and_is_noted(app, olive, codes):
    page = olive.get(f"{LOG}?kind=decisions&code={codes['Dan']}").text
    assert page.count("<li><time") == 2
    assert f'/log.csv?kind=decisions&amp;code={codes["Dan"]}"' in page
    assert re.findall(r'aria-current="true">([^<]+)</a></li>', page) == ["Decisions and offers"]
    taken = olive.get(f"{LOG}.csv?kind=decisions&code={codes['Dan']}")
    assert (taken.mimetype, taken.headers["Cache-Control"]) == ("text/csv", "no-store")
    assert "_Klichev_log.csv" in taken.headers["Content-Disposition"]
    assert [line.split(",")[3] for line in taken.text.splitlines()[1:]] == [codes["Dan"]] * 2
    assert olive.get(f"{LOG}.xlsx").data.startswith(b"PK")
    with app.app_context():
        noted = db.session.query(Activity).filter_by(kind="log_exported").order_by(Activity.id).all()
        assert [(each.organiser_name, each.details) for each in noted] == [
            ("olive@example.org", {"format": "csv", "rows": 2}),
            ("olive@example.org", {"format": "xlsx", "rows": 21}),
        ]
    assert "Nothing of this kind has happened yet." in olive.get(f"{LOG}?kind=roles").text
    invented = ("kind=nothing", "page=0", "code=ZZZZZZ")
    assert [olive.get(f"{LOG}?{typed}").status_code for typed in invented] == [200, 200, 404]


@pytest.mark.usefixtures("codes")
def test_only_those_who_may_see_people_read_the_log(app, mallory):
    pages = [LOG, f"{LOG}.csv"]
    assert [mallory.get(page).status_code for page in pages] == [404, 404]
    _role(app, Role.HOST)
    assert [mallory.get(page).status_code for page in pages] == [403, 403]
    with app.app_context():
        assert db.session.query(Activity).filter_by(kind="log_exported").count() == 0
    with app.app_context():
        write(lambda: setattr(db.session.query(Membership).filter_by(role=Role.HOST).one(), "role", Role.VIEWER))
    assert [mallory.get(page).status_code for page in pages] == [200, 200]


def test_the_page_of_a_person_tells_their_history_and_leads_to_what_is_more(app, olive, codes):
    address = f"/organiser/seminars/klichev/registrations/{codes['Lovelace']}"
    page = olive.get(address).text
    history = page[page.index("<h2>History</h2>") :]
    assert re.findall(r"<p>([^<]+)</p></li>", history) == [
        "A Lovelace gave another e-mail address",
        "A Lovelace changed: phone",
        "A Lovelace signed up and has a place",
    ]
    more = f'href="{LOG}?code={codes["Lovelace"]}"'
    assert more not in page
    with app.app_context():
        ada = db.session.query(Registration).filter_by(surname="Lovelace").one().id
        for number in range(28):
            act(self_service.change_language, ada, "ru" if number % 2 else "be", now=NOW + timedelta(days=5))
    page = olive.get(address).text
    assert (page.count("<li><time"), more in page) == (30, True)


def test_one_who_was_erased_is_named_neither_in_the_log_nor_on_the_page_that_is_left(app, olive, codes):
    with app.app_context():
        erase(db.session.query(Registration).filter_by(surname="Lovelace").one())
        code = db.session.query(Registration).filter(Registration.erased_at.is_not(None)).one().code
    for page in (LOG, f"{LOG}?code={code}", f"/organiser/seminars/klichev/registrations/{code}"):
        text = olive.get(page).text
        assert "omebody whose data was removed" in text
        assert "Lovelace" not in text
        assert codes["Lovelace"] not in text


def test_the_page_costs_the_same_with_one_row_and_with_thirty(app, olive, codes):
    counted = []
    for number in (1, 29):
        with app.app_context():
            seminar = db.session.query(Seminar).one()
            about = {"actor": "olive@example.org", "at": NOW, "seminar": seminar, "registration": None}
            about["registration"] = db.session.query(Registration).filter_by(surname="Dan").one()
            write(lambda: [activity.record("message_sent_again", **about) for _ in range(number)])  # noqa: B023
        with Counted(app) as statements:
            page = olive.get(f"{LOG}?kind=messages").text
        counted.append((len(statements), page.count("<li><time")))
    assert counted == [(counted[0][0], 1), (counted[0][0], 30)]
