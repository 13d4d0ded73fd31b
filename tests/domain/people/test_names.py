"""What may be a name, whoever asks."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from seminars.domain.people.names import APOSTROPHES, Flaw, Flawed, find_flaw, full_name


@pytest.mark.parametrize("sign", [*sorted(APOSTROPHES), *" .。,()!·-‐‑–—−־"])
def test_every_apostrophe_and_every_dash_may_stand_in_a_name(sign):
    assert find_flaw(f"Ул{sign}яна") is None


@pytest.mark.parametrize("character", [*'/:@\\<>=_0٣²⒈／：＠&"#%*+;?[]{}|~^$№'[:-1], "\N{BRAILLE PATTERN BLANK}"])
def test_what_addresses_and_numbers_are_made_of_may_not(character):
    assert find_flaw(f"Анна{character}") == Flawed(Flaw.CHARACTER, character)


def test_marks_are_counted_as_they_are_read():
    assert find_flaw("a" + "\u0301" * 4) is None
    assert find_flaw("a" + "\u0301" * 5) == Flawed(Flaw.MARKS)
    assert find_flaw("a\u0301\u0301" + "\ufc5e") is None  # in NFKC a blank stands between them
    assert find_flaw("o\u0302\u0303 " * 20) is None


def test_letters_without_a_shape_are_no_name():
    assert [find_flaw(name) for name in ("\u3164", "\uffa0", "ʼ", "-", "\u0301")] == [Flawed(Flaw.LETTERS)] * 5
    assert find_flaw("\u3164김") is None


@given(st.text(max_size=100))
@settings(deadline=None, derandomize=True)
def test_any_text_is_judged(text):
    flawed = find_flaw(text)
    assert flawed is None or flawed.flaw != Flaw.CHARACTER or flawed.character in text


def test_one_of_both_names_is_a_full_name():
    assert [full_name("Ada", "Zhuk"), full_name("Ada", ""), full_name("", "Zhuk")] == ["Ada Zhuk", "Ada", "Zhuk"]
