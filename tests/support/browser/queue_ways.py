"""Ways of people on their own page and to it, with a mouse, in the words of the page."""

import re

from live_site import LiveSite, manage_link
from playwright.sync_api import Page, expect
from sign_up_form import fill_in


def expect_headline(page: Page, text: str) -> None:
    expect(page.get_by_role("heading", level=1)).to_have_text(text)


def sign_up(site: LiveSite, page: Page, language: str, *, others: tuple[str, ...] = (), **person: str) -> None:
    """From the form to whatever comes of it, bringing along others of the same surname."""
    page.goto(f"/{language}/seminars/klichev/registrations/new")
    if others:
        page.get_by_text(site.words(language)("I am signing up others too"), exact=True).click()
    for number, name in enumerate(others, start=2):
        name_them(site, page, language, number, given_name=name, surname=person["surname"])
    fill_in(page, site, language, **person)
    page.locator(".form .button--main").click()


def name_them(site: LiveSite, page: Page, language: str, number: int, **names: str) -> None:
    say = site.words(language)
    whose = say("Person %(number)s", number=number)
    page.get_by_label(f"{say('Given name')} ({whose})", exact=True).fill(names["given_name"])
    page.get_by_label(f"{say('Surname')} ({whose})", exact=True).fill(names["surname"])


def press(page: Page, name: str) -> None:
    page.get_by_role("button", name=name, exact=True).click()


def open_fold(page: Page, name: str) -> None:
    page.get_by_text(name, exact=True).click()


def mail_to(site: LiveSite, address: str, state: str, *, after: int = 0):
    """The one mail to this address whose subject begins with this state, once it has come."""
    for number in range(after + 1, 40):
        found = site.mails(number)[number - 1]
        if found["To"].addresses[0].addr_spec == address and found["Subject"].startswith(state.rstrip(".")):
            return found
    raise AssertionError(f"no mail to {address} says {state}")


def own_page(site: LiveSite, page: Page, mail) -> None:
    """Follow the link of the mail, as it stands in its text."""
    page.goto(re.sub(r"\?.*", "", manage_link(mail)))
