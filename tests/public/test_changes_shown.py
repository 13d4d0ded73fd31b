"""A change on the pages that show it: the seminar's log, search engines' data, one's own registration."""

import json
import re
from datetime import UTC, datetime, timedelta

import pytest
from acts import act
from factories import make_registration, make_seminar, texts
from visitors import FORM, SIGN_UP, hidden_fields, manage_page, post, rows, sign_up

from seminars.database.units import write_unit
from seminars.domain.seminars import changes
from seminars.domain.seminars.content import VenueText
from seminars.extensions import db
from seminars.models import Activity, Registration, Seminar
from seminars.public.sign_up import form_tokens

START = datetime(2088, 3, 12, 7, 0, tzinfo=UTC)
DAY = timedelta(days=1)


@pytest.fixture
def change(app):
    """Changes the seminar by a verb of the domain."""

    def change(verb, **values):
        with app.app_context():
            act(verb, db.session.query(Seminar).one(), **values)

    with app.app_context():
        make_registration(make_seminar(starts_at=START))
    return change


def linked_data(client) -> dict:
    page = client.get("/en/seminars/klichev").text
    return json.loads(re.search(r'<script type="application/ld\+json">(.*?)</script>', page, re.S)[1])


def log(client, language: str = "en") -> list[str]:
    """The entries of the public log as plain text."""
    page = client.get(f"/{language}/seminars/klichev").text
    entries = re.findall(r'<li id="change-\d+">(.*?)</li>', page, re.S)
    return [" ".join(re.sub(r"<[^>]+>", " ", entry).split()) for entry in entries]


def test_the_page_tells_what_has_changed_and_when_the_latest_first(client, change):
    assert log(client) == []
    change(changes.move, starts_at=START + DAY, reason=texts("Ice"))
    change(changes.correct_venue, venue=VenueText(name=texts("Hall 3a")))
    change(changes.move, venue=VenueText(name=texts("Library")))
    change(changes.postpone)
    entries = [re.sub(r"(Postponed|New place|Moved) .*?, \d\d:\d\d", r"\1", entry, count=1) for entry in log(client)]
    assert entries == [
        "Postponed When Saturday 13 March 2088, 10:00–15:00 (Minsk time, UTC+3)",
        "New place Where until now: Hall 3a (en), Klichev now: Library (en), Klichev",
        "Moved When until now: Friday 12 March 2088, 10:00–15:00 (Minsk time, UTC+3) "
        "now: Saturday 13 March 2088, 10:00–15:00 (Minsk time, UTC+3) Reason Ice (en)",
    ]


def test_search_engines_are_told_the_earlier_start(client, change):
    assert (linked_data(client)["eventStatus"], "previousStartDate" in linked_data(client)) == (
        "https://schema.org/EventScheduled",
        False,
    )
    change(changes.extend, ends_at=START + DAY / 2)
    assert linked_data(client)["eventStatus"] == "https://schema.org/EventScheduled"
    change(changes.move, starts_at=START + DAY)
    data = linked_data(client)
    assert (data["eventStatus"], data["startDate"], data["previousStartDate"]) == (
        "https://schema.org/EventRescheduled",
        "2088-03-13T10:00:00+03:00",
        "2088-03-12T10:00:00+03:00",
    )
    change(changes.move, starts_at=START + 2 * DAY)
    assert linked_data(client)["previousStartDate"] == ["2088-03-13T10:00:00+03:00", "2088-03-12T10:00:00+03:00"]
    change(changes.postpone)
    assert linked_data(client)["eventStatus"] == "https://schema.org/EventPostponed"
    change(changes.move, starts_at=START)
    assert linked_data(client)["eventStatus"] == "https://schema.org/EventRescheduled"
    change(changes.cancel, reason=texts("Ice"))
    assert linked_data(client)["eventStatus"] == "https://schema.org/EventCancelled"


def test_hours_that_become_known_are_no_other_start(app, client):
    midnight = START.replace(hour=21) - DAY
    with app.app_context():
        make_seminar(starts_at=midnight, ends_at=midnight + DAY, hours_known=False)
        with write_unit():
            seminar = db.session.query(Seminar).one()
            hours = {"starts_at": START, "ends_at": START + DAY / 4, "hours_known": True}
            changes.move(seminar, actor="olive@example.org", **hours)
            db.session.commit()
    assert linked_data(client)["eventStatus"] == "https://schema.org/EventScheduled"


