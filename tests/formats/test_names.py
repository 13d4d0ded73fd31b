"""No program makes a link of a name that a mail or a calendar writes, and nobody's name is changed in any other way."""

import re
import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from seminars.formats.names import initials, without_links

TEXT = st.text(st.sampled_from(".．。｡․﹒…︒㏂㏇abяﬁ℡中·-' ()\u0301\u3164\ufe0f"), max_size=12) | st.text(max_size=60)


@pytest.mark.parametrize(
    ("typed", "written"),
    [
        ("vk.com", "vk. com"),
        ("И.О.Иванов", "И.О. Иванов"),
        ("И.О.", "И.О."),
        ("prof. Jan", "prof. Jan"),
        ("J.-Pierre Gal·la", "J.-Pierre Gal·la"),
        ("evil．com", "evil． com"),
        ("vk․com", "vk․ com"),
        ("例。中国", "例。 中国"),
        ("vk.ﬁ", "vk. ﬁ"),
        ("vk.℡", "vk. ℡"),
        ("vk㏇com", "vk㏇ com"),
        ("vk.c\u0301om", "vk. c\u0301om"),
        ("vk.\ufe0fcom", "vk. \ufe0fcom"),
        ("www.bit.ly.", "www. bit. ly."),
    ],
)
def test_a_dot_before_two_letters_gets_a_blank(typed, written):
    assert without_links(typed) == written


@given(TEXT)
@settings(deadline=None, derandomize=True, max_examples=500)
def test_no_address_is_left_and_nothing_but_blanks_is_added(name):
    written = without_links(name)
    assert re.search(r"[.。][^\W\d_]{2}", unicodedata.normalize("NFKC", written)) is None
    assert written.replace(" ", "") == name.replace(" ", "")
    assert without_links(written) == written


@pytest.mark.parametrize(
    ("name", "letters"),
    [
        ("Alesia Rabina", "AR"),
        ("Іван Пятровіч Сідараў", "ІС"),
        ("Юлія Ўласава", "ЮЎ"),
        ("Łucja Żak-Śliwa", "ŁŻ"),
        ("И. О. Иванов", "ИИ"),
        ("dr hab. Jan Kowalski", "JK"),
        ("Prof. Ada Byron (LSE)", "AB"),
        ("E\u0301va Nagy", "ÉN"),
        ("Ada", "A"),
        ("ada byron", "AB"),
        ("007", ""),
    ],
)
def test_initials_are_those_of_the_first_and_the_last_name(name, letters):
    assert initials(name) == letters
