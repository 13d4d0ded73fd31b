"""A telephone link holds one number, whatever is written beside it."""

import pytest

from seminars.formats.phones import dialled


@pytest.mark.parametrize(
    ("written", "number"),
    [
        ("+375 29 123-45-67", "+375291234567"),
        ("(+375 29) 123.45.67", "+375291234567"),
        ("8 (017) 200-00-00, 8 (029) 123-45-67", "80172000000"),
        ("+375 29 123-45-67 +375 33 765-43-21", "+375291234567"),
        ("тел. 200-00-00 доб. 12", "2000000"),
        ("2 тел.: 200-00-00; 200-00-01", "2000000"),
        ("8 017/200-00-00", "80172000000"),
        ("200-00-00/200-00-01", "2000000"),
        ("+375 29 123-45-67 (Viber)", "+375291234567"),
        ("١٢٣٤٥", "12345"),
        ("12 ab 34 cd 56", ""),
        ("", ""),
    ],
)
def test_the_first_number_is_dialled(written, number):
    assert dialled(written) == number
