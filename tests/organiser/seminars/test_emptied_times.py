"""What stood in a field of a date or an hour is not taken away unasked: browsers send a half-emptied one as empty."""

import re
from datetime import UTC, datetime, time
from html import unescape

import pytest
from factories import make_seminar, texts

from seminars.database.units import write_unit
from seminars.extensions import db
from seminars.models import Seminar, Session

EDIT = "/organiser/seminars/klichev/edit"
ASKED = "This was “{was}” and is empty now. Write it again, or tick that it is to be removed"


@pytest.fixture
def klichev(app, olive):
    """Two days with opens, closes and one row of an agenda."""
    with app.app_context():
        seminar = make_seminar(
            starts_at=datetime(2029, 3, 7, 7, tzinfo=UTC),
            ends_at=datetime(2029, 3, 8, 12, tzinfo=UTC),
            registration_opens_at=datetime(2029, 1, 5, 6, tzinfo=UTC),
            registration_closes_at=datetime(2029, 3, 5, 9, tzinfo=UTC),
        )
        with write_unit():
            row = Session(position=0, starts=time(10), ends=time(11, 30), title=texts("Welcome"))
            db.session.get_one(Seminar, seminar.id).sessions.append(row)
            db.session.commit()


def sent_by(page: str) -> dict[str, str]:
    """What a browser would send of the form of a page if nothing was changed."""
    form = re.search(r"<form class=\"form form--wide\".*?</form>", page, re.DOTALL)[0]
    found: dict[str, str] = {}
    for tag in re.findall(r"<input [^>]*>", form):
        name, value = re.search(r' name="([^"]+)"', tag), re.search(r' value="([^"]*)"', tag)
        if name and ("checkbox" not in tag or " checked" in tag):
            found[name[1]] = unescape(value[1]) if value else ""
    for name, text in re.findall(r"<textarea [^>]*name=\"([^\"]+)\"[^>]*>\n(.*?)</textarea>", form, re.DOTALL):
        found[name] = unescape(text)
    for name, options in re.findall(r"<select [^>]*name=\"([^\"]+)\"[^>]*>(.*?)</select>", form, re.DOTALL):
        found[name] = (re.findall(r'value="([^"]*)" selected', options) or re.findall(r'value="([^"]*)"', options))[0]
    return found


def stored(app) -> tuple:
    with app.app_context():
        seminar = db.session.query(Seminar).one()
        (row,) = seminar.sessions or [None]
        hours = (row.starts, row.ends) if row else None
        return seminar.registration_opens_at, seminar.registration_closes_at, seminar.ends_at, hours


FIELDS = {
    "opens": "Friday 5 January 2029, 09:00",
    "closes": "Monday 5 March 2029, 12:00",
    "last_day": "Thursday 8 March 2029",
    "agenda-0-starts": "10:00",
    "agenda-0-ends": "11:30",
}


@pytest.mark.parametrize("name", FIELDS)
def test_what_was_there_and_comes_back_empty_is_asked_back_at_its_field(app, olive, klichev, name):
    before = stored(app)
    answer = olive.client.post(EDIT, data=sent_by(olive.get(EDIT).text) | {name: ""})
    assert (answer.status_code, stored(app)) == (422, before)
    assert re.search(rf'id="{name}-error">([^<]+)</p>', answer.text)[1] == ASKED.format(was=FIELDS[name])
    assert [tag for tag in re.findall("<input [^>]+>", answer.text) if f'name="{name}-removed"' in tag] == [
        f'<input type="checkbox" id="{name}-removed" name="{name}-removed" value="y">'
    ]


@pytest.mark.parametrize("name", FIELDS)
def test_with_the_tick_it_goes_and_only_it(app, olive, klichev, name):
    before = stored(app)
    asked = olive.client.post(EDIT, data=sent_by(olive.get(EDIT).text) | {name: ""})
    assert olive.client.post(EDIT, data=sent_by(asked.text) | {f"{name}-removed": "y"}).status_code == 303
    opens, closes, ends_at, hours = before
    one_day = datetime(2029, 3, 7, 12, tzinfo=UTC)
    assert (
        stored(app)
        == {
            "opens": (None, closes, ends_at, hours),
            "closes": (opens, None, ends_at, hours),
            "last_day": (opens, closes, one_day, hours),
            "agenda-0-starts": (opens, closes, ends_at, (None, time(11, 30))),
            "agenda-0-ends": (opens, closes, ends_at, (time(10), None)),
        }[name]
    )


def test_without_the_tick_it_is_asked_again_and_what_is_written_instead_is_taken(app, olive, klichev):
    asked = olive.client.post(EDIT, data=sent_by(olive.get(EDIT).text) | {"closes": ""})
    again = olive.client.post(EDIT, data=sent_by(asked.text))
    assert (again.status_code, ASKED.format(was=FIELDS["closes"]) in again.text) == (422, True)
    assert olive.client.post(EDIT, data=sent_by(again.text) | {"closes": "2029-03-06T12:00"}).status_code == 303
    assert stored(app)[1] == datetime(2029, 3, 6, 9, tzinfo=UTC)


def test_the_tick_is_kept_while_something_else_is_wrong(app, olive, klichev):
    wrong = {"closes": "", "closes-removed": "y", "capacity": "many"}
    answer = olive.client.post(EDIT, data=sent_by(olive.get(EDIT).text) | wrong)
    assert (answer.status_code, sent_by(answer.text)["closes-removed"]) == (422, "y")
    assert 'id="closes-error"' not in answer.text
    assert olive.client.post(EDIT, data=sent_by(answer.text) | {"capacity": "20"}).status_code == 303
    assert stored(app)[1] is None


def test_a_row_that_is_emptied_whole_goes_unasked(app, olive, klichev):
    page = sent_by(olive.get(EDIT).text)
    row = {name: "" for name in page if re.fullmatch(r"agenda-0-(starts|ends|title-\w+)", name)}
    assert olive.client.post(EDIT, data=page | row).status_code == 303
    assert stored(app)[3] is None


def test_the_answer_outlives_that_somebody_else_saved_meanwhile(app, olive, klichev):
    mine = sent_by(olive.get(EDIT).text) | {"closes": "", "closes-removed": "y"}
    assert olive.client.post(EDIT, data=sent_by(olive.get(EDIT).text) | {"capacity": "30"}).status_code == 303
    conflict = olive.client.post(EDIT, data=mine)
    assert conflict.status_code == 409
    assert olive.client.post(EDIT, data=sent_by(conflict.text)).status_code == 303
    assert stored(app)[1] is None


def test_a_new_seminar_without_a_deadline_is_asked_nothing(app, olive):
    page = sent_by(olive.get("/organiser/seminars/new").text)
    assert [name for name in page if name.endswith("-was")] == []
    typed = {"series": "", "series_name": "Clusters", "town": "pinsk", "title-en": "First steps", "capacity": "20"}
    when = {"first_day": "2029-03-07", "begins": "10:00", "ends": "15:00", "registration_mode": "own"}
    answer = olive.client.post("/organiser/seminars/new", data=page | typed | when)
    assert (answer.status_code, stored(app)[:2]) == (303, (None, None))
