"""Five people on one form, and three places: they choose; later they leave one by one."""

from dataclasses import replace

import pytest
from factories import ADA, make_registration, make_seminar
from live_site import LiveSite, plain_text
from playwright.sync_api import Page, expect
from queue_ways import expect_headline, mail_to, own_page, press, sign_up
from sign_up_form import TYPING

from seminars.domain.people.sign_up import Person

pytestmark = [
    pytest.mark.browser,
    pytest.mark.long,
    pytest.mark.parametrize("database", ["sqlite"], indirect=True),
]

EVA = {"given_name": "Эва", "surname": "Магілёўская", "email": "eva@example.org"}
OTHERS = ("Бэла", "Кірыл", "Дана", "Фёдар")


def test_three_get_places_and_two_wait_on_a_phone_in_russian(site, open_page):
    page = open_page(width=360, language="ru", is_mobile=True, has_touch=True)
    come_with_four(site, page, "ru")
    choose(page, "split")
    expect_headline(page, "У вас 3 места. Ещё 2 человека в очереди.")
    two_leave_and_come_back(site, page, "ru")


def test_all_of_them_wait_together_in_english_without_javascript(site, open_page):
    page = open_page(width=1280, language="en", java_script_enabled=False)
    come_with_four(site, page, "en")
    choose(page, "together")
    expect_headline(page, "All 5 of you are on the waiting list.")
    own_page(site, page, mail_to(site, EVA["email"], "All 5 of you are on the waiting list."))
    expect_headline(page, "You are number 1 on the waiting list.")
    press(page, "Cancel for all of us")
    expect_headline(page, "Your registration is cancelled.")


def come_with_four(site: LiveSite, page: Page, language: str) -> None:
    """Two of five places are taken; what the form then asks, and that nothing is lost."""
    with site.app.app_context():
        companion = Person(given_name="Hanna", surname=ADA.surname)
        make_registration(make_seminar(capacity=5), replace(ADA, email="first@example.org"), companions=(companion,))
    sign_up(site, page, language, others=OTHERS, **EVA)
    expect(page.locator("#when_short legend")).to_be_visible()
    for number, name in enumerate(OTHERS):
        expect(page.locator(f"#companions-{number}-given_name")).to_have_value(name)
        expect(page.locator(f"#companions-{number}-surname")).to_have_value(EVA["surname"])
    expect(page.locator("#email")).to_have_value(EVA["email"])
    expect(page.locator("#processing")).to_be_checked()


def choose(page: Page, what: str) -> None:
    page.locator(f"#when_short-{what}").check()
    page.wait_for_timeout(TYPING)
    page.locator(".form .button--main").click()


def two_leave_and_come_back(site: LiveSite, page: Page, language: str) -> None:
    """While the other two wait, a place that is given back is theirs; after that it can be had back."""
    say = site.words(language)
    own_page(site, page, mail_to(site, EVA["email"], "Вы все (2) в очереди."))
    press(page, say("Cancel for all of us"))
    own_page(site, page, mail_to(site, EVA["email"], "У вас 3 места."))
    expect_headline(page, "У вас 3 места.")
    bela = f"{OTHERS[0]} {EVA['surname']}"
    press(page, say("Cancel for %(name)s", name=bela))
    expect_headline(page, "У вас 2 места.")
    told = mail_to(site, EVA["email"], say("One of your registrations is cancelled"))
    assert f"{bela}: регистрация отменена." in plain_text(told)
    press(page, say("Undo for %(name)s", name=bela))
    expect_headline(page, "У вас 3 места.")
