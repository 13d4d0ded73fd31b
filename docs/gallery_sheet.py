"""The contact sheet of a gallery: one part for each page, one row for each state, all looks of it side by side."""

from collections.abc import Iterator
from dataclasses import dataclass
from html import escape
from itertools import groupby, product
from pathlib import Path
from urllib.parse import quote

from shown import Shown

from seminars.i18n import LANGUAGES


@dataclass(frozen=True)
class Look:
    width: str
    scheme: str
    is_first_screen: bool = False  # what one sees before one scrolls

    @property
    def name(self) -> str:
        return f"{self.width}.{'first' if self.is_first_screen else self.scheme}"


LOOKS = (
    Look("360", "light", is_first_screen=True),
    Look("360", "light"),
    Look("360", "dark"),
    Look("1280", "light"),
    Look("1280", "dark"),
)
SHEET = """<!doctype html><html lang="en"><meta charset="utf-8"><title>Every page in every state</title><style>
  body {{ margin: 1rem; font: 15px/1.5 system-ui, sans-serif; background: #dcd7cb; color: #1c2126 }}
  nav a {{ margin-inline-end: 1rem }}
  .row {{ display: flex; gap: 1rem; overflow-x: auto; align-items: flex-start }}
  figure {{ margin: 0 }}
  img {{ display: block; box-shadow: 0 2px 12px #0004 }}
  img.of-360 {{ inline-size: 240px }}
  img.of-1280 {{ inline-size: 480px }}
</style><nav>{links}</nav>{parts}</html>"""


def file_name(shown: Shown, language: str, look: Look) -> str:
    name = f"{shown.page} {shown.state}".replace(",", "").replace(" ", "-").replace("_", "-")
    return f"{name}.{language}.{look.name}.png"


def write(folder: Path, everything: list[Shown]) -> None:
    """About all pictures in the folder, also those of an earlier run."""
    by_page = [(page, list(states)) for page, states in groupby(sorted(everything, key=_page), key=_page)]
    parts = [(page, "".join(_rows(folder, states))) for page, states in by_page]
    links = "".join(f'<a href="#{quote(page)}">{page}</a>' for page, rows in parts if rows)
    bodies = "".join(f'<h1 id="{escape(page)}">{page}</h1>{rows}' for page, rows in parts if rows)
    (folder / "index.html").write_text(SHEET.format(links=links, parts=bodies))


def _page(shown: Shown) -> str:
    return shown.page


def _rows(folder: Path, states: list[Shown]) -> Iterator[str]:
    for shown in states:
        pictures = "".join(_pictures(folder, shown))
        if pictures:
            yield f'<h2>{escape(shown.name)}</h2><div class="row">{pictures}</div>'


def _pictures(folder: Path, shown: Shown) -> Iterator[str]:
    for look, language in product(LOOKS, LANGUAGES):
        name = file_name(shown, language, look)
        if (folder / name).exists():
            picture = f'<img class="of-{look.width}" src="{quote(name)}" alt="" loading="lazy">'
            yield f'<figure><a href="{quote(name)}">{picture}</a>{language}.{look.name}</figure>'
