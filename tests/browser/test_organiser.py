"""An organiser gets in by a link, publishes a seminar, watches it fill and takes the list away."""

import re
from datetime import datetime, timedelta
from pathlib import Path
from time import monotonic, sleep
from zoneinfo import ZoneInfo

import pytest
from factories import make_series
from flask import Flask
from live_site import PATIENCE, LiveSite
from openpyxl import load_workbook
from openpyxl.worksheet.worksheet import Worksheet
from playwright.sync_api import Page, expect
from sign_up_form import TYPING
from sqlalchemy import select

from seminars import clock, links
from seminars.database.units import write_unit
from seminars.domain.organisers import accounts
from seminars.extensions import db
from seminars.i18n import Texts
from seminars.models import ConsentKind, Message, MessageState, Registration, Seminar, SeminarStatus
from seminars.places import current_places

pytestmark = [pytest.mark.browser, pytest.mark.parametrize("database", ["sqlite"], indirect=True)]

MINSK = ZoneInfo("Europe/Minsk")
TITLES = Texts(be="Кластары ў Пінску", ru="Кластеры в Пинске", pl="Klastry w Pińsku", en="Clusters in Pinsk")
FIRST_DAY = (datetime.now(MINSK) + timedelta(days=40)).date()
TITLES_OF_COLUMNS = (
    "No.", "Code", "Surname", "Given name", "Patronymic", "Organisation", "Kind of organisation", "Position", "Town",
    "Region", "E-mail", "Phone", "Language", "Status", "Party", "Needs", "May be photographed",
    "May be shared with the host", "Wants news", "Registered", "Changed", "Cancelled at", "Cancelled by", "Reconfirmed",
    "Checked in", "Source", "Delivery", "Never answered from the mail", "Group", "Note",
)  # fmt: skip
PEOPLE = (
    {
        "given_name": "Ада",
        "surname": "Клічаўская",
        "email": "ada@example.org",
        "phone": "+375 29 123-45-67",
        "photo": "y",
    },
    {
        "given_name": "Эля",
        "surname": "Ёжык",
        "email": "hedgehog@example.org",
        "needs": "Пандус.\n=SUM(A1)",
        "news": "y",
    },
    {
        "given_name": "Żaneta",
        "surname": "Łącka",
        "email": "zaneta@example.org",
        "organisation": '"Klaster"; Pińsk',
        "organisation_kind": "association",
        "town": "Пінск",
    },
)


def test_from_the_link_to_the_workbook_in_belarusian(site, open_page, tmp_path):
    publish_and_export(site, open_page(language="be"), open_page(), "be", tmp_path)


@pytest.mark.long
def test_the_same_in_polish_on_a_phone_without_javascript(site, open_page, tmp_path):
    page = open_page(width=360, language="pl", java_script_enabled=False)
    publish_and_export(site, page, open_page(), "pl", tmp_path)


def publish_and_export(site: LiveSite, page: Page, visitor: Page, language: str, folder: Path) -> None:
    get_in(site, page, language)
    publish(site, page, language)
    slug = published_slug(site.app)
    see_it_as_a_visitor(visitor, language, slug)
    sign_everybody_up(visitor, slug, language)
    site.mails(len(PEOPLE))
    wait_until_sent(site.app)
    compare_cell_by_cell(site, download(page, slug, folder), language)


def get_in(site: LiveSite, page: Page, language: str) -> None:
    say = site.words(language)
    with site.app.app_context():
        make_series()
    with site.app.app_context(), write_unit():
        organiser = accounts.create_organiser("olive@example.org", language=language, now=clock.now())
        link = links.sign_in(accounts.new_sign_in_link(organiser))
        db.session.commit()
    page.goto(link)
    page.get_by_role("button", name=say("Sign in"), exact=True).click()
    page.wait_for_url("**/organiser/")
    page.goto(link)
    expect(page.get_by_role("heading", level=1)).to_have_text(say("This link works no more"))
    page.goto("/organiser/seminars")


def publish(site: LiveSite, page: Page, language: str) -> None:
    say = site.words(language)
    page.get_by_role("link", name=say("New seminar"), exact=True).click()
    for code, title in TITLES.items():
        page.locator(f"#title-{code}").fill(title)
    page.locator("#town").select_option("pinsk")
    page.locator("#first_day").fill(FIRST_DAY.isoformat())
    page.locator("#begins").fill("10:00")
    page.locator("#ends").fill("15:30")
    page.locator("#capacity").fill("40")
    page.get_by_role("button", name=say("Save and publish"), exact=True).click()
    expect(page.locator("[role=status]")).to_have_text(say("Saved. Nobody was written to."))


