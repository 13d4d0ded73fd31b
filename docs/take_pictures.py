"""Takes the README's pictures: what visitors see (in Belarusian), an organiser's list, and a mail (both in English).

    make pictures

It starts a site of its own in a temporary folder (pictured_site.py fills it), so it neither needs nor touches the one
in instance/.
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
from html import escape
from pathlib import Path
from time import monotonic, sleep
from urllib.error import URLError
from urllib.request import urlopen

import pictured_site
from pictured_site import ShownMail
from playwright.sync_api import Browser, Page, sync_playwright

PROJECT = Path(__file__).resolve().parents[1]
VISITORS, ORGANISER, MAIL = (
    PROJECT / "docs" / f"{name}.png" for name in ("picture", "picture-organiser", "picture-mail")
)
MOST_BYTES = 250_000
PATIENCE = 60  # seconds for the demo site to be ready
BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
OPTIONS = ("--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking", "--disable-sync")
HEIGHT = 860
ORGANISER_SIZE, MAIL_SIZE = (1280, 1010), (680, 876)  # equally high where 62 and 38 of 100 are given to them
FORM = "/be/seminars/cluster-first-steps-novopolotsk/registrations/new"
LIST = f"/organiser/seminars/{pictured_site.KLICHEV}/registrations?sort=registered&order=falling"
SHEET = """<!doctype html><style>
  body {{ margin: 0; inline-size: 1280px; block-size: {height}px; background: #dcd7cb }}
  img {{ position: absolute; display: block; box-shadow: 0 2px 18px #1c212640 }}
  .desk {{ inset: 28px auto auto 20px; inline-size: 880px }}
  .phone {{ inset: 52px 20px auto auto; inline-size: 360px; border: 10px solid #1c2126; border-radius: 34px }}
</style><img class="desk" src="{desk}" alt=""><img class="phone" src="{phone}" alt="">"""
# What a mail program shows above a mail, and the mail as it is.
MAIL_SHEET = """<!doctype html><style>
  body {{ margin: 0; font: 15px/1.5 'Noto Sans', sans-serif; color: #1c2126; background: #fff }}
  header {{ padding: 14px 28px; background: #dcd7cb }}
  header p {{ margin: 0 }}
  iframe {{ display: block; border: 0; inline-size: 100%; block-size: {height}px }}
</style><header><p><b>{subject}</b></p><p>{sender}</p></header><iframe srcdoc="{html}"></iframe>"""


def main() -> None:
    with tempfile.TemporaryDirectory() as folder, demo_site(Path(folder)) as site, chromium() as browser:
        url, sign_in, mail = site
        take_visitors(browser, url)
        take_organiser(browser, url, sign_in)
        take_mail(browser, mail)
    for picture in (VISITORS, ORGANISER, MAIL):
        size = picture.stat().st_size
        if size > MOST_BYTES:
            raise SystemExit(f"{picture} has {size} bytes; {MOST_BYTES} are allowed")
        print(f"{picture}: {size} bytes")


def take_visitors(browser: Browser, url: str) -> None:
    desk = shot(browser, f"{url}/be/", width=880, height=HEIGHT - 56)
    phone = shot(browser, f"{url}{FORM}", width=360, height=736)
    page = browser.new_page(viewport={"width": 1280, "height": HEIGHT})
    page.set_content(SHEET.format(height=HEIGHT, desk=desk, phone=phone))
    page.screenshot(path=VISITORS)


def shot(browser: Browser, address: str, *, width: int, height: int) -> str:
    """The page as a data address."""
    page = light_page(browser, width, height)
    page.goto(address)
    return f"data:image/png;base64,{b64encode(page.screenshot()).decode()}"


def light_page(browser: Browser, width: int, height: int) -> Page:
    return browser.new_page(viewport={"width": width, "height": height}, color_scheme="light", locale="en")


def take_organiser(browser: Browser, url: str, sign_in: str) -> None:
    page = light_page(browser, *ORGANISER_SIZE)
    page.goto(f"{url}{sign_in}")
    page.get_by_role("button", name="Sign in").click()
    page.goto(f"{url}{LIST}")
    page.screenshot(path=ORGANISER)


def take_mail(browser: Browser, mail: ShownMail) -> None:
    page = light_page(browser, *MAIL_SIZE)
    words = {name: escape(value) for name, value in vars(mail).items()}
    page.set_content(MAIL_SHEET.format(height=MAIL_SIZE[1], **words))
    page.screenshot(path=MAIL)


@contextmanager
def demo_site(instance: Path) -> Iterator[tuple[str, str, ShownMail]]:
    """The address of a site with people in it, the path of a link that signs its organiser in, and a mail. The site
    ends with the block."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
    environment = {name: value for name, value in os.environ.items() if not name.startswith("SEMINARS_")}
    environment |= {"SEMINARS_INSTANCE": str(instance), "SEMINARS_PORT": str(port), "PYTHONPATH": str(PROJECT)}
    for words in pictured_site.COMMANDS:
        subprocess.run(command(words), env=environment, cwd=instance, stdout=subprocess.DEVNULL, check=True)  # noqa: S603 - our own program
    sign_in, mail = pictured_site.fill(environment)
    # The list then calls mails "sent", as on a site in use; nothing is sent by this one.
    environment["SEMINARS_MAIL_SERVER"] = "localhost"
    with subprocess.Popen(command(["serve"]), env=environment, cwd=instance, stdout=subprocess.DEVNULL) as server:  # noqa: S603 - our own program
        try:
            wait_for(f"http://localhost:{port}/healthz", server)
            yield f"http://localhost:{port}", sign_in, mail
        finally:
            server.terminate()


def command(words: list[str]) -> list[str]:
    return [sys.executable, "-c", "from seminars.cli import main; main()", *words]


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
