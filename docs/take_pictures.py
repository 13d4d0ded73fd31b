"""Takes docs/picture.png for the README: the programme on a desk and the sign-up form on a phone, in Belarusian.

    python docs/pictures.py

It starts a demo site of its own in a temporary folder, so it neither needs nor touches the one in instance/.
"""

import os
import shutil
import socket
import subprocess
import sys
import tempfile
from base64 import b64encode
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from time import monotonic, sleep
from urllib.error import URLError
from urllib.request import urlopen

from playwright.sync_api import Browser, sync_playwright

PROJECT = Path(__file__).resolve().parents[1]
PICTURE = PROJECT / "docs" / "picture.png"
MOST_BYTES = 250_000
PATIENCE = 60  # seconds for the demo site to be ready
BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
OPTIONS = ("--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking", "--disable-sync")
HEIGHT = 860
FORM = "/be/seminars/small-towns-and-clusters-klichev/registrations/new"
SHEET = """<!doctype html><style>
  body {{ margin: 0; inline-size: 1280px; block-size: {height}px; background: #dcd7cb }}
  img {{ position: absolute; display: block; box-shadow: 0 2px 18px #1c212640 }}
  .desk {{ inset: 28px auto auto 20px; inline-size: 880px }}
  .phone {{ inset: 52px 20px auto auto; inline-size: 360px; border: 10px solid #1c2126; border-radius: 34px }}
</style><img class="desk" src="{desk}" alt=""><img class="phone" src="{phone}" alt="">"""


def main() -> None:
    with tempfile.TemporaryDirectory() as folder, demo_site(Path(folder)) as url, chromium() as browser:
        take_picture(browser, url)
    size = PICTURE.stat().st_size
    if size > MOST_BYTES:
        raise SystemExit(f"{PICTURE} has {size} bytes; {MOST_BYTES} are allowed")
    print(f"{PICTURE}: {size} bytes")


def take_picture(browser: Browser, url: str) -> None:
    desk = shot(browser, f"{url}/be/", width=880, height=HEIGHT - 56)
    phone = shot(browser, f"{url}{FORM}", width=360, height=736)
    page = browser.new_page(viewport={"width": 1280, "height": HEIGHT})
    page.set_content(SHEET.format(height=HEIGHT, desk=desk, phone=phone))
    page.screenshot(path=PICTURE)


def shot(browser: Browser, address: str, *, width: int, height: int) -> str:
    """The page in light colours as a data address."""
    page = browser.new_page(viewport={"width": width, "height": height}, color_scheme="light", locale="be")
    page.goto(address)
    return f"data:image/png;base64,{b64encode(page.screenshot()).decode()}"


@contextmanager
def demo_site(instance: Path) -> Iterator[str]:
    """The address of a site with sample data; it ends with the block."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
    environment = {name: value for name, value in os.environ.items() if not name.startswith("SEMINARS_")}
    environment |= {"SEMINARS_INSTANCE": str(instance), "PYTHONPATH": str(PROJECT)}
    command = [sys.executable, "-c", "from seminars.cli import main; main()", "serve", "--welcome", "--port", str(port)]
    with subprocess.Popen(command, env=environment, cwd=instance, stdout=subprocess.DEVNULL) as server:  # noqa: S603 - our own program
        try:
            wait_for(f"http://localhost:{port}/readyz", server)
            yield f"http://localhost:{port}"
        finally:
            server.terminate()


def wait_for(address: str, server: subprocess.Popen) -> None:
    give_up_at = monotonic() + PATIENCE
    while server.poll() is None and monotonic() < give_up_at:
        try:
            with urlopen(address):  # noqa: S310 - our own http address
                return
        except URLError:
            sleep(0.2)
    raise SystemExit("The demo site did not start.")


@contextmanager
def chromium() -> Iterator[Browser]:
    found = next(filter(None, map(shutil.which, BROWSERS)), None)
    if found is None:
        raise SystemExit(f"No browser: none of {', '.join(BROWSERS)} is on the PATH.")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=found, args=OPTIONS)
        yield browser
        browser.close()


if __name__ == "__main__":
    main()
