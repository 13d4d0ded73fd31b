"""What the form does when something is missing or came too fast; and that a keyboard is enough."""

import re

import pytest
from factories import make_seminar
from live_site import LiveSite
from playwright.sync_api import Page, expect
from sign_up_form import TYPING, fill_in, send

from seminars.i18n import capital
from seminars.public.sign_up import form_tokens
from seminars.web.forms import proofs

pytestmark = [pytest.mark.browser, pytest.mark.parametrize("database", ["sqlite"], indirect=True)]

FORM = "/{}/seminars/klichev/registrations/new"
BELA = {"given_name": "Bela", "surname": "Mahileŭskaja", "email": "bela@example.org"}
IN_ORDER = ["given_name", "surname", "email", "companions", "more", "processing", "details", "news", "send"]
STOP = """() => {
  const each = document.activeElement;
  const isButton = each.localName === 'button' && each.closest('.form');
  if (each.localName === 'summary') return each.parentElement.id;
  return each.name || (isButton ? 'send' : each.closest('.tick') ? 'details' : '');
}"""
RING = """() => {
  const style = getComputedStyle(document.activeElement);
  return [style.outlineStyle, parseFloat(style.outlineWidth)];
}"""


@pytest.fixture(autouse=True)
def _seminar(app) -> None:
    with app.app_context():
        make_seminar()


@pytest.fixture
def _quicker_than_people(monkeypatch) -> None:
    """However slow this machine is, nobody types as slowly as the form expects."""
    monkeypatch.setattr(form_tokens, "SHORTEST_TYPING", 3600)


def focused(page: Page) -> str:
    return page.evaluate("() => document.activeElement.id")


def test_mistakes_are_summed_up_with_focus_and_nothing_typed_is_lost(site, open_page):
    page = open_form(open_page(width=360, language="pl"), "pl")
    page.locator("#surname").fill(BELA["surname"])
    page.locator("#more summary").click()
    page.locator("#needs").fill("Tłumacz.\nRampa.")
    page.locator("#phone").fill("не тэлефон")
    page.locator("#photo").check()
    page.wait_for_timeout(TYPING)
    send(page, site, "pl")
    expect(page.locator("#errors")).to_be_visible()
    assert focused(page) == "errors"
    links = page.locator("#errors li a")
    named = {"#email": "", "#phone": "Telefon: ", "#processing": ""}
    assert [link.get_attribute("href") for link in links.all()] == list(named)
    for link in links.all():
        place, words = link.get_attribute("href"), link.inner_text()
        field, message = place.removeprefix("#"), capital(words.removeprefix(named[place]))
        link.click()
        assert focused(page) == field
        assert page.locator(f"#{field}-error").inner_text() == message
        assert page.locator(f"#{field}").get_attribute("aria-describedby").split()[0] == f"{field}-error"
    assert page.locator("#surname").input_value() == BELA["surname"]
    assert page.locator("#needs").input_value() == "Tłumacz.\nRampa."
    assert page.locator("#phone").input_value() == "не тэлефон"
    expect(page.locator("#photo")).to_be_checked()
    page.locator("#phone").fill("")
    fill_in(page, site, "pl", **BELA)
    send(page, site, "pl")
    expect_place(page, site, "pl")


def test_each_field_has_a_name_of_its_own_for_who_hears_one_at_a_time(site, open_page):
    page, say = open_form(open_page(language="pl"), "pl"), site.words("pl")
    page.get_by_text(say("I am signing up others too"), exact=True).click()
    page.get_by_text(say("More about me")).click()
    names = [field.aria_snapshot().split('"')[1] for field in page.locator(".form").get_by_role("textbox").all()]
    assert len(names) == len(set(names)) == 17
    expect(page.get_by_label(f"{say('Surname')} ({say('Person %(number)s', number=3)})", exact=True)).to_be_visible()


