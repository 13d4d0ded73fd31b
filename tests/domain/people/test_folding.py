"""One spelling for what is typed in many."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from seminars.domain.people.folding import APOSTROPHES, fold
from seminars.domain.people.identity import LONGEST_KEY

CHECKED = settings(deadline=None, max_examples=300, derandomize=True)
# Letters of both alphabets that look alike, their marks, and what lengthens or composes.
TROUBLE = st.text(
    st.sampled_from("aаeеёëiіїïoоcсpрxхyуўкkmмйиłŁøßİıæ'’ʼ-\u0301\u0306\u0308\u0323ﷺǆŉ ᾳ가क्"), max_size=120
)


@pytest.mark.parametrize(
    "spellings",
    [
        ("О'Коннор", "О’Коннор", "О‘Коннор", "ОʼКоннор", "ОʹКоннор", "ОʻКоннор", "О`Коннор", "О´Коннор", "О′Коннор",
         "О＇Коннор"),
        ("Łukasz", "Lukasz", "ŁUKASZ"),
        ("Józef", "Jozef", "Jo\u0301zef"),
        ("Анна-Мария", "Анна Мария", "Анна\u2010Мария", "Анна – Мария"),
        ("Алексей", "Алексeй", "Aлексей", "Алекceй"),  # Latin e, A, c and e
        ("Владимир", "Bлaдимиp"),
        ("Kowalski", "Кowalski", "Kоwаlski"),  # Cyrillic К, о and а
        ("Алёна", "Алена", "Алëна"),  # the last one with a Latin ë
        ("Зінаіда", "Зинаида", "Зiнаiда"),  # the last one with a Latin i
        ("İbrahim", "Ibrahim"),
        ("Nguyễn", "Nguyen"),
        ("Straße", "STRASSE"),
        ("Ивано́в", "Иванов"),
    ],
)  # fmt: skip
def test_what_only_looks_different_is_folded_to_one(spellings: tuple[str, ...]):
    assert len({fold(each) for each in spellings}) == 1


@pytest.mark.parametrize(
    "names",
    [
        ("Анна", "Ганна", "Anna"),
        ("Андрей", "Андреи"),
        ("Їжак", "Іжак"),
        ("Ґерасім", "Герасім"),
        ("Мария", "Марья"),
        ("Müller", "Mueller"),
        ("Сор", "Cop"),  # each of one alphabet alone
        ("АннаМария", "Анна-Мария"),
        ("राम", "रम"),  # their marks are not accents
    ],
)
def test_other_names_stay_others(names: tuple[str, ...]):
    assert len({fold(each) for each in names}) == len(names)


def test_every_apostrophe_parts_like_the_one_of_the_keyboard():
    assert {fold(f"Ул{each}яна") for each in APOSTROPHES} == {"ул яна"}


@given(st.one_of(st.text(max_size=120), TROUBLE), st.sampled_from([None, 20, LONGEST_KEY]))
@CHECKED
def test_folding_twice_is_folding_once(text: str, longest: int | None):
    folded = fold(text, longest=longest)
    assert fold(folded, longest=longest) == folded
    assert folded == " ".join(folded.split())
    assert longest is None or len(folded) <= longest


def test_no_character_is_folded_in_another_way_the_second_time():
    around = ("{}", "a{}", "и{}\u0306", "{}\u0301\u0308", "eж{}", "α{}\u0301")
    texts = [each.format(chr(code)) for code in range(0x3000) for each in around]
    assert [text for text in texts if fold(fold(text)) != fold(text)] == []
