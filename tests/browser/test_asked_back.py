"""The page that asks about an address: two equal buttons, and Enter chooses neither."""

import pytest
from factories import make_seminar
from inspection import barriers, misfits, slips_of_structure
from live_site import LiveSite
from playwright.sync_api import Page, expect
from sign_up_form import send

from seminars.i18n import LANGUAGES
from seminars.public.sign_up import form_tokens

pytestmark = [pytest.mark.browser, pytest.mark.parametrize("database", ["sqlite"], indirect=True)]

FORM = "/{}/seminars/klichev/registrations/new"
LOOKS_LIKE_LATIN = "anna@mаil.ru"  # with a Cyrillic а
AS_LONG_AS_MAY_BE = f"{'a' * 60}@{'.'.join(['b' * 60] * 3)}.con"
EACH_KIND = (LOOKS_LIKE_LATIN, "anna@firma.intranet", "аnna@mail.ru", "анна@mail.ru", AS_LONG_AS_MAY_BE)


@pytest.fixture(autouse=True)
def _seminar(app, monkeypatch) -> None:
    monkeypatch.setattr(form_tokens, "SHORTEST_TYPING", -1)
    with app.app_context():
        make_seminar()


def send_form(page: Page, site: LiveSite, language: str, address: str) -> Page:
    page.goto(FORM.format(language))
    page.locator("#more summary").click()
    for name, typed in {"given_name": "Ada", "surname": "Klichevskaya", "email": address, "needs": "A ramp."}.items():
        page.locator(f"#{name}").fill(typed)
    page.locator("#processing").check()
    send(page, site, language)
    return page


def ask(page: Page, site: LiveSite, language: str, address: str) -> Page:
    """Send the form with this address, and wait for the question."""
    send_form(page, site, language, address)
    expect(page.locator("h1")).to_be_focused()
    return page


def expect_place(page: Page, address: str) -> None:
    expect(page.get_by_role("heading", level=1)).to_have_text("You have a place.")
    expect(page.locator("main")).to_contain_text(address)
    expect(page.locator("main")).to_contain_text("A ramp.")


@pytest.mark.parametrize("script", [True, False])
def test_enter_chooses_for_nobody_and_either_button_signs_up(site, open_page, script):
    page = ask(open_page(language="en", java_script_enabled=script), site, "en", LOOKS_LIKE_LATIN)
    question = page.url
    buttons = page.locator("main").get_by_role("button")
    expect(buttons).to_have_text(["Use anna@mail.ru", "It is right as typed"])
    page.keyboard.press("Enter")
    page.wait_for_timeout(300)
    assert page.url == question
    expect(buttons).to_have_count(2)
    page.keyboard.press("Tab")
    expect(buttons.first).to_be_focused()
    page.keyboard.press("Tab")
    expect(buttons.last).to_be_focused()
    page.keyboard.press("Enter")
    expect_place(page, LOOKS_LIKE_LATIN)


@pytest.mark.parametrize("pasted", ["Анна <anna@пошта.бел>;", "mailto:anna@пошта.бел?subject=x", "anna@пошта.бел."])
def test_what_a_browser_makes_of_a_pasted_address_is_understood(site, open_page, pasted):
    expect_place(send_form(open_page(language="en"), site, "en", pasted), "anna@пошта.бел")


def test_the_two_buttons_look_alike(site, open_page):
    page = ask(open_page(language="en", width=360), site, "en", LOOKS_LIKE_LATIN)
    look = (
        "each => ['backgroundColor', 'color', 'borderColor', 'fontWeight', 'width'].map(n => getComputedStyle(each)[n])"
    )
    one, other = (button.evaluate(look) for button in page.locator("main").get_by_role("button").all())
    assert one == other


def test_enter_in_the_field_takes_what_was_written_there(site, open_page):
    page = ask(open_page(language="en"), site, "en", "аnna@mail.ru")
    field = page.get_by_label("E-mail", exact=True)
    assert field.input_value() == "аnna@mail.ru"
    field.press("Enter")
    expect(page.locator("h1")).to_have_text("Mail cannot be sent to this address")
    page.get_by_label("E-mail", exact=True).fill("another@example.org")
    page.keyboard.press("Enter")
    expect_place(page, "another@example.org")


def test_who_meant_neither_writes_a_third_address(site, open_page):
    page = ask(open_page(language="en"), site, "en", LOOKS_LIKE_LATIN)
    page.get_by_text("Neither of them", exact=True).click()
    field = page.get_by_label("E-mail", exact=True)
    assert field.input_value() == LOOKS_LIKE_LATIN
    field.press("Enter")
    expect(page.get_by_role("button", name="It is right as typed")).to_be_visible()
    page.get_by_text("Neither of them", exact=True).click()
    page.get_by_label("E-mail", exact=True).fill("third@example.org")
    page.keyboard.press("Enter")
    expect_place(page, "third@example.org")


@pytest.mark.long
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("language", LANGUAGES)
def test_the_question_has_no_barriers_in_any_language_and_light(site, open_page, language, scheme):
    page, findings = open_page(language=language, color_scheme=scheme), []
    for address in EACH_KIND:
        ask(page, site, language, address)
        findings += [(address, each) for look in (barriers, slips_of_structure) for each in look(page)]
        for width in (320, 360, 1280):
            page.set_viewport_size({"width": width, "height": 800})
            findings += [(address, width, each) for each in misfits(page)]
    assert findings == []
