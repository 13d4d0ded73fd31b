"""When the contact leaves, the others of the party keep everything: their offer, their number, their links."""

import re

import pytest
from acts import cancel
from factories import ADA, make_registration, make_seminar
from sqlalchemy import update
from visitors import headline, letters, manage_page, post, rows

from seminars import clock
from seminars.database.units import write_unit
from seminars.domain.people.sign_up import Person, WhenShort
from seminars.extensions import db
from seminars.mail.sending import delivery
from seminars.models import Registration, Seminar, SeminarStatus, Status

pytestmark = pytest.mark.usefixtures("sound")

FIRST = Person(given_name="First", surname="Klichevsky", email="first@example.org")
BELA = Person(given_name="Bela", surname="Klichevskaya")
PAGE = r"https://seminars\.example\.org(/en/registrations/[\w~-]+)"


@pytest.fixture
def waiting(app) -> str:
    """The page of Ada, who waits with Bela for the two places that two others have; all mails are sent."""
    with app.app_context():
        seminar = make_seminar(capacity=2)
        make_registration(seminar, FIRST, companions=(BELA,))
        make_registration(seminar, ADA, companions=(BELA,), when_short=WhenShort.TOGETHER)
        delivery.deliver_due()
    return manage_page(app, 3)


@pytest.fixture
def offered(app, client, waiting) -> str:
    """The same, when the two places are offered to them."""
    post(client, f"{manage_page(app, 1)}/party/cancellation")
    with app.app_context():
        delivery.deliver_due()
    return waiting


def last_letter(app) -> str:
    with app.app_context():
        assert delivery.deliver_due() == 1
    return " ".join(letters(app)[-2].split())


def withdraw(app, number: int) -> None:
    with app.app_context():
        cancel(number, by="organiser", reason="Ill")


def test_the_page_of_who_has_left_is_that_of_the_others_and_their_offer_can_be_taken(app, client, offered):
    post(client, f"{offered}/cancellation")
    page = client.get(offered, follow_redirects=True)
    assert headline(page.text) == "A place is offered to you."
    assert "Ada Klichevskaya: the registration is cancelled." in page.text
    (accept,) = re.findall(r'action="([^"]+/acceptance)"', page.text)
    assert post(client, accept).status_code == 303
    assert [each.status for each in rows(app, Registration)[2:]] == [Status.CANCELLED, Status.CONFIRMED]


def test_the_page_of_the_others_says_that_the_organisers_ended_it_and_why(app, client, offered):
    withdraw(app, 3)
    page = client.get(offered, follow_redirects=True).text
    assert "<p>Ada Klichevskaya: the organisers have cancelled the registration. Reason: Ill</p>" in page


@pytest.mark.parametrize("who", ["person", "organiser"])
def test_the_mail_tells_the_others_until_when_to_answer_and_links_to_their_page(app, client, offered, who):
    post(client, f"{offered}/cancellation") if who == "person" else withdraw(app, 3)
    letter = last_letter(app)
    assert re.search(r"A place is still offered to the others of you\. Please answer by \w+ \d", letter)
    assert "nothing changes for them" not in letter
    assert f"Take the place or leave it to others: https://seminars.example.org{manage_page(app, 4)}" in letter


def test_the_others_who_wait_keep_their_number_and_are_told_that_they_have_no_place(app, client, waiting):
    post(client, f"{waiting}/cancellation")
    page = client.get(waiting, follow_redirects=True)
    assert headline(page.text) == "You are number 1 on the waiting list."
    assert "Another e-mail address" in page.text
    letter = last_letter(app)
    assert "The others of you are still on the waiting list; they have no place yet." in letter
    assert re.findall(PAGE, letter)[0] == manage_page(app, 4)


def test_who_left_by_mistake_finds_the_undo_on_the_page_of_the_others(app, client):
    with app.app_context():
        make_registration(make_seminar(), ADA, companions=(BELA,))
    post(client, f"{manage_page(app)}/cancellation")
    (undo,) = re.findall(r'action="([^"]+/restoration)"', client.get(manage_page(app), follow_redirects=True).text)
    assert post(client, undo).status_code == 303
    assert {each.status for each in rows(app, Registration)} == {Status.CONFIRMED}
    assert client.get(manage_page(app)).status_code == 200


def test_a_seminar_that_is_called_off_is_not_said_to_have_ended_when_somebody_left(app, client):
    with app.app_context():
        make_registration(make_seminar(), ADA, companions=(BELA,))
    post(client, f"{manage_page(app)}/cancellation")
    with app.app_context(), write_unit():
        called_off = {"status": SeminarStatus.CANCELLED, "cancelled_at": clock.now()}
        db.session.execute(update(Seminar).values(**called_off))
        db.session.commit()
    page = client.get(manage_page(app), follow_redirects=True).text
    assert headline(page) == "This seminar is cancelled."
    assert "Cancelled on" not in page
    assert "has a place" not in page


def test_a_second_press_by_who_has_left_shows_the_page_of_the_others(app, client, offered):
    post(client, f"{offered}/cancellation")
    again = post(client, f"{offered}/cancellation")
    assert (again.status_code, headline(again.text)) == (409, "A place is offered to you.")
    assert f"{manage_page(app, 4)}/acceptance" in again.text
    for act in ("message", "language"):
        post(client, f"{offered}/{act}", language="pl")
    assert [(each.given_name, each.language) for each in rows(app, Registration)[2:]] == [("Ada", "en"), ("Bela", "pl")]
