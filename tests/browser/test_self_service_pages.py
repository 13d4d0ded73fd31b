"""Each person in charge of their own registration, from the link of the mail."""

import json
import re
from datetime import timedelta
from pathlib import Path

import pytest
from factories import ADA, make_registration, make_seminar
from live_site import LiveSite, plain_text
from playwright.sync_api import Page, expect
from queue_ways import expect_headline, mail_to, open_fold, own_page, press
from sqlalchemy import update

from seminars import clock
from seminars.database.units import write_unit
from seminars.domain.people.sign_up import Person
from seminars.extensions import db
from seminars.models import Seminar

pytestmark = [
    pytest.mark.browser,
    pytest.mark.long,
    pytest.mark.parametrize("database", ["sqlite"], indirect=True),
]

NEW = "ada@new.example.org"
SENT_LINK = (
    "We have sent a link to the new address. It is valid for two days; until it is confirmed there, nothing changes."
)
BELA = Person(given_name="Bela", surname=ADA.surname)


def test_everything_on_ones_own_page_in_polish(site, open_page, tmp_path):
    use_own_page(site, open_page(width=1280, language="pl"), "pl", tmp_path)


def test_the_same_on_a_phone_in_belarusian_without_javascript(site, open_page, tmp_path):
    use_own_page(site, open_page(width=360, language="be", java_script_enabled=False), "be", tmp_path)


def use_own_page(site: LiveSite, page: Page, language: str, folder: Path) -> None:
    say = site.words(language)
    with site.app.app_context():
        make_registration(make_seminar(), ADA, language=language, companions=(BELA,))
    own_page(site, page, mail_to(site, ADA.email, say_places(site, language)))
    change_answers(site, page, language)
    take_data_along(site, page, language, folder)
    change_address(site, page, language)
    ask_for_lost_links(site, page, language)
    find_registration_closed(site, page, language)
    page.get_by_role("link", name=say("This was not me"), exact=True).click()
    press(page, say("I did not sign up: end it"))
    ended = say("The registration is ended. We write to you no more about it.")
    expect(page.get_by_role("heading", level=1)).to_have_text(ended)


def say_places(site: LiveSite, language: str) -> str:
    return {"pl": "Macie 2 miejsca.", "be": "У вас 2 месцы."}[language]


def change_answers(site: LiveSite, page: Page, language: str) -> None:
    say = site.words(language)
    open_fold(page, say("Change answers, address, language"))
    page.get_by_role("link", name=say("Change your answers"), exact=True).click()
    page.locator("#phone").fill("+375 29 123-45-67")
    page.locator("#companions-0-surname").fill("Zhuk")
    page.locator("#photo").check()
    press(page, say("Save"))
    told = page.get_by_role("status")
    expect(told).to_contain_text(say("Saved. This is different now:"))
    pairs = ("–", "+375 29 123-45-67"), ("Bela Klichevskaya", "Bela Zhuk"), (say("No"), say("Yes"))
    for old, new in pairs:
        expect(told).to_contain_text(f"{old} → {new}")
    page.get_by_role("link", name=say("Back to your registration"), exact=True).click()
    expect(page.locator("main")).to_contain_text("Bela Zhuk")


def take_data_along(site: LiveSite, page: Page, language: str, folder: Path) -> None:
    say = site.words(language)
    open_fold(page, say("My data"))
    with page.expect_download() as started:
        page.get_by_role("link", name=say("Take my data along"), exact=True).click()
    started.value.save_as(folder / started.value.suggested_filename)
    told = json.loads((folder / "my-registration.json").read_text())
    assert [person["surname"] for person in told["people"]] == ["Klichevskaya", "Zhuk"]


def change_address(site: LiveSite, page: Page, language: str) -> None:
    """Asked for on the page, confirmed from the new mailbox; the old one is told, and its link is dead."""
    say, old_link = site.words(language), page.url
    open_fold(page, say("Change answers, address, language"))
    page.get_by_role("link", name=say("Another e-mail address"), exact=True).click()
    page.get_by_label(say("E-mail"), exact=True).fill(NEW)
    press(page, say("Send the link"))
    expect(page.get_by_role("status")).to_have_text(say(SENT_LINK))
    expect(page.locator("#changing")).to_contain_text(ADA.email)
    question = mail_to(site, NEW, say("Confirm your new address"))
    (link,) = re.findall(r"^\S+/registrations/new-address/\S+$", plain_text(question), re.MULTILINE)
    page.goto(link)
    expect_headline(page, say("Is this your address?"))
    press(page, say("Yes, write to me there"))
    expect_headline(page, say("The address is changed."))
    assert mail_to(site, ADA.email, say("Your address was changed"))
    assert page.goto(old_link).status == 404
    own_page(site, page, mail_to(site, NEW, say_places(site, language)))
    expect(page.locator("#changing")).to_contain_text(NEW)


def ask_for_lost_links(site: LiveSite, page: Page, language: str) -> None:
    say, known = site.words(language), len(site.post.envelopes)
    page.goto(f"/{language}/registrations/find")
    page.get_by_label(say("E-mail"), exact=True).fill(NEW)
    press(page, say("Send the links"))
    expect(page.get_by_role("status")).to_be_visible()
    letter = site.mails(known + 1)[known]
    (link,) = re.findall(r"^\S+/registrations/\d\S+$", plain_text(letter), re.MULTILINE)
    page.goto(link)
    expect(page.locator("#changing")).to_contain_text(NEW)


def find_registration_closed(site: LiveSite, page: Page, language: str) -> None:
    say, own = site.words(language), page.url
    with site.app.app_context(), write_unit():
        closed = clock.now() - timedelta(minutes=1)
        db.session.execute(update(Seminar).values(registration_closes_at=closed))
        db.session.commit()
    page.reload()
    open_fold(page, say("Change address, language"))
    expect(page.get_by_role("link", name=say("Another e-mail address"), exact=True)).to_be_visible()
    expect(page.get_by_role("link", name=say("Change your answers"), exact=True)).to_have_count(0)
    page.goto(f"{own}/answers/edit")
    words = "Registration has closed, so answers cannot be changed here any more. Write to the organisers."
    expect(page.locator("main .lead")).to_have_text(say(words))
    page.get_by_role("link", name=say("Back to your registration"), exact=True).click()


def test_from_now_on_in_another_language(site, open_page):
    page, say = open_page(language="ru", width=360), site.words("ru")
    with site.app.app_context():
        make_registration(make_seminar(), ADA, language="ru")
    own_page(site, page, mail_to(site, ADA.email, say("You have a place.")))
    open_fold(page, say("Change answers, address, language"))
    page.locator("#language").select_option("pl")
    press(page, say("Save"))
    expect_headline(page, "Masz miejsce.")
    open_fold(page, site.words("pl")("Change answers, address, language"))
    press(page, site.words("pl")("Send the mail again"))
    assert mail_to(site, ADA.email, "Masz miejsce")["Content-Language"] == "pl"