def published_slug(app: Flask) -> str:
    with app.app_context():
        seminar = db.session.scalars(select(Seminar)).one()
        assert seminar.status == SeminarStatus.PUBLISHED
        assert seminar.in_zone(seminar.starts_at).isoformat() == f"{FIRST_DAY}T10:00:00+03:00"
        return seminar.slug


def see_it_as_a_visitor(page: Page, language: str, slug: str) -> None:
    page.goto(f"/{language}/")
    page.get_by_role("link", name=TITLES[language]).click()
    page.wait_for_url(f"**/{language}/seminars/{slug}")
    expect(page.locator("main")).to_contain_text("10:00")


def sign_everybody_up(page: Page, slug: str, language: str) -> None:
    """By HTTP, as three people who opened the form at the same moment would."""
    address = f"/{language}/seminars/{slug}/registrations"
    forms = [page.request.get(f"{address}/new").text() for _ in PEOPLE]
    page.wait_for_timeout(TYPING)
    for form, person in zip(forms, PEOPLE, strict=True):
        hidden = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', form))
        answer = page.request.post(address, form={**hidden, **person, "processing": "y"})
        assert "/registrations/received/" in answer.url, answer.text()


def wait_until_sent(app: Flask) -> None:
    """A mail has arrived a moment before the worker notes that it is sent."""
    give_up_at = monotonic() + PATIENCE
    with app.app_context():
        while set(db.session.scalars(select(Message.state))) != {MessageState.SENT}:
            assert monotonic() < give_up_at
            db.session.rollback()
            sleep(0.05)


def download(page: Page, slug: str, folder: Path) -> Worksheet:
    page.goto("/organiser/seminars")
    row = page.get_by_role("row").filter(has=page.locator(f"a[href*='/{slug}/']"))
    expect(row).to_contain_text(re.compile(rf"{len(PEOPLE)}\D+40"))
    row.locator(f"a[href$='/{slug}/registrations']").first.click()
    with page.expect_download() as started:
        page.locator("a[href$='.xlsx']").click()
    assert started.value.suggested_filename == f"{FIRST_DAY}_Pinsk_attendees.xlsx"
    started.value.save_as(folder / "list.xlsx")
    workbook = load_workbook(folder / "list.xlsx")
    assert len(workbook.sheetnames) == 2
    return workbook.worksheets[0]


def compare_cell_by_cell(site: LiveSite, sheet: Worksheet, language: str) -> None:
    headings, *rows = sheet.iter_rows(values_only=True)
    assert [heading.split(" (")[0] for heading in headings] == [
        site.words(language)(title) for title in TITLES_OF_COLUMNS
    ]
    with site.app.app_context():
        stored = db.session.scalars(select(Registration).order_by(Registration.id)).all()
        assert [list(row) for row in rows] == [
            as_cells(number, each, site, language) for number, each in enumerate(stored, start=1)
        ]


def as_cells(number: int, each: Registration, site: LiveSite, language: str) -> list:
    """The row that a person with a pencil would write from the database."""
    say = site.words(language)
    region = each.town and current_places().get_town("pinsk").region.name[language]
    told = {consent.kind: say("Yes") if consent.given else say("No") for consent in each.consents}
    name_of_language = say({"be": "Belarusian", "pl": "Polish"}[language])
    registered, changed = (in_minsk(moment) for moment in (each.registered_at, each.changed_at))
    texts = [
        each.code,
        each.surname,
        each.given_name,
        each.patronymic,
        each.organisation,
        each.organisation_kind and say("Association or foundation"),
        each.position,
        each.town,
        region,
    ]
    texts += [each.email, each.phone, name_of_language, say("Confirmed"), None, each.needs]
    answers = [told[kind] for kind in (ConsentKind.PHOTO, ConsentKind.SHARING, ConsentKind.NEWS)]
    moments = [registered, changed, None, None, None, None]
    nothing_else = [say("Yes"), None, None]  # nobody answered from the mail, or came as one of many
    return [number, *(text or None for text in texts), *answers, *moments, say("Website"), say("Sent"), *nothing_else]


def in_minsk(moment: datetime) -> datetime:
    """As a cell holds it: the time on the clocks there, in whole seconds."""
    return moment.astimezone(MINSK).replace(tzinfo=None, microsecond=0)
