"""From the programme to a place, through a mistake, and back, on a phone: in each engine the same."""

from time import sleep

import pytest
from engines import EVERY_ENGINE
from factories import make_seminar
from live_site import LiveSite, manage_link
from sign_up_form import TITLE, TYPING
from windows import Window

pytestmark = [
    pytest.mark.browser,
    pytest.mark.long,
    pytest.mark.parametrize("database", ["sqlite"], indirect=True),
    pytest.mark.parametrize("engine", EVERY_ENGINE, indirect=True),
]
PHONE = {"width": 360, "height": 740, "language": "be"}
ADA = {"given_name": "Ада", "surname": "Клічаўская-Żółć", "email": "ada@example.org"}
SLIP = "ada@example"


def test_a_participant_on_a_phone(site, open_window):
    window = open_window(**PHONE)
    with site.app.app_context():
        make_seminar(title=TITLE)
    find_the_form(site, window)
    sign_up_at_the_second_try(site, window)
    (confirmation,) = site.mails(1)
    window.open(manage_link(confirmation))
    change_answers(site, window)
    cancel_and_undo(site, window)
    assert [mail["Content-Language"] for mail in site.mails(3)] == ["be"] * 3


def find_the_form(site: LiveSite, window: Window) -> None:
    window.open("/be/")
    window.press(TITLE["be"])
    window.expect_headline(TITLE["be"])
    window.press(site.words("be")("Sign up"))
    window.expect("main", site.words("be")("More about me"))


def sign_up_at_the_second_try(site: LiveSite, window: Window) -> None:
    say = site.words("be")
    for field, text in {**ADA, "email": SLIP}.items():
        window.fill(field, text)
    window.tick("processing")
    sleep(TYPING / 1000)
    window.press(say("Sign up"))
    window.expect("#email-error", say("Write an e-mail address here, for example anna@example.org"))
    assert {field: window.value(field) for field in ADA} == {**ADA, "email": SLIP}
    assert window.evaluate("document.getElementById('processing').checked")
    window.fill("email", ADA["email"])
    window.press(say("Sign up"))
    window.expect_headline(say("You have a place."))
    window.expect("main", ADA["email"])


def change_answers(site: LiveSite, window: Window) -> None:
    say = site.words("be")
    window.expect_headline(say("You have a place."))
    window.press(say("Change answers, address, language"))
    window.press(say("Change your answers"))
    window.expect_headline(say("Change your answers"))
    window.press(say("More about me"))
    window.fill("phone", "+375 29 123-45-67")
    window.press(say("Save"))
    window.expect("[role=status]", "– → +375 29 123-45-67")
    window.press(say("Back to your registration"))
    window.expect_headline(say("You have a place."))
    window.press(say("Change answers, address, language"))
    window.expect("main", "+375 29 123-45-67")


def cancel_and_undo(site: LiveSite, window: Window) -> None:
    say = site.words("be")
    window.press(say("I cannot come"))
    window.press(say("Cancel my place"))
    window.expect_headline(say("Your place is cancelled."))
    site.mails(2)
    window.press(say("Undo the cancellation"))
    window.expect_headline(say("You have a place."))
