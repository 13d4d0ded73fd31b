"""An organiser moves a seminar: a form, a preview, one press, and everybody reads in a mail what was and what is."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from factories import ADA, make_organiser, make_registration, make_seminar, texts
from flask import Flask
from full_rows import LONG, PARAGRAPHS, get_seminar, make_full_rows, new_sign_in_link
from inspection import barriers, misfits, slips_of_structure
from live_site import LiveSite, calendar_part, plain_text
from playwright.sync_api import Page, expect
from sqlalchemy import update

from seminars.database.units import write_unit
from seminars.extensions import db
from seminars.i18n import LANGUAGES
from seminars.models import Registration, Seminar, Status, Venue

pytestmark = [pytest.mark.browser, pytest.mark.parametrize("database", ["sqlite"], indirect=True)]

STARTS = datetime(2029, 3, 7, 7, 0, tzinfo=UTC)
BELA = replace(ADA, given_name="Bela", email="bela@example.org")
CYD = replace(ADA, given_name="Cyd", email="", phone="+375 29 765-43-21")
KINDS = ("move", "extend", "postpone", "cancel")
OLD, NEW = "Wednesday 7 March 2029, 10:00–15:00", "Friday 9 March 2029, 11:00–16:00"


def test_everybody_is_told_what_was_and_what_is(app, site, open_page):
    make_people(app, site)
    page = open_page(language="en")
    sign_in(app, page)
    page.get_by_role("link", name="Move…", exact=False).click()
    fill_in(page)
    see_what_would_happen(page)
    assert len(site.post.envelopes) == 2
    correct_what_was_typed(page)
    page.get_by_role("button", name="Move and write to 2 people").click()
    expect(page).to_have_url(f"{site.url}/organiser/seminars/klichev/changes/1")
    expect(page.locator("[role=status]").first).to_contain_text("The seminar is moved.")
    read_the_mails(site)


def make_people(app: Flask, site: LiveSite) -> None:
    """Ada has a place, Bela waits for one, Cyd has no address; both confirmations have arrived."""
    with app.app_context():
        hall = Venue(name=texts("Hall 3"), address=texts("Lenin Street 1"))
        seminar = make_seminar(starts_at=STARTS, venue=hall)
        made = [make_registration(seminar, person) for person in (ADA, BELA, CYD)]
        site.mails(2)
        with write_unit():
            # The queue is closed, or Bela would be offered one of the free places.
            db.session.execute(update(Seminar).values(queue_closed=True))
            waits = update(Registration).where(Registration.id == made[1].id).values(status=Status.WAITING)
            db.session.execute(waits)
            db.session.commit()
        make_organiser(language="en")


def sign_in(app: Flask, page: Page) -> None:
    with app.app_context():
        token = new_sign_in_link()
    page.goto(f"/organiser/sign-in/{token}")
    page.locator("main button").click()
    page.goto("/organiser/seminars")


def fill_in(page: Page) -> None:
    page.locator("#first_day").fill("2029-03-09")
    page.locator("#begins").fill("11:00")
    page.locator("#ends").fill("16:00")
    page.locator("#venue_name-en").fill("Libary")
    page.locator("#reason-en").fill("The hall is flooded.")
    page.get_by_role("button", name="See what happens and whom it writes to").click()


def see_what_would_happen(page: Page) -> None:
    main = page.locator("main")
    for words in (OLD, NEW, "Hall 3 (en), Lenin Street 1", "Libary, Lenin Street 1", "The hall is flooded."):
        expect(main).to_contain_text(words)
    expect(page.get_by_role("row", name="Cyd Klichevskaya")).to_contain_text(CYD.phone)


def correct_what_was_typed(page: Page) -> None:
    page.get_by_role("button", name="Change what I typed").click()
    expect(page.locator("#first_day")).to_have_value("2029-03-09")
    expect(page.locator("#reason-en")).to_have_value("The hall is flooded.")
    page.locator("#venue_name-en").fill("Library")
    page.get_by_role("button", name="See what happens and whom it writes to").click()


def read_the_mails(site: LiveSite) -> None:
    ada, bela = site.mails(4)[2:]
    for mail in (ada, bela):
        text = plain_text(mail)
        place = text.index("Hall 3 (en), Lenin Street 1"), text.index("Library, Lenin Street 1")
        assert text.index(OLD) < text.rindex(NEW)
        assert place == tuple(sorted(place))
        assert "The hall is flooded." in text
    assert (ada["To"].addresses[0].addr_spec, bela["To"].addresses[0].addr_spec) == (ADA.email, BELA.email)
    assert "You are still on the waiting list" in plain_text(bela)
    assert calendar_part(bela) is None
    method, calendar = calendar_part(ada)
    assert (method, calendar.events[0].start) == ("REQUEST", datetime(2029, 3, 9, 8, 0, tzinfo=UTC))


@pytest.mark.long
@pytest.mark.parametrize("language", LANGUAGES)
def test_forms_and_previews_have_no_barriers_and_fit_the_narrowest_phone(app, open_page, language):
    with app.app_context():
        make_full_rows(language)
        make_registration(get_seminar("klichev"), replace(CYD, surname=LONG["be"][:60]))
    for scheme in ("light", "dark"):
        page = open_page(width=320, color_scheme=scheme, language=language)
        sign_in(app, page)
        findings = [finding for kind in KINDS for finding in look_at(page, kind)]
        assert findings == [], "\n".join(findings)


def look_at(page: Page, kind: str) -> list[str]:
    """The form as it comes, with a mistake, and its preview."""
    page.goto(f"/organiser/seminars/klichev/changes/new?kind={kind}")
    findings = inspect(page)
    press = page.locator(".form .button--main")
    if kind in ("move", "cancel"):
        press.click()
        findings += inspect(page)
    for code in LANGUAGES:
        page.locator(f"#reason-{code}").fill(PARAGRAPHS[code])
    if kind == "move":
        page.locator("#venue_name-pl").fill(LONG["pl"])
        page.locator("#directions-be").fill(PARAGRAPHS["be"])
    if kind in ("move", "extend"):
        page.locator("#last_day").fill("2098-12-31")
    press.click()
    expect(page.locator("[name=confirmed]")).to_be_visible()
    return findings + inspect(page)


def inspect(page: Page) -> list[str]:
    looks = (barriers, slips_of_structure, misfits)
    return [f"{page.url}: {page.locator('h1').inner_text()}: {finding}" for look in looks for finding in look(page)]
