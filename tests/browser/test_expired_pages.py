"""Pages that slept overnight in a tab, and browsers that keep no cookies: nothing that was typed or pressed is lost."""

import time
from collections.abc import Callable

import pytest
from factories import ADA, PASSWORD, make_organiser, make_registration, make_seminar
from full_rows import new_sign_in_link
from itsdangerous import TimestampSigner
from live_site import LiveSite
from playwright.sync_api import Page, expect
from sign_up_form import TITLE, fill_in, send

from seminars import tokens
from seminars.extensions import db
from seminars.models import Registration, Seminar, Status

pytestmark = [
    pytest.mark.browser,
    pytest.mark.parametrize("database", ["sqlite"], indirect=True),
    pytest.mark.parametrize("scripts", [True, pytest.param(False, marks=pytest.mark.long)]),
]

OLIVE = "olive@example.org"
TOO_OLD = "This page was open for too long. Nothing is lost: send it once more."


@pytest.fixture
def sleep_13_hours(monkeypatch: pytest.MonkeyPatch) -> Callable[[], None]:
    return lambda: monkeypatch.setattr(TimestampSigner, "get_timestamp", lambda _signer: int(time.time()) + 13 * 3600)


@pytest.fixture
def page(app, open_page, scripts) -> Page:
    with app.app_context():
        make_seminar(title=TITLE)
    return open_page(width=360, language="en", java_script_enabled=scripts)


def lose_cookies(page: Page) -> None:
    """What a browser that keeps none does before each form."""
    page.context.clear_cookies()


def own_page(site: LiveSite) -> str:
    with site.app.app_context():
        registration = make_registration(db.session.query(Seminar).one())
        return f"/en/registrations/{tokens.manage_token(registration.id, 1)}"


def states(site: LiveSite) -> list[Status]:
    with site.app.app_context():
        return [each.status for each in db.session.query(Registration)]


def press(page: Page, words: str) -> int:
    """The status of the answer."""
    with page.expect_response(lambda response: response.request.method == "POST") as answer:
        page.get_by_role("button", name=words, exact=True).click()
    page.wait_for_load_state()
    return answer.value.status


def test_signing_up_without_cookies(site, page):
    page.goto("/en/seminars/klichev/registrations/new")
    fill_in(page, site, "en", given_name="Ada", surname="Klichevskaya", email="ada@example.org")
    lose_cookies(page)
    send(page, site, "en")
    expect(page.get_by_role("heading", level=1)).to_have_text("You have a place.")
    lose_cookies(page)
    page.get_by_text("No mail from us?", exact=True).click()
    assert press(page, "Send it again") == 303
    expect(page.get_by_role("status")).to_have_text("We have sent the mail once more.")


def test_signing_up_after_a_night(site, page, sleep_13_hours):
    page.goto("/en/seminars/klichev/registrations/new")
    fill_in(page, site, "en", given_name="Ada", surname="Klichevskaya", email="ada@example.org")
    sleep_13_hours()
    send(page, site, "en")
    expect(page.get_by_role("alert")).to_contain_text(TOO_OLD)
    expect(page.get_by_label("Surname", exact=True)).to_have_value("Klichevskaya")
    page.wait_for_timeout(3_100)
    send(page, site, "en")
    expect(page.get_by_role("heading", level=1)).to_have_text("You have a place.")


@pytest.mark.parametrize("what", ["no cookies", pytest.param("a night", marks=pytest.mark.long)])
def test_one_cancels_and_corrects_behind_ones_link_at_once(site, page, sleep_13_hours, what):
    link = own_page(site)
    page.goto(f"{link}/answers/edit")
    page.get_by_label("Position", exact=True).fill("Mayor")
    sleep_13_hours() if what == "a night" else lose_cookies(page)
    assert press(page, "Save") == 200
    expect(page.get_by_role("status")).to_contain_text("Mayor")
    page.goto(link)
    page.get_by_text("I cannot come", exact=True).click()
    lose_cookies(page)
    assert press(page, "Cancel my place") == 303
    assert states(site) == [Status.CANCELLED]


@pytest.mark.long
def test_lost_links_are_sent_without_cookies(site, page):
    own_page(site)
    page.goto("/en/registrations/find")
    page.get_by_label("E-mail", exact=True).fill(ADA.email)
    lose_cookies(page)
    assert press(page, "Send the links") == 303
    expect(page.get_by_role("status")).to_contain_text("on the way")


def test_a_description_that_was_typed_overnight_is_saved_by_one_more_press(site, page, sleep_13_hours):
    with site.app.app_context():
        make_organiser(OLIVE, language="en")
        token = new_sign_in_link()
    lose_cookies(page)
    page.goto(f"/organiser/sign-in/{token}")
    page.locator("main button").click()
    page.goto("/organiser/seminars/klichev/edit")
    page.locator("[name=description-en]").fill("Typed\n\novernight")
    sleep_13_hours()
    save = page.locator("main form button[type=submit]:not([name])").last
    save.click()
    expect(page.get_by_role("alert")).to_contain_text(TOO_OLD)
    expect(page.locator("[name=description-en]")).to_have_value("Typed\n\novernight")
    save.click()
    expect(page.get_by_role("status")).to_contain_text("Saved.")


@pytest.mark.long
def test_who_signs_in_without_cookies_is_told_why_it_cannot_be(site, page):
    with site.app.app_context():
        make_organiser(OLIVE)
    page.goto("/organiser/sign-in")
    page.locator("#email").fill(OLIVE)
    for words in ("type it once more", "Allow cookies for this site, or use another browser."):
        page.locator("#password").fill(PASSWORD)
        lose_cookies(page)
        assert press(page, "Sign in") == 422
        expect(page.get_by_role("alert")).to_contain_text(words)
        expect(page.locator("#email")).to_have_value(OLIVE)


@pytest.mark.long
def test_what_was_typed_while_the_session_ended_is_sent_after_signing_in_elsewhere(site, page):
    with site.app.app_context():
        make_organiser(OLIVE, language="en")
        token = new_sign_in_link()
    page.goto(f"/organiser/sign-in/{token}")
    page.locator("main button").click()
    page.goto("/organiser/seminars/klichev/edit")
    page.locator("[name=description-en]").fill("Typed overnight")
    lose_cookies(page)
    page.locator("main form button[type=submit]:not([name])").last.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("You are signed out")
    with page.context.expect_page() as opened:
        page.get_by_role("link", name="Sign in on another page", exact=True).click()
    opened.value.locator("#email").fill(OLIVE)
    opened.value.locator("#password").fill(PASSWORD)
    opened.value.get_by_role("button", name="Sign in", exact=True).click()
    opened.value.wait_for_url("**/organiser/")
    page.get_by_role("button", name="Send it again", exact=True).click()
    expect(page.locator("[name=description-en]")).to_have_value("Typed overnight")
    page.locator("main form button[type=submit]:not([name])").last.click()
    expect(page.get_by_role("status")).to_contain_text("Saved.")


def test_the_form_of_another_site_does_nothing(site, page):
    link = own_page(site)
    page.goto(link)
    form = f'<form method="post" action="{site.url}{link}/cancellation"><button>Win a prize</button></form>'
    page.route("http://evil.example/", lambda route: route.fulfill(body=form, content_type="text/html"))
    page.goto("http://evil.example/")
    assert press(page, "Win a prize") == 403
    expect(page.get_by_role("heading", level=1)).to_have_text("This did not come from a page of ours")
    assert states(site) == [Status.CONFIRMED]
