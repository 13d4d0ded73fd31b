"""The looks themselves: each fault that they are there to find, on a page that has it."""

import keyboard
import looks
import pytest
from playwright.sync_api import Browser, Page

pytestmark = pytest.mark.browser

SOUND = """<!doctype html><html lang="be"><head><title>Праграма · Семінары</title>
<style>:focus {{ outline: 3px solid }}</style></head><body><main><h1>Праграма</h1>
<p><a href="/">Далей</a> <button class="button" style="border:1px solid;min-height:44px">Націснуць</button></p>
<div style="height:900px"></div><p><a href="/">Яшчэ далей</a></p>{}</main></body></html>"""
FRAME = "border:1px solid;min-height:44px"
BAR = "position:fixed;bottom:0;width:100%;height:120px;background:white"
UPWARDS = "display:flex;flex-direction:column-reverse"


@pytest.fixture
def page(chromium: Browser) -> Page:
    page = chromium.new_page(viewport={"width": 360, "height": 600})
    yield page
    page.close()


def findings(page: Page, fault: str) -> list[str]:
    page.set_content(fault if fault.startswith("<!doctype") else SOUND.format(fault))
    those = (
        looks.small_targets,
        looks.overlapping,
        looks.too_many_main_buttons,
        looks.untitled,
        looks.lost_in_forced_colours,
        keyboard.lost_on_the_way,
    )
    return [finding for look in those for finding in look(page)]


def test_a_sound_page_has_no_findings(page):
    assert findings(page, "") == []


@pytest.mark.parametrize(
    ("fault", "found"),
    [
        (f"<button class=button style='{FRAME};min-height:0;height:30px'>Малая</button>", "30 px high"),
        ("<p style='margin-top:-2.2em'>Зверху</p>", "on one another"),
        (f"<button class='button button--main' style='{FRAME}'>Раз</button>" * 2, "2 filled buttons"),
        (SOUND.replace("Праграма ·", "").format(""), "tab: Семінары"),
        ("<a class=button style='display:block;min-height:44px;background:red' href=/a>Без рамкі</a>", "no frame"),
        ("<p style='forced-color-adjust:none;color:#ddd'>Бледна</p>", "pale"),
        ("<ol><li class=stop>Клічаў</ol>", "no diamond"),
        ("<p><a href=/b style='outline:none'>Не відаць</a></p>", "focus is not seen"),
        (f"<div style='{BAR}'>Заўсёды ўнізе</div>", "covered"),
        (f"<div style='{UPWARDS}'><p><a href=/c>А</a></p><p><a href=/d>Б</a></p></div>", "goes back up"),
    ],
    ids=["small", "overlap", "two", "tab", "frame", "pale", "diamond", "focus", "covered", "order"],
)
def test_every_fault_is_found(page, fault, found):
    assert any(line.startswith(found) for line in findings(page, fault))


def test_what_one_cannot_press_is_not_printed(page):
    page.set_content(SOUND.format(""))
    assert looks.useless_on_paper(page) == ['printed: <button class="button"> Націснуць']
