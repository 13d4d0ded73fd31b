"""A reader subscribes: the address is copied by one press, and everything else works without a script."""

import pytest
from full_rows import make_full_rows
from inspection import barriers, misfits
from playwright.sync_api import Page, expect

from seminars.i18n import LANGUAGES

pytestmark = [pytest.mark.browser, pytest.mark.parametrize("database", ["sqlite"], indirect=True)]

CLIPBOARD = ["clipboard-read", "clipboard-write"]
NO_CLIPBOARD = "Object.defineProperty(navigator, 'clipboard', {value: undefined})"


@pytest.fixture
def rows(app) -> None:
    with app.app_context():
        make_full_rows()


def address_on(page: Page) -> str:
    return page.locator("#address").inner_text().strip()


@pytest.mark.usefixtures("rows")
def test_the_address_is_copied_by_mouse_and_by_keyboard(site, open_page):
    page, say = open_page(), site.words("be")
    page.context.grant_permissions(CLIPBOARD)
    page.goto("/be/calendar?town=klichev")
    button, status = page.get_by_role("button", name=say("Copy the address")), page.get_by_role("status")
    expect(status).to_have_text("")
    button.click()
    expect(status).to_have_text(say("Copied"))
    assert page.evaluate("navigator.clipboard.readText()") == f"{site.url}/be/calendar/town/klichev.ics"
    page.goto("/be/calendar")
    button.focus()
    page.keyboard.press("Enter")
    expect(status).to_have_text(say("Copied"))
    assert page.evaluate("navigator.clipboard.readText()") == f"{site.url}/be/calendar/all.ics"


@pytest.mark.usefixtures("rows")
def test_where_the_browser_offers_no_clipboard_the_address_stands_selected(site, open_page):
    page, say = open_page(width=360), site.words("be")
    page.add_init_script(NO_CLIPBOARD)
    page.goto("/be/calendar")
    page.get_by_role("button", name=say("Copy the address")).click()
    expect(page.get_by_role("status")).to_have_text(say("The address is selected: copy it now."))
    assert page.evaluate("getSelection().toString()") == address_on(page)


@pytest.mark.usefixtures("rows")
def test_without_javascript_there_is_no_dead_button_and_every_other_way(site, open_page):
    page = open_page(java_script_enabled=False)
    page.goto("/be/calendar?region=mogilev")
    expect(page.get_by_role("button", name=site.words("be")("Copy the address"))).to_have_count(0)
    address = f"{site.url}/be/calendar/region/mogilev.ics"
    assert address_on(page) == address
    assert page.locator(".button--main").get_attribute("href") == address.replace("http:", "webcal:")
    expect(page.locator("[role=img] svg")).to_be_visible()
    page.get_by_role("link", name="Polski").last.click()
    assert address_on(page) == address.replace("/be/", "/pl/")


@pytest.mark.usefixtures("rows")
def test_the_keyboard_reaches_every_choice_and_every_way(open_page):
    page = open_page()
    page.goto("/be/calendar?speaker=speaker-0")
    wanted = page.locator("main a, main button").count()
    page.locator("main a").first.focus()
    reached = 1
    while reached < wanted:
        page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement.closest('main') !== null")
        reached += 1
    assert page.evaluate("[...document.querySelectorAll('main a, main button')].at(-1) === document.activeElement")


@pytest.mark.usefixtures("rows")
@pytest.mark.parametrize(("scheme", "without"), [("light", ""), ("dark", NO_CLIPBOARD)], ids=["copied", "selected"])
def test_nothing_is_in_the_way_after_copying_on_the_narrowest_phone(open_page, scheme, without):
    page = open_page(width=320, color_scheme=scheme)
    page.context.grant_permissions(CLIPBOARD)
    page.add_init_script(without)
    for language in LANGUAGES:
        page.goto(f"/{language}/calendar?series=clusters")
        page.locator("[data-copy]").click()
        expect(page.get_by_role("status")).not_to_have_text("")
        assert (barriers(page), misfits(page)) == ([], [])


@pytest.mark.usefixtures("rows")
def test_the_qr_code_is_dark_on_white_in_the_dark(open_page):
    page = open_page(color_scheme="dark")
    page.goto("/be/calendar")
    ground, modules = page.locator("[role=img] path").all()
    assert ground.evaluate("(path) => getComputedStyle(path).fill") == "rgb(255, 255, 255)"
    assert modules.evaluate("(path) => getComputedStyle(path).stroke") == "rgb(0, 0, 0)"
