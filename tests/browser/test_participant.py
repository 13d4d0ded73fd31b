"""A participant finds a seminar, signs up, follows the link of the mail and gives the place back."""

import re

import pytest
from factories import make_seminar
from flask import Flask
from live_site import LiveSite, calendar_part, manage_link
from playwright.sync_api import Page, expect
from sign_up_form import TITLE, fill_in, send

pytestmark = pytest.mark.browser

ADA = {"given_name": "Ада", "surname": "Клічаўская-Żółć", "email": "ada@example.org"}


@pytest.mark.parametrize("database", ["sqlite", pytest.param("postgresql", marks=pytest.mark.long)], indirect=True)
def test_from_the_programme_to_the_calendar_and_back_on_a_phone_in_belarusian(site, open_page):
    sign_up_and_cancel(site, open_page(width=360, language="be", is_mobile=True, has_touch=True), "be")


@pytest.mark.long
@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_the_same_in_polish_without_javascript(site, open_page):
    sign_up_and_cancel(site, open_page(width=1280, language="pl", java_script_enabled=False), "pl")


def sign_up_and_cancel(site: LiveSite, page: Page, language: str) -> None:
    with site.app.app_context():
        make_seminar(title=TITLE)
    sign_up(site, page, language)
    (confirmation,) = site.mails(1)
    cancel(site, page, language, manage_link(confirmation))
    _confirmation, farewell = site.mails(2)
    assert (confirmation["Content-Language"], farewell["Content-Language"]) == (language, language)
    (method, invitation), (last_method, withdrawal) = calendar_part(confirmation), calendar_part(farewell)
    assert (method, last_method) == ("REQUEST", "CANCEL")
    (first,), (last,) = invitation.events, withdrawal.events
    assert first["UID"] == last["UID"]
    assert first["SUMMARY"] == TITLE[language]
    assert first["SEQUENCE"] < last["SEQUENCE"]
    page.goto(f"/{language}/seminars/klichev")
    expect(page.locator(".seminar-box")).to_contain_text("20")


def sign_up(site: LiveSite, page: Page, language: str) -> None:
    say = site.words(language)
    page.goto(f"/{language}/")
    page.get_by_role("link", name=TITLE[language]).click()
    page.get_by_role("link", name=say("Sign up"), exact=True).click()
    fill_in(page, site, language, **ADA)
    send(page, site, language)
    expect(page.get_by_role("heading", level=1)).to_have_text(say("You have a place."))
    expect(page.locator("main")).to_contain_text(ADA["email"])
    # The link to one's own page stands in the mail alone.
    assert re.findall(r"/registrations/\d+-\d+", page.content()) == []


def cancel(site: LiveSite, page: Page, language: str, link: str) -> None:
    say = site.words(language)
    page.goto(link)
    assert page.url.startswith(f"{site.url}/{language}/registrations/")
    expect(page.get_by_role("heading", level=1)).to_have_text(say("You have a place."))
    expect(page.locator("main")).to_contain_text(ADA["surname"])
    button = page.get_by_role("button", name=say("Cancel my place"), exact=True)
    expect(button).to_have_count(0)
    page.get_by_role("link", name=say("I cannot come"), exact=True).click()
    button.click()
    expect(page.get_by_role("heading", level=1)).to_have_text(say("Your place is cancelled."))
    expect(button).to_have_count(0)


@pytest.mark.long
@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_opening_the_link_of_the_mail_twice_changes_nothing(app: Flask, site: LiveSite, open_page):
    with app.app_context():
        make_seminar(title=TITLE)
    page = open_page(language="ru")
    sign_up(site, page, "ru")
    (confirmation,) = site.mails(1)
    for _ in range(2):
        page.goto(manage_link(confirmation))
        expect(page.get_by_role("heading", level=1)).to_have_text(site.words("ru")("You have a place."))
    assert len(site.mails(1)) == 1
