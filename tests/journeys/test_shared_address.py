"""Two people with one mail address: the calendar entry is theirs together, the places are each one's own."""

import re
from email import message_from_binary_file, policy
from email.message import EmailMessage
from pathlib import Path

import pytest
from factories import make_seminar
from flask import Flask
from flask.testing import FlaskClient
from icalendar import Calendar, Event

from seminars.mail.sending.delivery import deliver_due
from seminars.public.sign_up import form_tokens

ADDRESS = "family@example.org"


@pytest.fixture(autouse=True)
def _nobody_types(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(form_tokens, "SHORTEST_TYPING", -1)


@pytest.fixture
def household(app: Flask, client: FlaskClient) -> "Household":
    with app.app_context():
        make_seminar()
    return Household(app, client)


def test_the_entry_stays_until_the_last_of_an_address_leaves(household):
    adas = household.sign_up("Ada")
    belas = household.sign_up("Bela")
    ada_leaves = household.leave(adas)
    bela_leaves = household.leave(belas)
    assert [method(mail) for mail in (adas, belas, ada_leaves, bela_leaves)] == ["REQUEST", None, None, "CANCEL"]
    assert entry(adas)["UID"] == entry(bela_leaves)["UID"]
    assert entry(adas)["SEQUENCE"] < entry(bela_leaves)["SEQUENCE"]


def test_each_of_them_has_a_link_that_shows_and_cancels_one_person(household):
    adas, belas = household.sign_up("Ada"), household.sign_up("Bela")
    assert household.page(adas).count("Bela") == 0
    household.leave(adas)
    assert "You have a place." in household.page(belas)
    assert "Your place is cancelled." in household.page(adas)


def test_signing_up_again_after_the_last_one_left_is_newer_than_the_farewell(household):
    farewell = household.leave(household.sign_up("Ada"))
    again = household.sign_up("Ada")
    assert (method(farewell), method(again)) == ("CANCEL", "REQUEST")
    assert entry(farewell)["SEQUENCE"] < entry(again)["SEQUENCE"]


class Household:
    """What a family does with its browser and its mailbox."""

    def __init__(self, app: Flask, client: FlaskClient) -> None:
        self.app, self.client, self.read = app, client, set()

    def sign_up(self, given_name: str) -> EmailMessage:
        """Send the form; the mail that comes of it."""
        typed = {"given_name": given_name, "surname": "Klichevskaya", "email": ADDRESS, "processing": "y"}
        form = self.client.get("/en/seminars/klichev/registrations/new").text
        answer = self.client.post("/en/seminars/klichev/registrations", data={**hidden_fields(form), **typed})
        assert answer.status_code == 303
        return self.new_mail()

    def leave(self, mail: EmailMessage) -> EmailMessage:
        """Follow the link of a mail and cancel; the mail that comes of it."""
        answer = self.client.post(f"{path_in(mail)}/cancellation", data=hidden_fields(self.page(mail)))
        assert answer.status_code == 303
        return self.new_mail()

    def page(self, mail: EmailMessage) -> str:
        return self.client.get(path_in(mail)).text

    def new_mail(self) -> EmailMessage:
        with self.app.app_context():
            deliver_due()
        files = set((Path(self.app.config["INSTANCE"]) / "mail" / "new").iterdir()) - self.read
        self.read |= files
        (file,) = files
        with file.open("rb") as content:
            return message_from_binary_file(content, policy=policy.default)


def hidden_fields(page: str) -> dict[str, str]:
    return dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', page))


def path_in(mail: EmailMessage) -> str:
    """The path of the person's own page, from the plain text."""
    text = mail.get_body(("plain",)).get_content()
    (path,) = re.findall(r"https://seminars\.example\.org(/en/registrations/[^\s#/]+)(?!\S)", text)
    return path


def method(mail: EmailMessage) -> str | None:
    """The method of the calendar part, if there is one."""
    parts = [part for part in mail.walk() if part.get_content_type() == "text/calendar"]
    return parts[0]["Content-Type"].params["method"] if parts else None


def entry(mail: EmailMessage) -> Event:
    (part,) = [part for part in mail.walk() if part.get_content_type() == "text/calendar"]
    calendar = Calendar.from_ical(part.get_content())
    assert calendar["METHOD"] == method(mail)
    (event,) = calendar.events
    return event
