"""A seminar's page on a phone: the button on the first screen, nothing hidden behind it; and on paper: one sheet."""

from datetime import time, timedelta

import pytest
from factories import make_seminar, texts
from playwright.sync_api import Page

from seminars import clock
from seminars.i18n import LANGUAGES, Texts
from seminars.models import Session, Speaker, Venue

pytestmark = [pytest.mark.browser, pytest.mark.parametrize("database", ["sqlite"], indirect=True)]

LONG_TEXT = "What a small town can do for those who work in it. " * 6
# A4 less margins of 1 cm, in the pixels of CSS.
SHEET = {"width": 718, "height": 1046}
BUTTON = ".signup-bar .button--main"
# Chromium brings a focused link to the middle; other engines scroll as little as they can.
IS_COVERED = """(link) => {
  scrollTo(0, 0);
  link.scrollIntoView({block: 'nearest'});
  const box = link.getClientRects()[0], bar = document.querySelector('.signup-bar').getBoundingClientRect();
  return !link.closest('.signup-bar') && box.bottom > bar.top && box.top < bar.bottom;
}"""
PRINTED = "(selector) => [...document.querySelectorAll(selector)].filter((each) => each.checkVisibility()).length"


@pytest.fixture
def tour(app) -> None:
    """An ordinary seminar with all that its page can hold, and another town."""
    speakers = [Speaker(slug=name.lower(), name=f"{name} Byron", role=texts("economist")) for name in ("Ada", "Bela")]
    sessions = [
        Session(position=hour, starts=time(9 + hour), title=texts("What did not work, and why"), speakers=speakers)
        for hour in range(6)
    ]
    venue = Venue(name=texts("Hall 3"), address=texts("Lenin Street 1"), directions=texts("Through the yard"),
                  latitude=53.49, longitude=29.34)  # fmt: skip
    with app.app_context():
        make_seminar(
            description=Texts(dict.fromkeys(LANGUAGES, LONG_TEXT)),
            sessions=sessions,
            venue=venue,
            language_note=texts("Russian"),
            registration_closes_at=clock.now() + timedelta(days=9),
        )
        make_seminar(slug="pinsk", town_code="pinsk")


@pytest.mark.usefixtures("tour")
@pytest.mark.parametrize("language", LANGUAGES)
def test_the_first_screen_of_a_phone_holds_the_button(open_page, language):
    page = open_page(width=360, height=740, language=language)
    page.goto(f"/{language}/seminars/klichev")
    box = page.locator(BUTTON).bounding_box()
    assert box["y"] >= 0
    assert box["y"] + box["height"] <= 740
    assert box["height"] >= 44
    assert page.locator("main .button--main:visible").count() == 1


@pytest.mark.usefixtures("tour")
def test_the_bar_covers_neither_focus_nor_the_last_words(open_page):
    page = open_page(width=360, height=740, language="en")
    page.goto("/en/seminars/klichev")
    focused = covered = 0
    page.locator("h1").click()
    for _press in range(40):
        page.keyboard.press("Tab")
        link = page.locator(":focus")
        if link.count() == 0:
            break
        focused += 1
        covered += link.evaluate(IS_COVERED)
    assert (focused > 10, covered) == (True, 0)
    page.evaluate("scrollTo(0, document.body.scrollHeight)")
    assert _top(page, ".seminar-more") >= _bottom(page, ".signup-bar")
    assert _bottom(page, ".colophon") < 741  # a page has parts of pixels, and is scrolled by whole ones


@pytest.mark.usefixtures("tour")
@pytest.mark.parametrize(("width", "height"), [(740, 360), (1280, 900)])
def test_a_low_screen_and_a_desk_have_no_bar_at_their_foot(open_page, width, height):
    page = open_page(width=width, height=height, language="en")
    page.goto("/en/seminars/klichev")
    assert page.locator(".signup-bar").evaluate("(bar) => getComputedStyle(bar).position") == "static"


@pytest.mark.usefixtures("tour")
def test_on_paper_it_is_one_sheet_with_address_and_code(open_page):
    page = open_page(**SHEET, language="en")
    page.goto("/en/seminars/klichev")
    page.emulate_media(media="print")
    shown = {each: page.evaluate(PRINTED, each) for each in
             (".on-paper svg", ".site-nav a", ".ways a", ".map", ".button", ".tiled a")}  # fmt: skip
    assert shown == {".on-paper svg": 1, ".site-nav a": 0, ".ways a": 0, ".map": 0, ".button": 0, ".tiled a": 0}
    assert page.locator(".on-paper strong").inner_text().endswith("/en/seminars/klichev")
    assert _bottom(page, ".colophon") <= SHEET["height"]


@pytest.mark.usefixtures("tour")
def test_the_link_is_copied_or_shown_to_be_copied(open_page):
    page = open_page(width=1280, language="en")
    page.goto("/en/seminars/klichev")
    page.evaluate("() => { navigator.clipboard.writeText = () => Promise.reject(); }")
    page.get_by_role("button", name="Copy link").click()
    assert page.locator("#page-address").is_visible()
    page.get_by_text("The address is selected: copy it now.").wait_for()


def _top(page: Page, selector: str) -> float:
    return page.locator(selector).bounding_box()["y"]


def _bottom(page: Page, selector: str) -> float:
    box = page.locator(selector).bounding_box()
    return box["y"] + box["height"]
