"""QR codes: what the SVG draws is what the standard says for the text."""

import re

import pytest
import segno

from seminars.formats import qr_code

QUIET = 4
# How far a stroke of the path reaches: h draws and moves on, m only moves on.
STEPS = re.compile(r"([Mmh])(-?\d+)(?: (-?\d+(?:\.5)?))?")


def drawn(svg: str) -> list[list[int]]:
    """The modules of an SVG, row by row with its quiet zone, as a reader of the picture sees them."""
    (size,) = {int(each) for each in re.search(r'viewBox="0 0 (\d+) (\d+)"', svg).groups()}
    rows, x, y = [[0] * size for _ in range(size)], 0, 0.0
    path = re.search(r'<path stroke="#000" d="([^"]+)"', svg)[1]
    assert re.sub(STEPS, "", path) == ""
    for step, across, down in STEPS.findall(path):
        x, y = (int(across), float(down)) if step == "M" else (x + int(across), y + float(down or 0))
        for column in range(x - int(across), x) if step == "h" else ():
            rows[int(y)][column] = 1
    return rows


@pytest.mark.parametrize("text", ["https://seminars.example.org/be/calendar?region=mogilev", "Клічаў", "1"])
def test_the_picture_shows_the_modules_of_the_text_within_a_quiet_zone(text):
    wanted = segno.make_qr(text, mask=3).matrix_iter(border=QUIET)
    assert drawn(qr_code.as_svg(text)) == [list(row) for row in wanted]


def test_other_texts_have_other_pictures():
    assert qr_code.as_svg("https://seminars.example.org/be/calendar") != qr_code.as_svg(
        "https://seminars.example.org/ru/calendar"
    )


def test_the_picture_is_dark_on_light_without_styles_and_words():
    svg = qr_code.as_svg('"><script>&')
    assert svg.startswith('<svg viewBox="0 0 29 29"><path fill="#fff" d="M0 0h29v29h-29z"/><path stroke="#000" d="M')
    assert set(re.findall(r"<(\w+)", svg)) == {"svg", "path"}
    assert set(re.findall(r' (\w+)="', svg)) == {"viewBox", "fill", "stroke", "d"}
