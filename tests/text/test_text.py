"""Cleaning keeps what means something and drops what only breaks readers."""

import re
import unicodedata

from hypothesis import given, settings
from hypothesis import strategies as st

from seminars.domain.people.names import find_flaw
from seminars.text import (
    Excess,
    beginning,
    clean_line,
    clean_paragraphs,
    clean_phone,
    cleaned_if_within,
    complaint,
    excess,
    is_phone_number,
    is_web_address,
    is_within,
)

HARMFUL = re.compile(
    "[\x00-\x09\x0b-\x1f\x7f-\x9f\xad\u200b\u200c\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\ud800-\udfff]"
)
EMOJI_PARTS = ("\u200d", "👩", "❤", "\ufe0f", "\u2329", "\u0301", "\u200b", "a", "🏽")
ANY_TEXT = st.text(st.characters(codec=None), max_size=200) | st.lists(st.sampled_from(EMOJI_PARTS)).map("".join)
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
        "👩‍👩‍👧, 🧗🏽‍♀️ і 🏳️‍🌈; ❤️‍🔥",
    ):
        assert clean_line(text) == clean_paragraphs(text) == text


def test_what_joins_an_emoji_joins_nothing_else():
    family, climber = "👩\u200d👩\u200d👧", "🧗\u200d♀\ufe0f"
    typed = {
        f"{family} {climber}": f"{family} {climber}",
        f"\u200d{family}\u200d": family,
        "А\u200dда": "Ада",
        "Ада\u200d👩": "Ада👩",
        "👩\u200dАда": "👩Ада",
        "👩\u200d\u200d👧": "👩👧",
        "👩\u200b\u200d👧": "👩👧",
        "a\ufe0f\u200d👧": "a\ufe0f👧",
        "👩 \u200d 👧": "👩 👧",
        "\u200d": "",
    }
    assert {text: clean_line(text) for text in typed} == typed
    assert [find_flaw(clean_line(name)) is None for name in ("А\u200dда", family)] == [True, False]


def test_breaks_of_all_kinds_become_one_kind():
    assert clean_paragraphs("a\r\nb\rc\u2028d\x85e\n\n\n\nf") == "a\nb\nc\nd\ne\n\nf"
    assert clean_line(" a\t\u00a0b\r\n\r\nc \u202e") == "a b c"
    assert clean_line("e\u0301") == "é"


def test_phone_numbers_and_web_addresses():
    phones = ("+375 29 123-45-67", "(017) 200-00-00", "8 (029) 1234567", "тел. 200-00-00 доб. 12", "12345")
    assert [text for text in (*phones, "call me", "+", "123", "12 34") if is_phone_number(text)] == list(phones)
    assert clean_phone("  +375 29\t123–45−67 ") == "+375 29 123-45-67"
    sites = ("https://example.org/conference", "http://localhost:5000")
    wrong = ("javascript:alert(1)", "https://", "https://a b", "http://[::1", "example.org")
    assert [text for text in (*sites, *wrong) if is_web_address(text)] == list(sites)


@given(ANY_TEXT)
@CHECKED
def test_what_is_within_its_limits_stays_within_them_in_every_normal_form(text):
    if is_within(text, 100):
        normal = [unicodedata.normalize(form, clean_line(text)) for form in ("NFC", "NFKC")]
        assert [each for each in (clean_line(text), *normal) if len(each) > 100] == []


def test_length_is_judged_as_typed_and_again_in_nfkc():
    ligature, decomposed, composed = "\ufdfa", "\ufb2d", "\uac01"  # 18 letters, 3 letters, one
    assert [len(unicodedata.normalize("NFKC", each)) for each in (ligature, decomposed, composed)] == [18, 3, 1]
    assert [excess(each * 100, 100) for each in (ligature, decomposed, composed)] == [
        Excess.LENGTH,
        Excess.LENGTH,
        None,
    ]
    assert [is_within("x" * length, 100) for length in (100, 101)] == [True, False]
    assert is_within(" \r\n" * 500 + "a\r\n" * 50, 100)


def test_accents_are_counted_as_they_are_when_nothing_parts_them_any_more():
    acute, both, halfwidth = "\u0301", "\u0344", "\uff9e"  # the second is two accents, NFKC makes the third one
    rows = {
        "a" + acute * 30: None,
        "a" + acute * 31: Excess.MARKS,
        "a" + both * 15: None,
        "a" + both * 16: Excess.MARKS,
        "a" + halfwidth * 31: Excess.MARKS,
        "a" + (acute * 30 + halfwidth) * 2: Excess.MARKS,
        "a" + (acute * 30 + "\u200b") * 2: Excess.MARKS,
        "a" + "\u0489" * 31: Excess.MARKS,  # encloses, and is sorted by nothing
        ("a" + acute * 30) * 5: None,
    }
    assert {text: excess(text, 200) for text in rows} == rows
    assert [is_within("a" + acute * number, 100, 4) for number in (4, 5)] == [True, False]


def test_what_is_too_much_is_cut_and_not_cleaned():
    clean = cleaned_if_within(str.upper, 10, 4)
    assert (clean("abc"), clean("x" * 99), clean("e" + "\u0301" * 9 + "x")) == (
        "ABC", "x" * 40, "e" + "\u0301" * 4 + "x",
    )  # fmt: skip
    assert beginning("a" + "\u0301\u200b" * 99, 200, 30).count("\u0301") == 30


def test_operators_are_told_what_is_too_much():
    assert [complaint(text, 20) for text in ("x" * 20, "x" * 21, "\ufdfa\ufdfa", "a" + "\u0301" * 31)] == [
        "",
        "has 21 characters; at most 20 fit",
        "has more than 20 characters when its ligatures are written out; at most 20 fit",
        "has 32 characters; at most 20 fit",
    ]
    assert complaint("a" + "\u0301" * 31, 40) == "has more than 30 accents on one letter"
