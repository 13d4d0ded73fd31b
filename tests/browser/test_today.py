"""Olive's morning on a phone: what needs her, in five seconds, with the keyboard alone, also where no script runs."""

import pytest
from flask import Flask
from full_rows import make_full_rows, new_sign_in_link
from inspection import barriers, misfits
from line_breaks import broken_words, torn
from playwright.sync_api import Page, expect

from seminars.domain.organisers import alerts

pytestmark = [pytest.mark.browser, pytest.mark.parametrize("database", ["sqlite"], indirect=True)]


@pytest.fixture(autouse=True)
def no_warning(monkeypatch):
    """The worker begins with the nightly check, and rows in every state break some rules, if they are there in time."""
    monkeypatch.setattr(alerts, "warn_of_violations", lambda _count, **_values: 0)


# By how many there are: the worker may have sent a mail before another one was made to fail.
NEEDED = {
    "ru": {4: "Четыре дела ждут вас.", 5: "Пять дел ждут вас."},
    "en": {4: "Four things need you.", 5: "Five things need you."},
}


@pytest.mark.parametrize("language", ["ru", "en"])
def test_a_morning_on_a_phone(app, open_page, language):
    with app.app_context():
        make_full_rows(language)
    page = open_page(width=360, height=740, language=language)
    sign_in(page, app)
    expect(page.get_by_role("heading", level=1)).to_have_text(NEEDED[language][page.locator(".need .button").count()])
    page.locator("details summary").focus()
    page.keyboard.press("Enter")
    expect(page.locator("details table")).to_be_visible()
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)
        assert barriers(page) == [], scheme
    for width in (320, 360, 768, 1280):
        page.set_viewport_size({"width": width, "height": 740})
        assert misfits(page) + torn(page) + broken_words(page, longest=14) == [], width
    assert small_targets(page) == []
    assert page.locator(".button--main").count() == 1
    page.locator(".need .button").first.focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/registrations#by-hand")


def test_the_same_without_scripts(app, open_page):
    with app.app_context():
        make_full_rows("en")
    page = open_page(width=360, language="en", java_script_enabled=False)
    sign_in(page, app)
    expect(page.get_by_role("heading", level=1)).to_have_text(NEEDED["en"][page.locator(".need .button").count()])
    page.locator("details summary").click()
    expect(page.locator("details table")).to_be_visible()
    page.locator(".need .button").last.click()
    expect(page.get_by_role("heading", level=1)).to_be_visible()


def sign_in(page: Page, app: Flask) -> None:
    with app.app_context():
        token = new_sign_in_link()
    page.goto(f"/organiser/sign-in/{token}")
    page.locator("main button").click()
    page.wait_for_url("**/organiser/")


def small_targets(page: Page) -> list[str]:
    """Buttons lower than a finger."""
    buttons = page.locator("main .button").all()
    return [each.inner_text() for each in buttons if (each.bounding_box() or {})["height"] < 44]
