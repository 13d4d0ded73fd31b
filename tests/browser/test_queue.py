"""From the waiting list to a place: by mail, by a page, by a press; and what becomes of offers nobody takes."""

from dataclasses import replace
from datetime import timedelta

import pytest
from factories import ADA, make_registration, make_seminar
from live_site import LiveSite, calendar_part, plain_text
from playwright.sync_api import Page, expect
from queue_ways import expect_headline, mail_to, own_page, press, sign_up
from sign_up_form import TITLE
from sqlalchemy import update

from seminars import clock
from seminars.database.units import write_unit
from seminars.extensions import db
from seminars.models import Party

pytestmark = [pytest.mark.browser, pytest.mark.parametrize("database", ["sqlite"], indirect=True)]

BELA = {"given_name": "Бэла", "surname": "Магілёўская", "email": "bela@example.org"}


def test_from_the_waiting_list_to_a_place_on_a_phone_in_belarusian(site, open_page):
    from_the_list_to_a_place(site, open_page(width=360, language="be", is_mobile=True, has_touch=True), "be")


@pytest.mark.long
def test_the_same_in_polish_without_javascript(site, open_page):
    from_the_list_to_a_place(site, open_page(width=1280, language="pl", java_script_enabled=False), "pl")


def from_the_list_to_a_place(site: LiveSite, page: Page, language: str) -> None:
    """Ada leaves the only place. Bela answers too late, Cyd leaves it to others, Dana takes it."""
    say = site.words(language)
    with site.app.app_context():
        seminar = make_seminar(title=TITLE, capacity=1)
        make_registration(seminar, ADA, language=language)
        sign_up(site, page, language, **BELA)
        for name in ("cyd", "dana"):
            person = replace(ADA, given_name=name.capitalize(), email=f"{name}@example.org")
            make_registration(seminar, person, language=language)
    bela_waits(site, page, language)
    own_page(site, page, mail_to(site, ADA.email, say("You have a place.")))
    page.get_by_role("link", name=say("I cannot come"), exact=True).click()
    press(page, say("Cancel my place"))
    bela_is_too_late(site, page, language)
    own_page(site, page, offer_to(site, "cyd@example.org", language))
    press(page, say("No, leave it to others"))
    expect_headline(page, say("Your registration is cancelled."))
    dana_takes_it(site, page, language)


def offer_to(site: LiveSite, address: str, language: str):
    return mail_to(site, address, site.words(language)("A place is offered to you."))


def bela_waits(site: LiveSite, page: Page, language: str) -> None:
    say = site.words(language)
    expect_headline(page, say("You are on the waiting list."))
    expect(page.locator("main")).to_contain_text(say("It is not a place yet, please do not travel."))
    letter = mail_to(site, BELA["email"], say("You are on the waiting list."))
    assert calendar_part(letter) is None
    own_page(site, page, letter)
    expect_headline(page, say("You are number %(number)s on the waiting list.", number=1))


def bela_is_too_late(site: LiveSite, page: Page, language: str) -> None:
    say, letter = site.words(language), offer_to(site, BELA["email"], language)
    ignored = say("If you do not answer, the next one is asked, and you go to the end of the queue.")
    assert ignored in " ".join(plain_text(letter).split())
    own_page(site, page, letter)
    expect_headline(page, say("A place is offered to you."))
    with site.app.app_context(), write_unit():
        past = clock.now() - timedelta(minutes=1)
        db.session.execute(update(Party).where(Party.offer_ends_at.is_not(None)).values(offer_ends_at=past))
        db.session.commit()
    press(page, say("Yes, I take it"))
    too_late = say("The time to answer was over, and the offer has ended.")
    expect(page.get_by_role("alert")).to_have_text(too_late)
    expect_headline(page, say("You are number %(number)s on the waiting list.", number=2))


def dana_takes_it(site: LiveSite, page: Page, language: str) -> None:
    say = site.words(language)
    own_page(site, page, offer_to(site, "dana@example.org", language))
    press(page, say("Yes, I take it"))
    expect_headline(page, say("You have a place."))
    expect(page.get_by_role("button", name=say("Yes, I take it"))).to_have_count(0)
    method, calendar = calendar_part(mail_to(site, "dana@example.org", say("You have a place.")))
    assert (method, calendar.events[0]["SUMMARY"]) == ("REQUEST", TITLE[language])
