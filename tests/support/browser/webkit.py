"""WebKit as Debian brings it: a screen that nobody sees, a driver, and the window of webkit_window.py."""

import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urljoin

from selenium.common.exceptions import ElementNotInteractableException, StaleElementReferenceException
from selenium.webdriver import WebKitGTK
from selenium.webdriver.common.by import By
from selenium.webdriver.remote.webelement import WebElement
from selenium.webdriver.support.select import Select
from selenium.webdriver.support.wait import WebDriverWait
from selenium.webdriver.webkitgtk.options import Options
from selenium.webdriver.webkitgtk.service import Service
from windows import PATIENCE, Window, in_one_line, reading

WINDOW = Path(__file__).with_name("webkit_window.py")
PASSING = (StaleElementReferenceException, ElementNotInteractableException)  # while one page follows another
SET = "arguments[0].value = arguments[1]; arguments[0].dispatchEvent(new Event('change', {bubbles: true}))"
COMPLAINTS = ("ERROR", "WARN")


def what_the_window_lacks() -> str:
    """Empty if the system's Python has what it needs to show one."""
    return subprocess.run([WINDOW, "--help"], capture_output=True, text=True, check=False).stderr


@contextmanager
def unseen_screen(program: str) -> Iterator[str]:
    """An X server; gives the display that it found free."""
    reading_end, writing_end = os.pipe()
    command = [program, "-displayfd", str(writing_end), "-screen", "0", "1600x1200x24", "-nolisten", "tcp"]
    server = subprocess.Popen(command, pass_fds=[writing_end], stderr=subprocess.DEVNULL)
    os.close(writing_end)
    with os.fdopen(reading_end) as told:
        display = f":{told.readline().strip()}"
    yield display
    server.terminate()
    server.wait()


@contextmanager
def webkit_window(driver: str, display: str, base: str, log: Path, *arguments: str) -> Iterator["WebKitWindow"]:
    """A window with nothing kept from others; whatever its console says goes to the log."""
    options = Options()
    options.binary_location = str(WINDOW)
    options.set_capability("browserName", WINDOW.stem)
    for each in arguments:
        options.add_argument(each)
    environ = os.environ | {"DISPLAY": display, "LC_ALL": "C.UTF-8", "NO_AT_BRIDGE": "1"}
    browser = WebKitGTK(options=options, service=Service(driver, log_output=str(log), env=environ))
    yield WebKitWindow(browser, base)
    browser.quit()


def complaints(log: Path) -> list[str]:
    """What the console says is wrong."""
    lines = log.read_text(errors="replace").splitlines()
    return [line for line in lines if line.startswith("CONSOLE") and any(word in line for word in COMPLAINTS)]


class WebKitWindow(Window):
    def __init__(self, browser: WebKitGTK, base: str) -> None:
        self.browser, self.base = browser, base
        self.patience = WebDriverWait(browser, PATIENCE, poll_frequency=0.05, ignored_exceptions=PASSING)

    @property
    def address(self) -> str:
        return self.browser.current_url

    def open(self, address: str) -> None:
        self.browser.get(urljoin(self.base, address))

    def press(self, words: str) -> None:
        self._do(By.XPATH, reading(words), self._click)

    def fill(self, field: str, text: str) -> None:
        self._do(By.ID, field, lambda found: self._fill(found, text))

    def tick(self, field: str) -> None:
        self._do(By.ID, field, lambda found: found.is_selected() or found.click())

    def choose(self, field: str, value: str) -> None:
        self._do(By.ID, field, lambda found: Select(found).select_by_value(value))

    def text(self, selector: str) -> str:
        return self._do(By.CSS_SELECTOR, selector, lambda found: in_one_line(found.text))

    def evaluate(self, expression: str) -> Any:
        return self.browser.execute_script(f"return {expression}")

    def print_to(self, paper: Path) -> None:
        self.evaluate(f"webkit.messageHandlers.print.postMessage('{paper}')")
        self.wait_until(paper.exists, "nothing came out of the printer")

    def _do(self, by: str, what: str, act: Any) -> Any:
        """Act on the first element in sight, once there is one."""

        def try_it(browser: WebKitGTK) -> list:
            return [[act(found)] for found in browser.find_elements(by, what) if found.is_displayed()][:1]

        ((answer,),) = self.patience.until(try_it, f"{self.address} has no {what}")
        return answer

    def _click(self, found: WebElement) -> None:
        """In the middle of the window: at its edge the driver takes some for being out of reach."""
        self.browser.execute_script("arguments[0].scrollIntoView({block: 'center'})", found)
        found.click()

    def _fill(self, found: WebElement, text: str) -> None:
        """Into dates and times people type part by part, in the order of their language; so their value is set."""
        if found.get_attribute("type") in ("date", "time", "datetime-local"):
            self.browser.execute_script(SET, found, text)
            return
        found.clear()
        found.send_keys(text)
