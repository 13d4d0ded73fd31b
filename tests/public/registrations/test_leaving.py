"""Leaving, on pages of their own: they say what happens and for whom, and change nothing until a button is pressed."""

import re
from dataclasses import replace
from datetime import timedelta

import pytest
from factories import ADA, make_registration, make_seminar
from visitors import everything_stored, headline, manage_page, post, rows, set_all

from seminars import clock
from seminars.domain.people.sign_up import Person
from seminars.models import Registration, Seminar, SeminarStatus, Status

BELA, CYRIL = (Person(given_name=name, surname="Klichevsky") for name in ("Bela", "Cyril"))
FREED = "Somebody else can have your place."
LEAVES_CALENDAR = "A mail from us should take the seminar out of your calendar."
NOW = clock.now()


def of_party(app) -> str:
    with app.app_context():
        return manage_page(app, make_registration(make_seminar(), companions=(BELA, CYRIL)).id)


def states(app) -> list[Status]:
    return [each.status for each in rows(app, Registration)]


@pytest.mark.usefixtures("ada")
@pytest.mark.parametrize(("way", "says"), [("cancellation", "I cannot come"), ("disavowal", "This was not me")])
def test_looking_at_the_page_changes_nothing_and_pressing_its_button_does(app, client, way, says):
    page = manage_page(app)
    assert f'href="{page}/{way}"' in client.get(page).text
    before = everything_stored(app)
    shown = client.get(f"{page}/{way}")
    assert (shown.status_code, headline(shown.text), everything_stored(app)) == (200, says, before)
    assert shown.headers["Cache-Control"] == "no-store"
    assert f'action="{page}/{way}"' in shown.text
    assert ADA.surname in shown.text
    assert post(client, f"{page}/{way}").location == page
    assert states(app) == [Status.CANCELLED]


@pytest.mark.usefixtures("ada")
@pytest.mark.parametrize("way", ["cancellation", "disavowal"])
def test_strangers_find_no_page_behind_a_forged_link(app, client, way):
    page = manage_page(app)
    for forged in (f"{page}x", manage_page(app, 99), manage_page(app, 1, version=2)):
        assert client.get(f"{forged}/{way}").status_code == 404


@pytest.mark.usefixtures("ada")
@pytest.mark.parametrize("way", ["cancellation", "disavowal"])
@pytest.mark.parametrize(
    ("values", "says"),
    [
        ({"starts_at": NOW - timedelta(hours=1), "ends_at": NOW + timedelta(hours=1)}, "You have a place."),
        ({"starts_at": NOW - timedelta(hours=2), "ends_at": NOW - timedelta(hours=1)}, "The seminar has taken place."),
    ],
)
def test_when_it_is_too_late_the_link_leads_to_how_things_stand(app, client, way, values, says):
    set_all(app, Seminar, **values)
    answer = client.get(f"{manage_page(app)}/{way}")
    assert (answer.status_code, answer.location) == (302, manage_page(app))
    assert headline(client.get(answer.location).text) == says


@pytest.mark.usefixtures("ada")
def test_a_seminar_that_is_called_off_is_not_cancelled_by_a_person_too_but_may_be_disowned(app, client):
    set_all(app, Seminar, status=SeminarStatus.CANCELLED, cancelled_at=NOW)
    assert client.get(f"{manage_page(app)}/cancellation").status_code == 302
    assert client.get(f"{manage_page(app)}/disavowal").status_code == 200


@pytest.mark.usefixtures("ada")
def test_who_has_left_is_led_to_what_has_become_of_the_place(app, client):
    page = manage_page(app)
    post(client, f"{page}/cancellation")
    answer = client.get(f"{page}/cancellation", follow_redirects=True)
    assert headline(answer.text) == "Your place is cancelled."
    again = post(client, f"{page}/cancellation")
    assert again.status_code == 409
    assert "This registration has ended already; you need do nothing more." in again.text


def test_of_a_party_it_is_said_who_leaves_and_one_may_go_alone_or_all(app, client):
    page = of_party(app)
    shown = client.get(f"{page}/cancellation").text
    assert "Ada Klichevskaya, Bela Klichevsky, Cyril Klichevsky" in shown
    assert "Others can have your 3 places." in shown
    assert "Only Ada Klichevskaya" in shown
    # "I cannot come" speaks of oneself.
    assert re.findall(r'button--main">([^<]+)<', shown) == ["Cancel for Ada Klichevskaya"]
    post(client, f"{page}/cancellation")
    assert states(app) == [Status.CANCELLED, Status.CONFIRMED, Status.CONFIRMED]
    # The link of who has left leads to those who stay.
    assert client.get(f"{page}/cancellation").location == page


def test_this_was_not_me_names_all_whom_it_ends(app, client):
    page = of_party(app)
    assert "Ada Klichevskaya, Bela Klichevsky, Cyril Klichevsky" in client.get(f"{page}/disavowal").text
    post(client, f"{page}/disavowal")
    assert states(app) == [Status.CANCELLED] * 3


def test_each_is_told_what_they_would_lose(app, client):
    with app.app_context():
        seminar, asks = make_seminar(capacity=1), make_seminar(slug="asks", needs_approval=True)
        made = [make_registration(*each).id for each in ((seminar,), (seminar, replace(ADA, email="b@example.org")))]
        made.append(make_registration(asks).id)
    placed, waiting, pending = (client.get(f"{manage_page(app, number)}/cancellation").text for number in made)
    assert f"{FREED} {LEAVES_CALENDAR}" in placed
    assert "Your registration ends, and you lose your place on the waiting list." in waiting
    assert '<p class="lead">Your registration ends.</p>' in pending


@pytest.mark.usefixtures("ada")
@pytest.mark.parametrize("way", ["cancellation", "erasure"])
def test_a_postponed_seminar_is_out_of_the_calendar_already(app, client, way):
    said = [client.get(f"{manage_page(app)}/{way}").text]
    set_all(app, Seminar, postponed_at=NOW)
    said.append(client.get(f"{manage_page(app)}/{way}").text)
    assert [(FREED in page, LEAVES_CALENDAR in page) for page in said] == [(True, True), (True, False)]


def test_who_awaits_approval_loses_no_place_on_a_waiting_list_by_taking_their_data_back(app, client):
    with app.app_context():
        page = manage_page(app, make_registration(make_seminar(needs_approval=True)).id)
    shown = client.get(f"{page}/erasure").text
    assert ("Your registration ends. One last mail" in shown, "waiting list" in shown) == (True, False)
