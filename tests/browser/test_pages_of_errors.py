"""Pages that say no: as readable as the others, with the right status."""

import time

import pytest
from factories import ADA, make_organiser, make_registration, make_seminar
from full_rows import LONG, get_seminar, make_full_rows, new_sign_in_link
from inspection import barriers, misfits, slips_of_structure
from itsdangerous import TimestampSigner
from playwright.sync_api import Page
from sign_up_form import TYPING, fill_in

from seminars import tokens
from seminars.i18n import LANGUAGES

pytestmark = [
    pytest.mark.browser,
    pytest.mark.long,
    pytest.mark.parametrize("database", ["sqlite"], indirect=True),
    pytest.mark.parametrize("language", LANGUAGES),
]
SCHEMES = ("light", "dark")


def look_at(page: Page) -> None:
    """Light and dark, on the narrowest phone."""
    findings = [*slips_of_structure(page), *misfits(page)]
    for scheme in SCHEMES:
        page.emulate_media(color_scheme=scheme)
        findings += [f"{scheme}: {barrier}" for barrier in barriers(page)]
    assert findings == [], f"{page.url}\n" + "\n".join(findings)


def send(page: Page, button: str = "main .button--main") -> int:
    """Press the button of the page's form; the status of the answer."""
    with page.expect_navigation() as answer:
        page.locator(button).click()
    return answer.value.status


def test_what_does_not_exist(site, open_page, language):
    page = open_page(width=320, language=language)
    for path in (
        f"/{language}/seminars/nowhere",
        f"/{language}/registrations/1-1~x",
        "/organiser/sign-in/x",
        "/nowhere",
    ):
        assert page.goto(path).status == 404
        assert page.locator("html").get_attribute("lang") == language
        look_at(page)


def test_a_form_with_everything_wrong(app, site, open_page, language):
    with app.app_context():
        make_seminar(title=LONG)
    page = open_page(width=320, language=language)
    page.goto(f"/{language}/seminars/klichev/registrations/new")
    page.locator("#companions summary").click()
    page.locator("#more summary").click()
    for field in page.locator(".form input:not([type=hidden], [type=checkbox], [tabindex]), .form textarea").all():
        field.fill("@" * 1001)
    page.wait_for_timeout(TYPING)
    assert send(page) == 422
    assert page.locator("#errors li").count() > 8
    look_at(page)
    page.goto(f"/{language}/registrations/find")
    assert send(page) == 422
    look_at(page)


def test_a_seminar_that_filled_meanwhile(app, site, open_page, language):
    with app.app_context():
        make_seminar(capacity=1, queue_closed=True, title=LONG)
    page = open_page(width=320, language=language)
    page.goto(f"/{language}/seminars/klichev/registrations/new")
    fill_in(page, site, language, given_name="Bela", surname="Mahileŭskaja", email="bela@example.org")
    with app.app_context():
        make_registration(get_seminar("klichev"), ADA)
    assert send(page) == 409
    look_at(page)


def test_the_organisers_forms_with_mistakes_and_an_edit_that_lost_the_race(app, open_page, language):
    with app.app_context():
        make_full_rows(language)
        token = new_sign_in_link()
    page = open_page(width=320, language=language)
    page.goto("/organiser/sign-in")
    page.locator("#email").fill("nobody")
    page.locator("#password").fill("x")
    page.evaluate("() => { document.querySelector('main form').noValidate = true; }")
    assert send(page) == 422
    look_at(page)
    page.goto(f"/organiser/sign-in/{token}")
    assert send(page) == 200
    page.goto("/organiser/seminars/new")
    page.locator("#capacity").fill("много")
    assert send(page) == 422
    look_at(page)
    page.goto("/organiser/seminars/klichev/edit")
    page.locator("[name=version]").evaluate("(field) => { field.value = '0'; }")
    page.locator("#capacity").fill("77")
    assert send(page) == 409
    look_at(page)


def test_a_receipt_whose_hour_is_over_and_forms_that_slept(app, site, open_page, language, monkeypatch):
    with app.app_context():
        make_registration(make_seminar(title=LONG))
        make_organiser(language=language)
        receipt, sign_in = tokens.timed_token("receipt", 1), new_sign_in_link()
    page = open_page(width=320, language=language)
    page.goto(f"/organiser/sign-in/{sign_in}")
    page.locator("main button").click()
    for button in ("main form .button", ".account button"):
        page.goto("/organiser/account")
        page.evaluate("document.querySelectorAll('[name=csrf_token]').forEach((field) => { field.value = 'old'; })")
        assert send(page, f"{button} >> nth=0") == 422
        look_at(page)
    page.goto("/organiser/account")
    page.context.clear_cookies()
    assert send(page, "main form .button >> nth=0") == 422
    look_at(page)
    monkeypatch.setattr(TimestampSigner, "get_timestamp", lambda _signer: int(time.time()) + 3601)
    assert page.goto(f"/{language}/registrations/received/{receipt}").status == 410
    look_at(page)
