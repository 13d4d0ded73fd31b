"""A Chromium without a window, and a whole site for it on a port of this machine."""

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from flask import Flask
from live_site import LiveSite, MailWorker, WebServer
from playwright.sync_api import Browser, ConsoleMessage, Page, sync_playwright
from post_office import Post, free_port, serving

from seminars import create_app
from seminars.extensions import db

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
OPTIONS = (
    "--no-sandbox",
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-quic",
)
PATIENCE = 15_000  # milliseconds

OpenPage = Callable[..., Page]


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    found = next(filter(None, map(shutil.which, NAMES)), None)
    if found is None:
        complaint = f"NO BROWSER, SO NO BROWSER TEST RAN: none of {', '.join(NAMES)} is on the PATH"
        if os.environ.get("CI") == "true":
            pytest.fail(complaint, pytrace=False)
        pytest.skip(complaint)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=found, args=OPTIONS)
        yield browser
        browser.close()


@pytest.fixture
def post() -> Iterator[tuple[Post, dict]]:
    """A mail server, and the settings that lead to it."""
    office = Post()
    with serving(office) as way:
        yield office, way


@pytest.fixture
def app(database: str, tmp_path: Path, post: tuple[Post, dict]) -> Iterator[Flask]:
    """The application as `make run` would have it, but with a mail server."""
    _office, way = post
    app = create_app(
        {
            "SEMINARS_INSTANCE": str(tmp_path),
            "SEMINARS_SECRET_KEY": "a-secret-of-the-tests-as-long-as-it-has-to-be",
            "SEMINARS_SQLALCHEMY_DATABASE_URI": database,
            "SEMINARS_PORT": str(free_port()),
            "SEMINARS_MAIL_DEFAULT_SENDER": "seminars@seminars.example.org",
            "SEMINARS_CONTROLLER_NAME": "Podlaska Fundacja Rozwoju Regionalnego",
            **{f"SEMINARS_{name}": str(value) for name, value in way.items()},
        }
    )
    yield app
    with app.app_context():
        db.engine.dispose()


@pytest.fixture
def site(app: Flask, post: tuple[Post, dict]) -> Iterator[LiveSite]:
    """The site, answering and sending mails until the test ends."""
    threads = (WebServer(app, app.config["PORT"]), MailWorker(app))
    for thread in threads:
        thread.start()
    yield LiveSite(app, app.config["PUBLIC_BASE_URL"], post[0])
    for thread in threads:
        thread.end()


@pytest.fixture
def open_page(chromium: Browser, site: LiveSite) -> Iterator[OpenPage]:
    """Opens a page of its own, without cookies of others. The test fails if a console complained."""
    contexts, complaints = [], []

    def open_one(*, width: int = 1280, height: int = 900, language: str = "be", **options) -> Page:
        window = {"viewport": {"width": width, "height": height}, "locale": language, "base_url": site.url}
        # A colour that is still fading into another would be judged half-way.
        context = chromium.new_context(**window, reduced_motion="reduce", **options)
        context.set_default_timeout(PATIENCE)
        contexts.append(context)
        page = context.new_page()
        page.on("console", lambda message: complaints.extend(_complaint(page, message)))
        page.on("pageerror", lambda error: complaints.append(f"{page.url}: {error}"))
        return page

    yield open_one
    for context in contexts:
        context.close()
    assert complaints == []


def _complaint(page: Page, message: ConsoleMessage) -> list[str]:
    """What the console says is wrong, but for the status of the page itself: a test asks for that on purpose."""
    is_status = message.text.startswith("Failed to load resource") and message.location["url"] == page.url
    return [f"{page.url}: {message.text}"] if message.type in ("error", "warning") and not is_status else []
