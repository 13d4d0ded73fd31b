"""The account by keyboard alone: where one is signed in, ended from another browser, and a forgotten password."""

import re

import pytest
from factories import PASSWORD, make_organiser
from inspection import barriers, misfits, slips_of_structure
from playwright.sync_api import Page, expect

pytestmark = [pytest.mark.browser, pytest.mark.parametrize("database", ["sqlite"], indirect=True)]

OLIVE = "olive@example.org"


def sign_in(page: Page, password: str = PASSWORD) -> None:
    page.goto("/organiser/sign-in")
    page.locator("#email").fill(OLIVE)
    page.locator("#password").fill(password)
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile("/organiser/(seminars|$)"))


def press(page: Page, name: str) -> None:
    page.get_by_role("button", name=name).focus()
    page.keyboard.press("Enter")


def assert_sound(page: Page) -> None:
    assert [*barriers(page), *slips_of_structure(page), *misfits(page)] == []


def test_one_browser_ends_the_other_and_a_forgotten_password_is_set_anew(app, site, open_page):
    with app.app_context():
        make_organiser(OLIVE, language="en")
    desk, phone = open_page(language="en"), open_page(language="en", width=360, color_scheme="dark")
    for page in (desk, phone):
        sign_in(page)
    phone.goto("/organiser/account")
    assert_sound(phone)
    press(phone, "End it: Chrome, Linux")
    expect(phone.get_by_role("status")).to_contain_text("That browser is signed out.")
    desk.goto("/organiser/account")
    expect(desk).to_have_url(re.compile("/organiser/sign-in"))
    desk.get_by_role("link", name="Forgot your password?").focus()
    desk.keyboard.press("Enter")
    desk.locator("#email").fill(OLIVE)
    assert_sound(desk)
    desk.keyboard.press("Enter")
    expect(desk.get_by_role("status")).to_contain_text("a link is on the way there")
    of_the_phone, letter = site.mails(2)
    assert of_the_phone["Subject"] == "Somebody signed in to your account"
    desk.goto(re.search(r"/organiser/sign-in/\S+", letter.get_body(("plain",)).get_content())[0])
    press(desk, "Sign in")
    expect(desk).to_have_url(re.compile("/organiser/account#set-password"))
    for field in ("#password", "#again"):
        desk.locator(field).fill("a river behind the mill")
    desk.keyboard.press("Enter")
    expect(desk.get_by_role("status")).to_contain_text("You are signed out everywhere else.")
    phone.goto("/organiser/account")
    expect(phone).to_have_url(re.compile("/organiser/sign-in"))
    sign_in(phone, "a river behind the mill")
