"""An organiser decides who comes: approves and declines, offers a place out of turn, closes the queue."""

from dataclasses import replace

import pytest
from factories import ADA, make_organiser, make_registration, make_seminar
from full_rows import new_sign_in_link
from live_site import LiveSite, plain_text
from playwright.sync_api import Page, expect
from queue_ways import expect_headline, mail_to, press

pytestmark = [
    pytest.mark.browser,
    pytest.mark.long,
    pytest.mark.parametrize("database", ["sqlite"], indirect=True),
]

REASON = "Толькі для кіраўнікоў раёнаў: месцаў мала."
LIST = "/organiser/seminars/{}/registrations"


def test_an_organiser_decides_on_a_desk_in_polish(site, open_page):
    decide(site, open_page(width=1280, language="pl"), open_page(language="pl"), "pl")


def test_the_same_on_a_phone_in_belarusian_without_javascript(site, open_page):
    page = open_page(width=360, language="be", java_script_enabled=False)
    decide(site, page, open_page(language="be"), "be")


def decide(site: LiveSite, page: Page, visitor: Page, language: str) -> None:
    with site.app.app_context():
        make_organiser(language=language)
        sign_three_up("klichev", language, needs_approval=True)
        sign_three_up("queue", language, capacity=1)
        token = new_sign_in_link()
    page.goto(f"/organiser/sign-in/{token}")
    page.locator("main button").click()
    page.wait_for_url("**/organiser/")
    approve_and_decline(site, page, language)
    offer_out_of_turn(site, page, language)
    close_the_queue(site, page, visitor, language)


def sign_three_up(slug: str, language: str, **values) -> None:
    seminar = make_seminar(slug=slug, **values)
    for name in ("Ada", "Bela", "Cyd"):
        person = replace(ADA, given_name=name, email=f"{name.lower()}@{slug}.example.org")
        make_registration(seminar, person, language=language)


def open_person(page: Page, slug: str, name: str) -> None:
    page.goto(LIST.format(slug))
    page.get_by_role("link", name=f"{ADA.surname} {name}", exact=True).click()


def approve_and_decline(site: LiveSite, page: Page, language: str) -> None:
    say = site.words(language)
    open_person(page, "klichev", "Ada")
    press(page, say("Approve"))
    expect(page.get_by_role("status")).to_have_text(say("Approved; the person is told that they have a place."))
    assert mail_to(site, "ada@klichev.example.org", say("You have a place."))
    open_person(page, "klichev", "Bela")
    page.get_by_role("link", name=say("Decline"), exact=True).click()
    press(page, say("Decline"))
    expect(page.locator("#errors")).to_be_visible()
    page.locator("#reason").fill(REASON)
    press(page, say("Decline"))
    expect(page.get_by_role("status")).to_have_text(say("Declined; the person is told the reason."))
    letter = mail_to(site, "bela@klichev.example.org", say("Your registration was declined."))
    assert REASON in " ".join(plain_text(letter).split())


def offer_out_of_turn(site: LiveSite, page: Page, language: str) -> None:
    """Cyd is asked before Bela, though there is no place: that needs a tick."""
    say = site.words(language)
    open_person(page, "queue", "Cyd")
    page.get_by_role("link", name=say("Offer a place out of turn"), exact=True).click()
    press(page, say("Offer the place"))
    excess = say("This makes %(taken)s of %(capacity)s. Tick it if that is meant", taken=2, capacity=1)
    expect(page.locator("#exceed-error")).to_have_text(excess)
    page.locator("#exceed").check()
    press(page, say("Offer the place"))
    told = say("The place is offered; the person is told until when to answer.")
    expect(page.get_by_role("status")).to_have_text(told)
    assert mail_to(site, "cyd@queue.example.org", say("A place is offered to you."))
    page.goto(LIST.format("queue"))
    over = "Over by %(number)s: nobody is cancelled, and no place is offered until as many are free."
    expect(page.locator(".notice--few")).to_have_text(say(over, number=1))


def close_the_queue(site: LiveSite, page: Page, visitor: Page, language: str) -> None:
    say = site.words(language)
    visitor.goto(f"/{language}/seminars/queue/registrations/new")
    expect(visitor.get_by_role("button", name=say("Join the waiting list"), exact=True)).to_be_visible()
    page.goto("/organiser/seminars/queue/edit")
    page.locator("#queue_closed").check()
    press(page, say("Save"))
    page.goto(LIST.format("queue"))
    expect(page.locator("main")).to_contain_text(say("The waiting list is closed."))
    visitor.reload()
    expect_headline(visitor, say("No places left"))
