"""QR codes as SVG, to be scanned from a screen or from paper."""

from functools import lru_cache

import segno
from markupsafe import Markup


@lru_cache(maxsize=256)
def as_svg(text: str) -> Markup:
    """An <svg> element of a few kilobytes: black on white, within the quiet zone that ISO/IEC 18004 asks for.

    White to its edge on a dark page too, since many phones know only dark modules on a light ground.
    It has no size and no words of its own: the stylesheet gives the one, the page around it the other.
    """
    # Trying all eight masks takes five times as long, and any mask can be read.
    code = segno.make_qr(text, mask=3)
    return Markup(code.svg_inline(light="#fff", omitsize=True, svgclass=None, lineclass=None))  # noqa: S704 (digits alone)
