"""Addresses are understood as people paste them, and nothing of an address is guessed."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from seminars.domain.people.addresses.reading import letters_that_cannot_be_mailed, understood, well_formed
from seminars.text import clean_line

CHECKED = settings(deadline=None, max_examples=200, derandomize=True)
PASTED = (
    "Анна <anna@mail.ru>", '"Ivanova, Anna" <anna@mail.ru>;', "<anna@mail.ru>", "anna@mail.ru <mailto:anna@mail.ru>",
    "mailto:anna@mail.ru", "MAILTO:anna@mail.ru?subject=x&body=y", "<mailto:anna%40mail.ru>", "anna@mail.ru.",
    "anna@mail.ru,", "anna@mail.ru;", "anna@mail.ru).", "(anna@mail.ru)", "[anna@mail.ru]", '"anna@mail.ru"',
    "'anna@mail.ru'", "«anna@mail.ru»", "„anna@mail.ru”", "“anna@mail.ru”,", " anna@mail.ru \xa0", "anna@mail.ru\u3164",
    "\ufeffanna\u200b@mail\u2060.ru\ufe0f", "an\u00adna@mail.ru", "\u2800anna@mail.ru", "anna@mail.ru\U000e0001",
)  # fmt: skip
LEFT = (
    "anna ivanova@mail.ru", "Anna anna@mail.ru", "anna@mail.ru, bela@mail.ru", "A <a@mail.ru>, B <b@mail.ru>",
    "anna@mail.ru bela@mail.ru", "anna", "anna@", "@mail.ru", "anna at mail.ru", "anna @mail.ru", "", "<>", "mailto:",
)  # fmt: skip


@pytest.mark.parametrize("pasted", PASTED)
def test_an_address_is_taken_out_of_what_stands_around_it(pasted):
    assert well_formed(understood(clean_line(pasted))) == "anna@mail.ru"


@pytest.mark.parametrize("text", LEFT)
def test_what_may_mean_another_address_is_not_guessed(text):
    assert well_formed(understood(text)) is None


@given(st.emails())
@CHECKED
def test_a_usual_address_is_what_it_is(address):
    stored = well_formed(address)
    if stored and not stored.startswith("'"):
        assert well_formed(understood(address)) == stored


@given(st.text(max_size=80))
@CHECKED
def test_what_was_understood_is_understood_as_itself(text):
    once = understood(clean_line(text))
    if well_formed(once):
        assert understood(well_formed(once)) == well_formed(once)


@pytest.mark.parametrize(
    ("address", "letters"),
    [
        ("аnna@mail.ru", "а"),
        ("анна@mail.ru", "ан"),
        ("józef@wp.pl", "ó"),
        ("anna@mаil.ru", ""),
        ("anna@пошта.бел", ""),
        ("анна", ""),
        ("анна@", ""),
        ("анна@mail", ""),
        ("анна кот@mail.ru", ""),
    ],
)
def test_letters_before_the_at_are_told_where_they_are_all_that_is_wrong(address, letters):
    assert letters_that_cannot_be_mailed(address) == letters
