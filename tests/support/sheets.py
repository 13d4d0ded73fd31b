"""Papers as programs of others read them: PDF by poppler, the size of a PNG from its head."""

import re
import struct
import subprocess
from typing import NamedTuple


class Word(NamedTuple):
    text: str
    left: float
    top: float
    right: float
    bottom: float


def words_of(pdf: bytes) -> str:
    """What a reader reads, on one line; where a word may be broken makes no difference."""
    return " ".join(_poppler("pdftotext", "-layout", pdf=pdf).replace("\u200b", "").replace("\u00a0", " ").split())


def letters_of(pdf: bytes) -> str:
    """The same without any blank, so that lines may end anywhere."""
    return re.sub(r"\s", "", _poppler("pdftotext", "-raw", pdf=pdf).replace("\u200b", ""))


def places_of_words(pdf: bytes) -> list[Word]:
    found = re.findall(
        r'<word xMin="([\d.-]+)" yMin="([\d.-]+)" xMax="([\d.-]+)" yMax="([\d.-]+)">(.*?)</word>',
        _poppler("pdftotext", "-bbox", pdf=pdf),
    )
    return [Word(text, *map(float, place)) for *place, text in found]


def number_of_pages(pdf: bytes) -> int:
    return int(re.search(r"Pages:\s+(\d+)", _poppler("pdfinfo", pdf=pdf))[1])


def fonts_of(pdf: bytes) -> set[tuple[str, str]]:
    """(name, whether it is embedded: "yes" or "no") of each font, without the mark of a subset."""
    lines = _poppler("pdffonts", pdf=pdf).splitlines()[2:]
    return {(line.split()[0].partition("+")[2], line.split()[-5]) for line in lines}


def size_of(png: bytes) -> tuple[int, int]:
    """Its width and height in pixels."""
    assert png[:8] == b"\x89PNG\r\n\x1a\n"
    return struct.unpack(">II", png[16:24])


def _poppler(program: str, *options: str, pdf: bytes) -> str:
    target = ["-"] if program == "pdftotext" else []
    ran = subprocess.run([program, *options, "-", *target], input=pdf, capture_output=True, check=True)
    return ran.stdout.decode()
