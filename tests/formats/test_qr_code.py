"""QR codes: what the SVG draws is what the standard says for the text."""

import re

import pytest
from qr_pictures import says

from seminars.formats import qr_code


@pytest.mark.parametrize("text", ["https://seminars.example.org/be/calendar?region=mogilev", "Клічаў", "1"])
def test_the_picture_shows_the_modules_of_the_text_within_a_quiet_zone(text):
    picture = qr_code.as_svg(text)
    assert (says(picture, text), says(picture, f"{text} ")) == (True, False)


def test_other_texts_have_other_pictures():
    assert qr_code.as_svg("https://seminars.example.org/be/calendar") != qr_code.as_svg(
        "https://seminars.example.org/ru/calendar"
    )


def test_the_picture_is_dark_on_light_without_styles_and_words():
    svg = qr_code.as_svg('"><script>&')
    assert svg.startswith('<svg viewBox="0 0 29 29"><path fill="#fff" d="M0 0h29v29h-29z"/><path stroke="#000" d="M')
    assert set(re.findall(r"<(\w+)", svg)) == {"svg", "path"}
    assert set(re.findall(r' (\w+)="', svg)) == {"viewBox", "fill", "stroke", "d"}
