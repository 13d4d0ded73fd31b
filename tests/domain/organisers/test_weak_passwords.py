"""Which passwords would be guessed soon, and which would not."""

import pytest

from seminars.domain.organisers.weak_passwords import Weakness, weakness

WEAK = {
    Weakness.COMMON: ("1234567890", "qwertyuiop", "QwertyUiop", "password123", "1q2w3e4r5t", "leavemealone"),
    Weakness.OWN_ADDRESS: (
        *("olive.white@example.org", "OLIVE.WHITE@EXAMPLE.ORG", "olive.white@example.org1", "olive.white"),
        *("olivewhite", "whiteolive", "olive2027!", "White12345", "oliveexample"),
    ),
    Weakness.NUMBER: ("0987654321", "12.05.1987 10", "+375 29 123-45-67", "3141592653589"),
    Weakness.REPETITION: ("aaaaaaaaaa", "abcabcabca", "пароль пароль пароль ", "xyzzy!xyzzy!", "mamamamama"),
    Weakness.ROW: (
        *("Qwertyuiop[]", "asdfghjkl;'", "zyxwvutsrq", "aaaabbbbcccc", "abcdefghij12"),
        *("йцукенгшщз", "ЙЦУКЕНГШЎЗ", "фывапролдж", "абвгдеёжзі"),
    ),
}
GOOD = (
    "correct horse battery staple", "my olive tree grows", "горад над ракой", "Żółta łódź 7", "x9!kQ2#vLp",
    "#$%^8@2*&!(@", "a long new password", "Tue2morrow3",
)  # fmt: skip


@pytest.mark.parametrize(("why", "password"), [(why, each) for why, those in WEAK.items() for each in those])
def test_what_is_guessed_first_is_weak(why, password):
    assert weakness(password, address="olive.white@example.org") == why


@pytest.mark.parametrize("password", GOOD)
def test_a_few_words_and_random_characters_are_not(password):
    assert weakness(password, address="olive.white@example.org") is None
