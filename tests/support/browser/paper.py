"""Pages as Chromium prints them."""

import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest
from playwright.sync_api import Page

# As Chromium rounds them, from its own setting and from that of the style sheet.
A4, A4_LANDSCAPE = "595.92 x 842.88 pts (A4)", "841.92 x 594.96 pts (A4)"


def printed(page: Page, file: Path, *, size: str) -> list[str]:
    """The text of each sheet, all of them of this size."""
    if shutil.which("pdftotext") is None:
        complaint = "NO PRINTED PAGE WAS READ: pdftotext is missing; install poppler-utils"
        if os.environ.get("CI") == "true":
            pytest.fail(complaint, pytrace=False)
        pytest.skip(complaint)
    page.pdf(path=file, format="A4", prefer_css_page_size=True)
    assert re.findall(r"Page size: +(.+)", _poppler("pdfinfo", file)) == [size]
    return _poppler("pdftotext", "-layout", file, "-").rstrip("\f").split("\f")


def _poppler(*words: str | Path) -> str:
    return subprocess.run(words, capture_output=True, text=True, check=True).stdout
