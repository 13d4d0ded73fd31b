"""What a person sees and does in a window, whichever engine shows the page: by words and fields, never by coordinates.

A journey in these verbs runs in every engine. What needs more (`open_page` with the whole of Playwright) runs in
Chromium and Firefox alone.
"""

from abc import ABC, abstractmethod
from collections.abc import Callable
from pathlib import Path
from time import monotonic, sleep
from typing import Any

from playwright.sync_api import Locator, Page

PATIENCE = 15  # seconds
PRESSED = ("a", "button", "summary")


class Window(ABC):
    @property
    @abstractmethod
    def address(self) -> str: ...

    @abstractmethod
    def open(self, address: str) -> None:
        """A path of the site, or a whole link."""

    @abstractmethod
    def press(self, words: str) -> None:
        """The first link, button or fold in sight that reads exactly so, or of which a part does."""

    @abstractmethod
    def fill(self, field: str, text: str) -> None:
        """The field of this id, in place of what stands in it; dates and times as the site sends them."""

    @abstractmethod
    def tick(self, field: str) -> None: ...

    @abstractmethod
    def choose(self, field: str, value: str) -> None: ...

    @abstractmethod
    def text(self, selector: str) -> str:
        """What is in sight of the first element, in one line."""

    @abstractmethod
    def evaluate(self, expression: str) -> Any: ...

    @abstractmethod
    def print_to(self, paper: Path) -> None:
        """Leaves a PDF there."""

    def value(self, field: str) -> str:
        return self.evaluate(f"document.getElementById('{field}').value")

    def style(self, selector: str, name: str) -> list[str]:
        """What the engine made of a property, for each element."""
        return self.evaluate(
            f"[...document.querySelectorAll('{selector}')].map((each) => getComputedStyle(each)['{name}'])"
        )

    def expect_headline(self, words: str) -> None:
        self.wait_until(lambda: self.text("h1") == words, f"the headline is not “{words}”")

    def expect(self, selector: str, words: str) -> None:
        self.wait_until(lambda: words in self.text(selector), f"{selector} does not say “{words}”")

    def wait_until(self, is_so: Callable[[], bool], complaint: str) -> None:
        give_up_at = monotonic() + PATIENCE
        while not is_so():
            assert monotonic() < give_up_at, f"{self.address}: {complaint}:\n{self.text('main')}"
            sleep(0.05)


def reading(words: str) -> str:
    """XPath of what can be pressed and reads exactly so, or has a part that does; no-break spaces are spaces."""
    reads_so = f"normalize-space(translate(., '\u00a0', ' '))=\"{words}\""
    kinds = " or ".join(f"self::{name}" for name in PRESSED)
    return f"//*[{kinds}][{reads_so} or .//*[{reads_so}]]"


def in_one_line(text: str) -> str:
    return " ".join(text.split())


class PlaywrightWindow(Window):
    """A page of Chromium or Firefox."""

    def __init__(self, page: Page) -> None:
        self.page = page

    @property
    def address(self) -> str:
        return self.page.url

    def open(self, address: str) -> None:
        self.page.goto(address)

    def press(self, words: str) -> None:
        self.page.locator(f"xpath={reading(words)}").filter(visible=True).first.click()

    def fill(self, field: str, text: str) -> None:
        self._field(field).clear()  # or Firefox writes after what stands in the field of an e-mail address
        self._field(field).fill(text)

    def tick(self, field: str) -> None:
        self._field(field).check()

    def choose(self, field: str, value: str) -> None:
        self._field(field).select_option(value)

    def text(self, selector: str) -> str:
        return in_one_line(self.page.locator(selector).first.inner_text())

    def evaluate(self, expression: str) -> Any:
        return self.page.evaluate(expression)

    def print_to(self, paper: Path) -> None:
        self.page.pdf(path=paper)

    def _field(self, name: str) -> Locator:
        return self.page.locator(f"[id='{name}']")
