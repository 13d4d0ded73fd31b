"""One Backspace in a date leaves it half filled in, which browsers send as an empty one: nothing is lost by it."""

from datetime import UTC, datetime

import pytest
from factories import make_organiser, make_registration, make_seminar
from flask import Flask
from full_rows import new_sign_in_link
from playwright.sync_api import Page, expect
from sqlalchemy import select, update

from seminars.database.units import write_unit
from seminars.extensions import db
from seminars.models import Registration, Seminar, Status

pytestmark = [pytest.mark.browser, pytest.mark.parametrize("database", ["sqlite"], indirect=True)]

EDIT, MOVE = "/organiser/seminars/klichev/edit", "/organiser/seminars/klichev/changes/new"
CLOSES = datetime(2029, 3, 5, 9, tzinfo=UTC)
HALF = "Only a part of it is filled in. Write the rest, or empty all of it"


@pytest.fixture
def klichev(app: Flask, site):
    """Two days, with a deadline."""
    with app.app_context():
        make_organiser(language="en")
        make_seminar(
            starts_at=datetime(2029, 3, 7, 7, tzinfo=UTC),
            ends_at=datetime(2029, 3, 8, 12, tzinfo=UTC),
            registration_closes_at=CLOSES,
        )


def closes(app: Flask) -> datetime | None:
    with app.app_context():
        return db.session.scalar(select(Seminar.registration_closes_at))


def sign_in(app: Flask, page: Page) -> None:
    with app.app_context():
        token = new_sign_in_link()
    page.goto(f"/organiser/sign-in/{token}")
    page.locator("main button").click()
    page.wait_for_url("**/organiser/")


def half_empty(page: Page, field: str) -> None:
    page.locator(field).focus()
    page.keyboard.press("Backspace")
    assert page.locator(field).evaluate("input => [input.value, input.validity.badInput]") == ["", True]


@pytest.mark.usefixtures("klichev")
@pytest.mark.parametrize(
    ("address", "field", "month"), [(EDIT, "closes", "03"), (EDIT, "last_day", "03"), (MOVE, "last_day", "04")]
)
def test_with_scripts_the_form_stays_until_the_date_is_whole(app, open_page, address, field, month):
    page = open_page(language="en")
    sign_in(app, page)
    page.goto(address)
    half_empty(page, f"#{field}")
    page.keyboard.press("Enter")
    expect(page.locator(f"#{field}-half")).to_have_text(HALF)
    expect(page.locator(f"#{field}")).to_be_focused()
    assert page.locator(f"#{field}").get_attribute("aria-describedby").split()[0] == f"{field}-half"
    assert page.url.endswith(address)
    page.keyboard.type(month)
    expect(page.locator(f"#{field}-half")).to_have_count(0)
    expect(page.locator(f"#{field}")).not_to_have_attribute("aria-invalid", "true")
    page.keyboard.press("Enter")
    expect(page.get_by_text("Saved." if address == EDIT else "This is what would happen").first).to_be_visible()


def test_without_scripts_the_deadline_is_asked_back_and_goes_only_with_a_tick(app, open_page, klichev):
    page = open_page(language="en", java_script_enabled=False)
    sign_in(app, page)
    page.goto(EDIT)
    page.locator("#closes").focus()
    page.keyboard.press("Backspace")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.locator("#closes-error")).to_contain_text("This was “Monday 5 March 2029, 12:00” and is empty now")
    assert closes(app) == CLOSES
    page.get_by_label("Remove the deadline: registration closes at the start").check()
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_text("Saved.").first).to_be_visible()
    assert closes(app) is None


def test_the_end_of_an_offer_cannot_be_sent_by_half(app, open_page, klichev):
    with app.app_context():
        ada = make_registration(db.session.scalars(select(Seminar)).one())
        code = ada.code
        with write_unit():
            db.session.execute(update(Registration).values(status=Status.WAITING))
            db.session.commit()
    page = open_page(language="en")
    sign_in(app, page)
    page.goto(f"/organiser/seminars/klichev/registrations/{code}/offer")
    half_empty(page, "#ends")
    page.get_by_role("button", name="Offer the place").click()
    expect(page).to_have_url(f"{page.url}")
    with app.app_context():
        assert db.session.scalar(select(Registration.status)) == Status.WAITING
