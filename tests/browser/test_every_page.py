"""Every page there is, with data: no barriers, nothing cut, in every language, light and dark."""

from collections.abc import Callable, Iterator

import pytest
from addresses import UnknownArgument, addresses
from flask import Flask
from full_rows import make_full_rows, new_sign_in_link
from inspection import barriers, misfits, slips_of_structure
from line_breaks import hyphenated, torn
from playwright.sync_api import Page
from queue_rows import addresses_of_states, make_queue_rows, organisers_addresses_of_states

from seminars.i18n import LANGUAGES

pytestmark = [pytest.mark.browser, pytest.mark.parametrize("database", ["sqlite"], indirect=True)]

PHONE, NARROWEST = {"width": 360, "height": 800}, {"width": 320, "height": 640}
TWICE_AS_LARGE = {"standard": 32, "fixed": 26}


def fit_narrow(page: Page) -> list[str]:
    """What does not fit the narrowest phone; the window has its former width afterwards."""
    page.set_viewport_size(NARROWEST)
    found = misfits(page)
    page.set_viewport_size(PHONE)
    return found


LOOKS = (barriers, slips_of_structure, fit_narrow, torn, hyphenated)


@pytest.mark.long
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("language", LANGUAGES)
def test_pages_of_visitors_have_no_barriers_in_any_language_and_light(app, open_page, language, scheme):
    make_rows(app)
    page = open_page(width=360, color_scheme=scheme, language=language)
    look_at_each(page, addresses(app, languages=(language,), organisers=False), *LOOKS)


@pytest.mark.long
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("language", LANGUAGES)
def test_pages_of_organisers_have_no_barriers_in_any_language_and_light(app, open_page, language, scheme):
    make_rows(app, language)
    page = open_page(width=360, color_scheme=scheme, language=language)
    sign_in(page, app)
    look_at_each(page, addresses(app, languages=LANGUAGES, organisers=True), *LOOKS)


@pytest.mark.long
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("language", LANGUAGES)
def test_every_state_of_a_registration_has_no_barriers_in_any_language_and_light(app, open_page, language, scheme):
    make_rows(app, language)
    ways, ways_of_organisers = make_states(app, language)
    page = open_page(width=360, color_scheme=scheme, language=language)
    look_at_each(page, ways, *LOOKS)
    sign_in(page, app)
    look_at_each(page, ways_of_organisers, *LOOKS)


@pytest.mark.long
@pytest.mark.parametrize("language", LANGUAGES)
def test_nothing_is_cut_when_text_is_twice_as_large(app, open_page, language):
    make_rows(app, language)
    page = open_page(width=640, language=language)
    page.context.new_cdp_session(page).send("Page.setFontSizes", {"fontSizes": TWICE_AS_LARGE})
    ways, ways_of_organisers = make_states(app, language)
    look_at_each(page, [*addresses(app, languages=(language,), organisers=False), *ways], misfits)
    sign_in(page, app)
    look_at_each(page, [*addresses(app, languages=LANGUAGES, organisers=True), *ways_of_organisers], misfits)


def test_a_route_that_cannot_be_built_is_no_gap(app):
    make_rows(app)
    app.add_url_rule("/<lang>/hymns/<verse>", "hymns")
    with pytest.raises(UnknownArgument, match="verse"):
        addresses(app, languages=("be",), organisers=False)


def make_rows(app: Flask, language: str = "be") -> None:
    with app.app_context():
        make_full_rows(language)


def make_states(app: Flask, language: str) -> tuple[list[str], list[str]]:
    """Registrations in every state; the addresses of their pages, and of the organisers' pages about them."""
    with app.app_context():
        made = make_queue_rows(language)
        return addresses_of_states(made, language), organisers_addresses_of_states(made)


def sign_in(page: Page, app: Flask) -> None:
    with app.app_context():
        token = new_sign_in_link()
    page.goto(f"/organiser/sign-in/{token}")
    page.locator("main button").click()
    page.wait_for_url("**/organiser/")


def look_at_each(page: Page, paths: list[str], *looks: Callable[[Page], list[str]]) -> None:
    assert paths
    findings = [f"{path}: {finding}" for path in pages_among(page, paths) for look in looks for finding in look(page)]
    assert findings == [], "\n".join(findings)


def pages_among(page: Page, paths: list[str]) -> Iterator[str]:
    """Open each path that answers with a page; calendars and tables are for other programs."""
    for path in paths:
        answer = page.request.get(path)
        assert answer.status == 200, f"{path}: {answer.status}"
        if answer.headers["content-type"].startswith("text/html"):
            page.goto(path)
            yield path
