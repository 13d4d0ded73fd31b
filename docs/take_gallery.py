"""Takes each public page in each of its states and languages, on a phone and on a desk, light and dark.

    .venv/bin/python docs/take_gallery.py                                # a few minutes; then open pictures/index.html
    .venv/bin/python docs/take_gallery.py --page form --language be      # what one has just changed

The pages stand in tests/support/look/shown.py, and sites of their own are made for them in a temporary folder, at
an instant that is always the same: two pictures of one page differ only where the page does.
"""

import argparse
import asyncio
import base64
import math
import shutil
import sys
from collections.abc import Iterator
from itertools import product
from pathlib import Path

sys.path.extend(map(str, (Path(__file__).resolve().parents[1] / "tests").glob("support/**/")))
sys.path.append(str(Path(__file__).resolve().parents[1] / "tests"))


import gallery_sheet
import showing
from gallery_sheet import LOOKS
from playwright.async_api import Browser, Page, async_playwright
from shown import Shown
from site_to_show import sites_to_show
from take_pictures import BROWSERS, OPTIONS

from seminars.i18n import LANGUAGES

PROJECT = Path(__file__).resolve().parents[1]
SIZES = {"360": {"width": 360, "height": 740}, "1280": {"width": 1280, "height": 900}}
PAGES_AT_ONCE = 4
BAR = 40  # characters


def main() -> None:
    asked = arguments()
    found = next(filter(None, map(shutil.which, BROWSERS)), None)
    if found is None:
        raise SystemExit(f"No browser: none of {', '.join(BROWSERS)} is on the PATH.")
    with sites_to_show() as everything:
        chosen = [(url, each) for url, each in everything if not asked.page or each.page in asked.page]
        wanted = [(url, each, language) for (url, each), language in product(chosen, asked.language or LANGUAGES)]
        if not wanted:
            raise SystemExit(f"No such page; there are: {', '.join(sorted({each.page for _, each in everything}))}")
        asked.into.mkdir(parents=True, exist_ok=True)
        asyncio.run(take_all(found, wanted, asked.into))
        gallery_sheet.write(asked.into, [each for _, each in everything])
    print(f"\n{asked.into / 'index.html'}")


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--into", type=Path, default=PROJECT / "pictures", help="the folder of the pictures")
    parser.add_argument("--page", action="append", help='such as "form" or "own page"; more than once for several')
    parser.add_argument("--language", action="append", choices=LANGUAGES)
    return parser.parse_args()


async def take_all(program: str, wanted: list[tuple[str, Shown, str]], folder: Path) -> None:
    waiting, done = iter(wanted), progress(len(wanted))
    next(done)
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=program, args=OPTIONS)

        async def take_one_after_the_other() -> None:
            for url, shown, language in waiting:
                await take(browser, url, shown, language, folder)
                next(done)

        await asyncio.gather(*(take_one_after_the_other() for _ in range(PAGES_AT_ONCE)))
        await browser.close()


async def take(browser: Browser, url: str, shown: Shown, language: str, folder: Path) -> None:
    """All looks of one page in one language. What is sent is sent once."""
    page = await browser.new_page(viewport=SIZES["360"], locale=language, reduced_motion="reduce")
    await page.goto(f"{url}/{language}/{shown.path}")
    await do_what_shows_it(page, shown)
    for look in LOOKS:
        await page.set_viewport_size(SIZES[look.width])
        await page.emulate_media(color_scheme=look.scheme)
        picture = await (first_screen(page) if look.is_first_screen else whole_page(page, SIZES[look.width]["width"]))
        (folder / gallery_sheet.file_name(shown, language, look)).write_bytes(picture)
    await page.close()


async def first_screen(page: Page) -> bytes:
    return await page.screenshot()


async def whole_page(page: Page, width: int) -> bytes:
    """In a window as high as the page, so that what sticks to its foot covers nothing; packed in half of the time that
    Playwright takes."""
    protocol = await page.context.new_cdp_session(page)
    whole = (await protocol.send("Page.getLayoutMetrics"))["cssContentSize"]
    await page.set_viewport_size({"width": width, "height": math.ceil(whole["height"])})
    asked = {"format": "png", "optimizeForSpeed": True}
    return base64.b64decode((await protocol.send("Page.captureScreenshot", asked))["data"])


async def do_what_shows_it(page: Page, shown: Shown) -> None:
    if shown.opens_folds:
        await page.evaluate(showing.OPEN_FOLDS)
    if not shown.typed:
        return
    if shown.arrives_late:
        await page.set_extra_http_headers(showing.LATE)
    async with page.expect_navigation():
        await page.evaluate(showing.FILL_IN_AND_SEND, shown.typed)


def progress(whole: int) -> Iterator[None]:
    for number in range(whole + 1):
        full = BAR * number // whole
        print(f"\r[{'#' * full}{'.' * (BAR - full)}] {number} of {whole} pages", end="", flush=True)
        yield


if __name__ == "__main__":
    main()
