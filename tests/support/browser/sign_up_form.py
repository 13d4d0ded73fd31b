"""Signing up with a mouse and a keyboard, in the words of the page."""

from live_site import LiveSite
from playwright.sync_api import Page

from seminars.i18n import Texts

TYPING = 3_100  # milliseconds; the form takes nothing that comes faster than people type
TITLE = Texts(
    be="Малыя гарады і кластары",
    ru="Малые города и кластеры",
    pl="Małe miasta i klastry",
    en="Small towns and clusters",
)


def fill_in(page: Page, site: LiveSite, language: str, *, given_name: str, surname: str, email: str) -> None:
    """Type what must be typed, as slowly as a person would, and tick what must be ticked."""
    say = site.words(language)
    page.get_by_label(say("Given name"), exact=True).fill(given_name)
    page.get_by_label(say("Surname"), exact=True).fill(surname)
    page.get_by_label(say("E-mail"), exact=True).fill(email)
    page.locator("#processing").check()
    page.wait_for_timeout(TYPING)


def send(page: Page, site: LiveSite, language: str) -> None:
    page.get_by_role("button", name=site.words(language)("Sign up"), exact=True).click()
