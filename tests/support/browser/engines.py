"""The engines that people have, as Debian brings them. One that is missing is said loudly, and fails where CI=true."""

import json
import os
import shutil
from pathlib import Path
from typing import NoReturn

import pytest
from playwright.sync_api import Browser, BrowserContext, BrowserType, Playwright

CHROMIUM, FIREFOX, WEBKIT = EVERY_ENGINE = ("chromium", "firefox", "webkit")
PROGRAMS = {
    CHROMIUM: ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable"),
    FIREFOX: ("firefox-esr",),
    WEBKIT: ("WebKitWebDriver",),
    "screen": ("Xvfb",),
    "reader of PDF": ("pdftotext",),
}
# Firefox is driven by WebDriver BiDi, for Playwright's own protocol needs a Firefox of Playwright's making.
START = {
    CHROMIUM: {
        "args": (
            "--no-sandbox",
            "--disable-gpu",
            "--no-first-run",
            "--disable-background-networking",
            "--disable-component-update",
            "--disable-sync",
            "--disable-quic",
        )
    },
    FIREFOX: {"channel": "moz-firefox"},
}
NO_COOKIES = {"profile": {"default_content_setting_values": {"cookies": 2}}}
UNKNOWN_TO_FIREFOX = ("is_mobile", "java_script_enabled")


def program(name: str) -> str:
    """Its path; what is missing skips or fails the test."""
    found = next(filter(None, map(shutil.which, PROGRAMS[name])), None)
    return found or give_up(name, f"the PATH has no {' or '.join(PROGRAMS[name])}")


def give_up(name: str, lack: str) -> NoReturn:
    complaint = f"NO {name.upper()}, SO WHAT NEEDS IT DID NOT RUN: {lack}"
    if os.environ.get("CI") == "true":
        pytest.fail(complaint, pytrace=False)
    pytest.skip(complaint)


class PlaywrightEngines:
    """Chromium and Firefox, each started when it is first asked for."""

    def __init__(self, playwright: Playwright) -> None:
        self.playwright = playwright
        self.running: dict[str, Browser] = {}

    def browser(self, engine: str) -> Browser:
        if engine not in self.running:
            self.running[engine] = self._type(engine).launch(executable_path=program(engine), **START[engine])
        return self.running[engine]

    def new_context(self, engine: str, *, folder: Path | None = None, **options) -> BrowserContext:
        """A window without cookies of others; one that is given a folder of its own blocks all cookies."""
        known = {name: value for name, value in options.items() if engine == CHROMIUM or name not in UNKNOWN_TO_FIREFOX}
        context = self._blocking(engine, folder, known) if folder else self.browser(engine).new_context(**known)
        if engine == FIREFOX and not options.get("java_script_enabled", True):
            # The switch is not heard, and no page has a script in itself: so none arrives.
            context.route("**/*", lambda way: way.abort() if way.request.resource_type == "script" else way.continue_())
        return context

    def _blocking(self, engine: str, folder: Path, options: dict) -> BrowserContext:
        """A browser of its own: whether cookies are kept is set for a whole browser."""
        start = {"executable_path": program(engine), **START[engine], **options}
        if engine == FIREFOX:
            start["firefox_user_prefs"] = {"network.cookie.cookieBehavior": 2}
        else:
            (folder / "Default").mkdir(parents=True)
            (folder / "Default" / "Preferences").write_text(json.dumps(NO_COOKIES))
        return self._type(engine).launch_persistent_context(folder, **start)

    def _type(self, engine: str) -> BrowserType:
        return getattr(self.playwright, engine)

    def close(self) -> None:
        for browser in self.running.values():
            browser.close()
