"""Signing in where many wrong passwords were typed for the address: the browser solves a task meanwhile."""

from datetime import timedelta

import pytest
from factories import PASSWORD, make_organiser
from playwright.sync_api import expect

from seminars.domain.guard import throttle

pytestmark = [pytest.mark.browser, pytest.mark.parametrize("database", ["sqlite"], indirect=True)]

OLIVE = "olive@example.org"


@pytest.fixture(autouse=True)
def many_were_wrong(app, monkeypatch) -> None:
    monkeypatch.setattr(throttle, "SIGN_IN", ((0, timedelta(minutes=15)),))
    with app.app_context():
        make_organiser(OLIVE, language="en")


def test_the_task_is_solved_while_the_password_is_typed_once_more(site, open_page):
    page = open_page(language="en")
    page.goto("/organiser/sign-in")
    page.locator("#email").fill(OLIVE)
    page.locator("#password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()
    expect(page.locator("#errors")).to_contain_text("your browser solves a small task")
    expect(page.locator("#email")).to_have_value(OLIVE)
    expect(page.locator("#password")).to_have_value("")
    page.locator("#password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()
    page.wait_for_url("**/organiser/")
    # From now on the browser is known.
    page.get_by_role("button", name="Sign out", exact=True).click()
    page.locator("#email").fill(OLIVE)
    page.locator("#password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()
    page.wait_for_url("**/organiser/")
