"""The inspection itself: each fault that it is there to find, on a page that has it."""

import pytest
from inspection import barriers, misfits, slips_of_structure
from playwright.sync_api import Browser, Page

pytestmark = pytest.mark.browser

SOUND = """<!doctype html><html lang="be"><head><title>Праграма</title></head>
<body><main><h1>Праграма</h1>{}</main></body></html>"""


@pytest.fixture
def page(chromium: Browser) -> Page:
    page = chromium.new_page(viewport={"width": 320, "height": 600})
    yield page
    page.close()


def findings(page: Page, fault: str) -> list[str]:
    page.set_content(fault if fault.startswith("<!doctype") else SOUND.format(fault))
    return [*barriers(page), *slips_of_structure(page), *misfits(page)]


def test_a_sound_page_has_no_findings(page):
    assert findings(page, "<p>Шэсць гарадоў</p>") == []


@pytest.mark.parametrize(
    ("fault", "found"),
    [
        ("<input name=a>", "label"),
        ("<p><font color=#999999>Бледна</font></p>", "color-contrast"),
        ("<h1>Яшчэ адзін</h1>", "2 h1"),
        ("<p style='margin:0'>Стыль</p>", "inline style"),
        ("<script>1</script>", "inline script"),
        ("<p id=a>1</p><p id=a>2</p>", "id a twice"),
        ("<table width=500><tr><td>Шырока</table>", "page is"),
        ("<div style='overflow:hidden;width:50px;white-space:nowrap'>Даўжэйшае за месца</div>", "cut"),
        ("<div style='overflow:auto;height:20px' tabindex=0>Два<br>радкі</div>", "scrolls"),
        (SOUND.replace('lang="be"', "").format(""), 'lang=""'),
    ],
    ids=["label", "contrast", "headings", "style", "script", "twice", "wide", "cut", "scrolls", "language"],
)
def test_every_fault_is_found(page, fault, found):
    assert any(line.startswith(found) for line in findings(page, fault))
