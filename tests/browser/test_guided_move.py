"""A seminar is moved by keyboard alone, from the list to the report, with scripts and without them."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from factories import ADA, make_organiser, make_registration, make_seminar, texts
from flask import Flask
from full_rows import new_sign_in_link
from inspection import barriers, misfits, slips_of_structure
from playwright.sync_api import Locator, Page, expect

from seminars.models import Venue

pytestmark = [pytest.mark.browser, pytest.mark.parametrize("database", ["sqlite"], indirect=True)]

STARTS = datetime(2029, 3, 7, 7, 0, tzinfo=UTC)
MOST_PRESSES = 80
# The way from the list; what the report says at last; and its link for those without scripts.
WORDS = {
    "en": ("Move…", "Nothing is waiting any more.", "Show again"),
    "ru": ("Перенести…", "Больше ничего не ждёт отправки.", "Показать заново"),
}


@pytest.mark.parametrize("scripts", [True, False])
@pytest.mark.parametrize("language", WORDS)
def test_it_needs_no_mouse(app, site, open_page, language, scripts):
    way, settled, again = WORDS[language]
    scheme = "dark" if language == "en" else "light"
    make_people(app, language)
    page = open_page(width=360, language=language, color_scheme=scheme, java_script_enabled=scripts)
    sign_in(app, page)
    press(page, page.get_by_role("link", name=way, exact=False).first)
    go_to(page, page.locator("#first_day"))
    page.keyboard.press("ArrowUp")
    go_to(page, page.locator("#reason-ru"))
    page.keyboard.type("В зале потоп")
    look_at(page, scripts=scripts)
    press(page, page.locator(".form .button--main"))
    expect(page.locator("[aria-current=step]")).to_have_count(1)
    press(page, page.locator("details.fold > summary").first)
    expect(page.locator("details.fold[open]")).to_contain_text("ABC234")
    look_at(page, scripts=scripts)
    press(page, page.locator("[name=confirmed]"))
    expect(page).to_have_url(f"{site.url}/organiser/seminars/klichev/changes/1")
    look_at(page, scripts=scripts)
    site.mails(4)
    wait_for(page, settled, again, scripts=scripts)
    look_at(page, scripts=scripts)


def make_people(app: Flask, language: str) -> None:
    """Ada and Bela have places, Cyd has no address."""
    with app.app_context():
        seminar = make_seminar(starts_at=STARTS, venue=Venue(name=texts("Hall 3"), address=texts("Lenin Street 1")))
        make_registration(seminar, ADA, language=language)
        make_registration(seminar, replace(ADA, given_name="Bela", email="bela@example.org"), language="pl")
        make_registration(seminar, replace(ADA, given_name="Cyd", email="", phone="+375 29 765-43-21"))
        make_organiser(language=language)


def sign_in(app: Flask, page: Page) -> None:
    with app.app_context():
        token = new_sign_in_link()
    page.goto(f"/organiser/sign-in/{token}")
    page.locator("main button").click()
    page.goto("/organiser/seminars")


def go_to(page: Page, target: Locator) -> None:
    for _press in range(MOST_PRESSES):
        if target.evaluate("(one) => one === document.activeElement"):
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"{target} is not reached by keyboard")


def press(page: Page, target: Locator) -> None:
    go_to(page, target)
    page.keyboard.press("Enter")
    page.wait_for_load_state()


def wait_for(page: Page, settled: str, again: str, *, scripts: bool) -> None:
    """A script shows by itself that all have left; without one a link asks anew."""
    said = page.locator("[data-progress-words]")
    while not scripts and settled not in said.inner_text():
        press(page, page.get_by_role("link", name=again))
    expect(said).to_contain_text(settled, timeout=15_000)
    expect(page.get_by_role("link", name=again)).not_to_be_visible()


def look_at(page: Page, *, scripts: bool) -> None:
    looks = (barriers, slips_of_structure, misfits) if scripts else ()
    assert [finding for look in looks for finding in look(page)] == []