@pytest.mark.long
@pytest.mark.usefixtures("_quicker_than_people")
def test_a_form_that_came_too_fast_is_taken_when_sent_again_after_ten_seconds(site, open_page):
    page = open_form(open_page(language="en", java_script_enabled=False), "en")
    for name, typed in BELA.items():
        page.locator(f"#{name}").fill(typed)
    page.locator("#processing").check()
    send(page, site, "en")
    expect(page.locator("#errors")).to_contain_text("press once more in 10 seconds")
    page.wait_for_timeout(1_500)
    send(page, site, "en")
    expect(page.locator("#errors")).to_contain_text(re.compile(r"press once more in [5-9] seconds"))
    page.wait_for_timeout(1000 * proofs.PATIENCE)
    send(page, site, "en")
    expect_place(page, site, "en")


@pytest.mark.usefixtures("_quicker_than_people")
def test_a_browser_that_is_too_fast_solves_its_task_and_sends_the_form_by_itself(site, open_page):
    page = open_form(open_page(language="en"), "en")
    for name, typed in BELA.items():
        page.locator(f"#{name}").fill(typed)
    page.locator("#processing").check()
    send(page, site, "en")
    expect(page.locator("#errors")).to_contain_text("your browser solves a small task")
    expect(page.get_by_role("status")).to_have_text("The task is solved. You can send it now.")
    assert page.locator("#surname").input_value() == BELA["surname"]
    send(page, site, "en")
    expect_place(page, site, "en")


@pytest.mark.usefixtures("_quicker_than_people")
def test_pressing_before_the_task_is_solved_sends_the_form_once_it_is(site, open_page, monkeypatch):
    monkeypatch.setattr(proofs, "FEWEST_STEPS", 2_000)
    monkeypatch.setattr(proofs, "MOST_STEPS", 2_100)
    page = open_form(open_page(language="en"), "en")
    for name, typed in BELA.items():
        page.locator(f"#{name}").fill(typed)
    page.locator("#processing").check()
    send(page, site, "en")
    send(page, site, "en")
    expect(page.get_by_role("status")).to_have_text("One moment: it is sent as soon as the task is solved.")
    expect_place(page, site, "en")


@pytest.mark.long
def test_a_mistyped_domain_is_asked_back_once(site, open_page):
    page, say = open_form(open_page(language="ru"), "ru"), site.words("ru")
    fill_in(page, site, "ru", **{**BELA, "email": "bela@gmial.com"})
    send(page, site, "ru")
    expect(
        page.get_by_role("button", name=say("Use %(address)s", address="bela@gmail.com"), exact=True)
    ).to_be_visible()
    page.get_by_role("button", name=say("It is right as typed"), exact=True).click()
    expect_place(page, site, "ru")


def test_a_keyboard_is_enough(site, open_page):
    page = open_form(open_page(language="be"), "be")
    page.keyboard.press("Tab")
    expect(page.locator(".skip")).to_be_focused()
    page.keyboard.press("Enter")
    visited = []
    while visited[-1:] != ["send"] and len(visited) < 2 * len(IN_ORDER):
        page.keyboard.press("Tab")
        visited.append(page.evaluate(STOP))
        style, width = page.evaluate(RING)
        assert (style, width >= 2) == ("solid", True), f"{visited[-1]} shows no focus"
        if visited[-1] in BELA:
            page.keyboard.type(BELA[visited[-1]])
        if visited[-1] == "processing":
            page.keyboard.press("Space")
    assert visited == IN_ORDER
    page.wait_for_timeout(TYPING)
    page.keyboard.press("Enter")
    expect_place(page, site, "be")


def open_form(page: Page, language: str) -> Page:
    page.goto(FORM.format(language))
    return page


def expect_place(page: Page, site: LiveSite, language: str) -> None:
    expect(page.get_by_role("heading", level=1)).to_have_text(site.words(language)("You have a place."))
    expect(page.locator("main")).to_contain_text(BELA["surname"])
