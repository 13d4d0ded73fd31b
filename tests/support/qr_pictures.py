"""QR codes as a reader of their picture sees them."""

import re

import segno

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


def says(svg: str, text: str) -> bool:
    """Whether the picture holds this text and nothing else, within its quiet zone."""
    return drawn(svg) == [list(row) for row in segno.make_qr(text, mask=3).matrix_iter(border=QUIET)]