def test_after_a_move_the_person_is_asked_once_whether_they_still_come(app, client, change):
    page = manage_page(app)
    assert "Can you still come?" not in client.get(page).text
    change(changes.move, starts_at=START + DAY)
    asked = client.get(page).text
    assert "Can you still come?" in asked
    assert 'Saturday 13 March 2088, <span class="untorn">10:00–15:00</span>' in asked
    assert "Thank you" not in client.get(post(client, f"{page}/reconfirmation", seen="0").location).text
    answer = post(client, f"{page}/reconfirmation", seen=re.search(r'name="seen" value="(\d+)"', asked)[1])
    assert answer.status_code == 303
    assert "Thank you, we count on you." in client.get(answer.location).text
    assert "Can you still come?" not in client.get(page).text
    (registration,) = rows(app, Registration)
    assert registration.reconfirmed_at is not None
    assert registration.email_proven_at is not None
    assert [each.kind for each in rows(app, Activity)] == ["registered", "seminar_moved", "reconfirmed"]
    change(changes.move, starts_at=START + 2 * DAY)
    assert "Can you still come?" in client.get(page).text


def test_nobody_comes_to_what_is_put_off_or_called_off(app, client, change):
    page = manage_page(app)
    change(changes.move, starts_at=START + DAY)
    for verb, values in ((changes.postpone, {}), (changes.cancel, {"reason": texts("Ice")})):
        change(verb, **values)
        assert "Can you still come?" not in client.get(page).text
        answer = post(client, f"{page}/reconfirmation")
        assert "Thank you" not in client.get(answer.location).text
    assert [registration.reconfirmed_at for registration in rows(app, Registration)] == [None]


def test_a_place_that_was_given_back_cannot_be_reconfirmed(app, client, change):
    page = manage_page(app)
    change(changes.move, starts_at=START + DAY)
    post(client, f"{page}/cancellation")
    assert "Can you still come?" not in client.get(page).text
    post(client, f"{page}/reconfirmation")
    assert [registration.reconfirmed_at for registration in rows(app, Registration)] == [None]


def test_whoever_answers_about_an_older_move_is_asked_about_the_newer_one(app, client, change):
    page = manage_page(app)
    change(changes.move, starts_at=START + DAY)
    seen = re.search(r'name="seen" value="(\d+)"', client.get(page).text)[1]
    change(changes.move, starts_at=START + 2 * DAY)
    answer = client.get(post(client, f"{page}/reconfirmation", seen=seen).location).text
    assert "Can you still come?" in answer
    assert 'Sunday 14 March 2088, <span class="untorn">10:00–15:00</span>' in answer
    assert [registration.reconfirmed_at for registration in rows(app, Registration)] == [None]


def test_there_and_back_again_asks_nothing_and_a_corrected_spelling_is_no_move(app, client, change):
    page = manage_page(app)
    change(changes.move, starts_at=START + DAY)
    change(changes.correct_venue, venue=VenueText(name=texts("Hall 3a")))
    asked = client.get(page).text
    assert "Can you still come?" in asked
    assert "Hall 3 (en)" not in asked
    change(changes.move, starts_at=START)
    assert "Can you still come?" not in client.get(page).text


def test_a_form_that_was_open_while_the_seminar_moved_is_shown_again_with_the_new_date(
    app, client, change, monkeypatch
):
    monkeypatch.setattr(form_tokens, "SHORTEST_TYPING", -1)
    bela = {"given_name": "Bela", "surname": "Klichevsky", "email": "bela@example.org", "processing": "y"}
    opened = {**hidden_fields(client.get(FORM).text), **bela}
    change(changes.move, starts_at=START + DAY)
    answer = client.post(SIGN_UP, data=opened)
    assert answer.status_code == 422
    assert "The seminar has changed while you were typing." in answer.text
    assert "Saturday 13 March 2088" in answer.text
    assert 'value="bela@example.org"' in answer.text
    sent = {**hidden_fields(answer.text), **bela}
    accepted = client.post(SIGN_UP, data=sent)
    assert accepted.status_code == 303
    change(changes.move, starts_at=START + 2 * DAY)
    assert client.post(SIGN_UP, data=sent).status_code == 303
    assert len(rows(app, Registration)) == 2


def test_the_receipt_says_what_became_of_the_seminar(app, client, change, monkeypatch):
    monkeypatch.setattr(form_tokens, "SHORTEST_TYPING", -1)
    receipt = sign_up(client, email="bela@example.org").location
    assert "You have a place." in client.get(receipt).text
    change(changes.postpone)
    assert "This seminar is postponed, your place is kept." in client.get(receipt).text
    change(changes.cancel, reason=texts("Ice"))
    page = client.get(receipt).text
    assert "This seminar is cancelled." in page
    assert "You have a place." not in page
    assert "Add to calendar" not in page
