"""Each public page in each of its states, as shown.py lists them: nothing cut, nothing hidden, nothing out of reach.

The quick run looks at each page in one state and one language, the long one also at all states and at all languages.
"""

from collections.abc import Callable, Iterator

import keyboard
import looks
import pytest
from inspection import misfits, slips_of_structure
from line_breaks import broken_words, torn
from playwright.sync_api import Browser, Page
from showing import show
from shown import Shown, make_site
from site_to_show import sites_to_show
from standing import time_stands

from seminars.i18n import LANGUAGES
from seminars.models.registrations.situation import Situation

pytestmark = [pytest.mark.browser]

PHONE, NARROWEST, DESK = ({"width": width, "height": height} for width, height in ((360, 740), (320, 640), (1280, 900)))
TWICE_AS_LARGE = {"standard": 32, "fixed": 26}
LONGEST_WORD = 18  # «сельскагаспадарчых» fits the narrowest phone
# What no page can show: a mail alone says that an offer has ended, no page is left of who was erased, and offers are
# taken back when their seminar is postponed.
SHOWN_NOWHERE = {Situation.LAPSED, Situation.ERASED, Situation.OFFERED_POSTPONED}
# Every state in Belarusian alone, whose words are the longest: four languages of it take half an hour.
of_one_state_or_all = pytest.mark.parametrize(
    ("language", "whole"),
    [
        ("be", False),
        *(pytest.param(language, False, marks=pytest.mark.long) for language in LANGUAGES if language != "be"),
        pytest.param("be", True, marks=pytest.mark.long),
    ],
)

Look = Callable[[Page], list[str]]


@pytest.fixture(scope="module")
def everything() -> Iterator[list[tuple[str, Shown]]]:
    with sites_to_show() as found:
        yield found


@pytest.fixture
def page(chromium: Browser, language: str) -> Iterator[Page]:
    context = chromium.new_context(viewport=PHONE, locale=language, reduced_motion="reduce")
    yield context.new_page()
    context.close()


def at(size: dict[str, int], *those: Look) -> Look:
    """These looks in a window of this size."""

    def looked(page: Page) -> list[str]:
        page.set_viewport_size(size)
        return [f"at {size['width']}: {finding}" for look in those for finding in look(page)]

    return looked


def broken(page: Page) -> list[str]:
    return broken_words(page, longest=LONGEST_WORD)


@of_one_state_or_all
def test_nothing_is_cut_broken_or_lies_on_something_else(everything, page, language, whole):
    narrow = at(NARROWEST, misfits, broken, torn, looks.overlapping)
    look_at_each(everything, page, language, whole, narrow, at(DESK, misfits, looks.overlapping))


@of_one_state_or_all
def test_nothing_is_cut_on_a_phone_when_text_alone_is_twice_as_large(everything, page, language, whole):
    page.context.new_cdp_session(page).send("Page.setFontSizes", {"fontSizes": TWICE_AS_LARGE})
    look_at_each(everything, page, language, whole, misfits, looks.overlapping)


@of_one_state_or_all
def test_there_is_one_emphasis_and_a_finger_finds_what_it_may_press(everything, page, language, whole):
    those = (slips_of_structure, looks.untitled, looks.too_many_main_buttons, looks.small_targets)
    look_at_each(everything, page, language, whole, *those)


@of_one_state_or_all
def test_forced_colours_leave_frames_and_paper_shows_nothing_to_press(everything, page, language, whole):
    look_at_each(everything, page, language, whole, looks.lost_in_forced_colours, looks.useless_on_paper)


@of_one_state_or_all
def test_tab_reaches_everything_in_order_and_in_sight(everything, page, language, whole):
    walks = [at(size, keyboard.lost_on_the_way) for size in (PHONE, DESK)]
    look_at_each(everything, page, language, whole, *walks)


@pytest.mark.parametrize("name", ["programme, tour", "seminar, open"])
@pytest.mark.parametrize("language", LANGUAGES)
def test_the_first_screen_of_a_phone_holds_the_one_button(everything, page, language, name):
    ((url, shown),) = [(url, shown) for url, shown in everything if shown.name == name]
    show(page, url, shown, language)
    buttons = [each.bounding_box() for each in page.locator(".button--main").all() if each.is_visible()]
    assert [box["y"] + box["height"] <= PHONE["height"] for box in buttons] == [True], buttons


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_each_situation_is_shown_that_a_page_can_show(app):
    with app.app_context(), time_stands():
        shown = {each.state for each in make_site("states") if each.page == "own page"}
    assert {each.value for each in Situation} - shown == {each.value for each in SHOWN_NOWHERE}


def look_at_each(everything: list[tuple[str, Shown]], page: Page, language: str, whole: bool, *those: Look) -> None:
    findings = []
    for url, shown in everything if whole else one_state_of_each_page(everything):
        page.set_viewport_size(PHONE)
        show(page, url, shown, language)
        findings += [f"{shown.name}: {finding}" for look in those for finding in look(page)]
    assert findings == [], "\n".join(findings)


def one_state_of_each_page(everything: list[tuple[str, Shown]]) -> list[tuple[str, Shown]]:
    """The first that is listed with rows."""
    with_rows = [(url, shown) for url, shown in everything if shown.site != "empty"]
    return list({shown.page: (url, shown) for url, shown in reversed(with_rows)}.values())
