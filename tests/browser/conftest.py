"""Browsers without a window, or none that anybody sees, and a whole site for them on a port of this machine."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
import webkit
from engines import CHROMIUM, WEBKIT, PlaywrightEngines, give_up, program
from flask import Flask
from live_site import LiveSite, MailWorker, WebServer
from playwright.sync_api import Browser, ConsoleMessage, Page, sync_playwright
from post_office import Post, free_port, serving
from windows import PlaywrightWindow, Window

from seminars import create_app
from seminars.extensions import db

PATIENCE = 15_000  # milliseconds

OpenPage = Callable[..., Page]
OpenWindow = Callable[..., Window]


@pytest.fixture(scope="session")
def playwright_engines() -> Iterator[PlaywrightEngines]:
    with sync_playwright() as playwright:
        engines = PlaywrightEngines(playwright)
        yield engines
        engines.close()


@pytest.fixture(scope="session")
def chromium(playwright_engines: PlaywrightEngines) -> Browser:
    return playwright_engines.browser(CHROMIUM)


@pytest.fixture(scope="session")
def unseen_screen() -> Iterator[str]:
    """The display on which WebKit shows its windows."""
    if lack := webkit.what_the_window_lacks():
        give_up(WEBKIT, lack)
    with webkit.unseen_screen(program("screen")) as display:
        yield display


@pytest.fixture
def engine(request: pytest.FixtureRequest) -> str:
    """The engine in which pages and windows open; `parametrize("engine", …, indirect=True)` names others."""
    return getattr(request, "param", CHROMIUM)


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
def open_page(
    playwright_engines: PlaywrightEngines, engine: str, site: LiveSite, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[OpenPage]:
    """Opens a page of its own, without cookies of others. The test fails if a console complained."""
    contexts, complaints = [], []

    def open_one(
        *, width: int = 1280, height: int = 900, language: str = "be", cookies: bool = True, **options
    ) -> Page:
        window = {"viewport": {"width": width, "height": height}, "locale": language, "base_url": site.url}
        folder = None if cookies else tmp_path_factory.mktemp("without cookies")
        # A colour that is still fading into another would be judged half-way.
        context = playwright_engines.new_context(engine, folder=folder, **window, reduced_motion="reduce", **options)
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


@pytest.fixture
def open_window(request: pytest.FixtureRequest, engine: str, site: LiveSite) -> OpenWindow:
    """Opens a window of any engine, see windows.py. The test fails if a console complained."""
    return request.getfixturevalue("open_webkit" if engine == WEBKIT else "open_playwright")


@pytest.fixture
def open_playwright(open_page: OpenPage) -> OpenWindow:
    def open_one(*, scripts: bool = True, **options) -> Window:
        return PlaywrightWindow(open_page(java_script_enabled=scripts, **options))

    return open_one


@pytest.fixture
def open_webkit(unseen_screen: str, site: LiveSite, tmp_path: Path) -> Iterator[OpenWindow]:
    log = tmp_path / "webkit.log"
    with ExitStack() as windows:

        def open_one(
            *,
            width: int = 1280,
            height: int = 900,
            language: str = "be",
            cookies: bool = True,
            scripts: bool = True,
        ) -> Window:
            arguments = [f"--width={width}", f"--height={height}", f"--language={language}"]
            arguments += ["--no-cookies"] * (not cookies) + ["--no-scripts"] * (not scripts)
            window = webkit.webkit_window(program(WEBKIT), unseen_screen, site.url, log, *arguments)
            return windows.enter_context(window)

        yield open_one
    assert not log.exists() or webkit.complaints(log) == []


def _complaint(page: Page, message: ConsoleMessage) -> list[str]:
    """What the console says is wrong, but for the status of the page itself: a test asks for that on purpose."""
    is_status = message.text.startswith("Failed to load resource") and message.location["url"] == page.url
    return [f"{page.url}: {message.text}"] if message.type in ("error", "warning") and not is_status else []
