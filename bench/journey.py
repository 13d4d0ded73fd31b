"""From the programme to a place, on a phone: `.venv/bin/python bench/journey.py`.

It walks with Chromium at 360 × 740 as somebody does who has never been here: opens the next seminar, signs up, fills in
what is asked for and nothing else. It counts presses, fields, keys, screens and bytes, and reckons how long a practised
hand needs. No word of a language is looked for, so that the pages may be rebuilt.
"""

import argparse
import shutil
import sys
from dataclasses import dataclass, field
from pathlib import Path

sys.path.extend(map(str, (Path(__file__).resolve().parents[1] / "tests").glob("support/**/")))
sys.path.append(str(Path(__file__).resolve().parents[1] / "tests"))

from engines import PROGRAMS, START
from playwright.sync_api import Browser, BrowserContext, Locator, Page, sync_playwright
from site_to_show import sites_to_show

from seminars.i18n import LANGUAGES

PHONE = {"width": 360, "height": 740}
# Who signs up. The names are as long as most, so that the keys are those of most.
ANSWERS = {"given_name": "Святлана", "surname": "Вішнеўская", "email": "sviatlana@example.org"}
# Seconds, by the keystroke-level model (Card, Moran, Newell 1983): a key on a phone, a press, from field to field.
KEY, PRESS, CHANGE = 0.35, 1.3, 1.2
FIELDS = "main form input:not([type=hidden]), main form select, main form textarea"


@dataclass
class Screenful:
    """A page on the way."""

    name: str
    screens: float  # its height in windows of the phone
    to_button: float  # how many windows down ends what is pressed there
    bytes: int


@dataclass
class Journey:
    pages: list[Screenful] = field(default_factory=list)
    presses: int = 0
    keys: int = 0
    fields: int = 0
    needed_fields: int = 0
    ticks: int = 0
    needed_ticks: int = 0

    @property
    def seconds(self) -> float:
        return self.keys * KEY + (self.presses + self.needed_ticks) * PRESS + self.needed_fields * CHANGE


def main() -> None:
    languages = arguments().language or LANGUAGES
    with sites_to_show() as everything, sync_playwright() as playwright:
        url = next(url for url, shown in everything if shown.name == "programme, tour")
        program = next(filter(None, map(shutil.which, PROGRAMS["chromium"])))
        browser = playwright.chromium.launch(executable_path=program, **START["chromium"])
        for language in languages:
            tell(language, walk(browser, url, language))
        browser.close()


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--language", action="append", choices=LANGUAGES)
    return parser.parse_args()


def walk(browser: Browser, url: str, language: str) -> Journey:
    context = browser.new_context(viewport=PHONE, locale=language, is_mobile=True, has_touch=True)
    page, journey = context.new_page(), Journey()
    weigh = weighing(context, page)
    page.goto(f"{url}/{language}/")
    form = page.locator('main form[method="post"]')
    while not form.count():
        press(page, journey, way_to_the_form(page), weigh())
    fill_in(page, journey)
    press(page, journey, form.locator(".button--main"), weigh())
    assert "/received/" in page.url, f"no receipt: {page.url}"
    journey.pages.append(Screenful("receipt", height(page), 0, weigh()))
    context.close()
    return journey


def way_to_the_form(page: Page) -> Locator:
    """A link straight to a form where there is one, else to the first seminar that is listed."""
    visible = [each for each in page.locator('main a[href$="/registrations/new"]').all() if each.is_visible()]
    return visible[0] if visible else page.locator('main a[href*="/seminars/"]').first


def fill_in(page: Page, journey: Journey) -> None:
    """What cannot be left empty, and nothing that lies in a fold."""
    for each in [each for each in page.locator(FIELDS).all() if is_shown(each)]:
        name = each.get_attribute("name")
        if each.get_attribute("type") in ("checkbox", "radio"):
            journey.ticks += 1
            if name == "processing":
                each.check()
                journey.needed_ticks += 1
            continue
        journey.fields += 1
        if name in ANSWERS:
            each.fill(ANSWERS[name])
            journey.keys += len(ANSWERS[name])
            journey.needed_fields += 1


def is_shown(each: Locator) -> bool:
    """Also to people: the trap for programs lies outside of the window."""
    box = each.bounding_box()
    return each.is_visible() and box is not None and box["x"] >= 0 and each.get_attribute("tabindex") != "-1"


def press(page: Page, journey: Journey, what: Locator, weight: int) -> None:
    box = what.bounding_box()
    assert box is not None
    ends = (page.evaluate("scrollY") + box["y"] + box["height"]) / PHONE["height"]
    name = "form" if page.url.endswith("/new") else "seminar" if "/seminars/" in page.url else "programme"
    journey.pages.append(Screenful(name, height(page), ends, weight))
    with page.expect_navigation():
        what.click()
    journey.presses += 1


def height(page: Page) -> float:
    return page.evaluate("document.documentElement.scrollHeight") / PHONE["height"]


def weighing(context: BrowserContext, page: Page):
    """A function that tells how many bytes came over the wire since it was last asked."""
    came: list[float] = []
    protocol = context.new_cdp_session(page)
    protocol.send("Network.enable")
    protocol.on("Network.loadingFinished", lambda event: came.append(event["encodedDataLength"]))

    def weigh() -> int:
        page.wait_for_load_state("networkidle")
        total = int(sum(came))
        came.clear()
        return total

    return weigh


def tell(language: str, journey: Journey) -> None:
    fields = f"{journey.needed_fields} of {journey.fields} fields, {journey.needed_ticks} of {journey.ticks} ticks"
    weight = sum(each.bytes for each in journey.pages)
    print(f"{language}: {journey.presses} presses, {fields}, {journey.keys} keys, {weight:,} bytes; ", end="")
    print(f"a practised hand needs {journey.seconds:.0f} s")
    for each in journey.pages:
        pressed = f"pressed {each.to_button:3.1f} screens down" if each.to_button else ""
        print(f"    {each.name:10} {each.screens:3.1f} screens {each.bytes:7,} bytes  {pressed}")


if __name__ == "__main__":
    main()
