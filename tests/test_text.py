"""Cleaning keeps what means something and drops what only breaks readers."""

import re
import unicodedata

from hypothesis import given, settings
from hypothesis import strategies as st

from seminars.text import clean_line, clean_paragraphs, is_phone_number, is_web_address

HARMFUL = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\xad\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ud800-\udfff]")
ANY_TEXT = st.text(st.characters(codec=None), max_size=200)
CHECKED = settings(deadline=None, max_examples=150, derandomize=True)


@given(ANY_TEXT)
@CHECKED
def test_a_line_is_one_clean_line_and_stays_so(text):
    line = clean_line(text)
    assert HARMFUL.search(line) is None
    assert line.splitlines() in ([], [line])
    assert (line.strip(), "  " in line, unicodedata.is_normalized("NFC", line)) == (line, False, True)
    assert clean_line(line) == line
    line.encode()


@given(ANY_TEXT)
@CHECKED
def test_paragraphs_keep_their_breaks_and_nothing_harmful(text):
    cleaned = clean_paragraphs(text)
    assert HARMFUL.search(cleaned) is None
    assert re.findall("\n{3}| \n|\n ", cleaned) == []
    assert clean_paragraphs(cleaned) == cleaned
    assert clean_line(cleaned) == clean_line(text)


def test_what_people_write_survives():
    for text in (
        "Ўладзімір Іванавіч О’Ніл-Ёлкін",
        "И.О. Фамилия",
        "Łódź, ul. Żółkiewskiego 3/5",
        "+375 29 123-45-67",
        "😀",
    ):
        assert clean_line(text) == clean_paragraphs(text) == text


def test_breaks_of_all_kinds_become_one_kind():
    assert clean_paragraphs("a\r\nb\rc\u2028d\x85e\n\n\n\nf") == "a\nb\nc\nd\ne\n\nf"
    assert clean_line(" a\t\u00a0b\r\n\r\nc \u202e") == "a b c"
    assert clean_line("e\u0301") == "é"


def test_phone_numbers_and_web_addresses():
    phones = ("+375 29 123-45-67", "(017) 200-00-00", "8 (029) 1234567")
    assert [text for text in (*phones, "call me", "+", "123", "1" * 41) if is_phone_number(text)] == list(phones)
    sites = ("https://example.org/conference", "http://localhost:5000")
    wrong = ("javascript:alert(1)", "https://", "https://a b", "http://[::1", "example.org")
    assert [text for text in (*sites, *wrong) if is_web_address(text)] == list(sites)
