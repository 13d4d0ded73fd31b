"""The pages of one seminar: their tabs by key and by thumb, and the overview in every light and size."""

import pytest
from flask import Flask
from full_rows import make_full_rows, new_sign_in_link
from inspection import barriers, misfits, slips_of_structure
from line_breaks import torn
from playwright.sync_api import Page, expect

pytestmark = [pytest.mark.browser, pytest.mark.parametrize("database", ["sqlite"], indirect=True)]

OVERVIEW = "/organiser/seminars/full"
TOUCH = 44
TWICE_AS_LARGE = {"standard": 32, "fixed": 26}
# Tabs that a thumb would miss, or that lie where nobody sees them.
MISSED = f"""() => [...document.querySelectorAll('.tabs a')].flatMap((tab) => {{
  const box = tab.getBoundingClientRect();
  const isMissed = box.width < {TOUCH} || box.height < {TOUCH} || box.left < 0 || box.right > innerWidth;
  return isMissed ? [`${{tab.textContent}} ${{box.width}} x ${{box.height}}`] : [];
}})"""


def test_the_tabs_are_walked_by_key_and_the_skip_link_leads_past_them(app, open_page):
    with app.app_context():
        make_full_rows("en")
    page = open_page(language="en", java_script_enabled=False)
    sign_in(page, app)
    page.goto(OVERVIEW)
    tabs = page.get_by_role("navigation", name="Pages of this seminar").get_by_role("link")
    labels = tabs.all_inner_texts()
    assert {"Overview", "Page", "People", "Messages"} <= set(labels)
    expect(tabs.nth(0)).to_have_attribute("aria-current", "page")
    tabs.nth(0).focus()
    for label in labels[1:]:
        page.keyboard.press("Tab")
        expect(page.locator(":focus")).to_have_text(label)
    tabs.get_by_text("People", exact=True).focus()
    page.keyboard.press("Enter")
    page.wait_for_url(f"**{OVERVIEW}/registrations")
    expect(page.locator('.tabs [aria-current="page"]')).to_have_text("People")
    page.goto(OVERVIEW)
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.closest('main') !== null")


@pytest.mark.parametrize(
    "language", ["be", *(pytest.param(each, marks=pytest.mark.long) for each in ("ru", "pl", "en"))]
)
def test_the_overview_fits_every_width_light_and_size_of_text(app, open_page, language):
    with app.app_context():
        make_full_rows(language)
    for scheme in ("light", "dark"):
        page = open_page(language=language, color_scheme=scheme)
        sign_in(page, app)
        for slug in ("full", "klichev"):
            page.goto(f"/organiser/seminars/{slug}")
            page.locator("details").evaluate_all("folds => folds.forEach((each) => each.setAttribute('open', ''))")
            assert barriers(page) + slips_of_structure(page) == [], (slug, scheme)
    for width in (320, 360, 768, 1280):
        page.set_viewport_size({"width": width, "height": 740})
        assert misfits(page) + torn(page) + page.evaluate(MISSED) == [], width
    page.context.new_cdp_session(page).send("Page.setFontSizes", {"fontSizes": TWICE_AS_LARGE})
    for width in (320, 640):
        page.set_viewport_size({"width": width, "height": 740})
        assert misfits(page) + page.evaluate(MISSED) == [], f"{width} with large text"


def sign_in(page: Page, app: Flask) -> None:
    with app.app_context():
        token = new_sign_in_link()
    page.goto(f"/organiser/sign-in/{token}")
    page.locator("main button").click()
    page.wait_for_url("**/organiser/")
