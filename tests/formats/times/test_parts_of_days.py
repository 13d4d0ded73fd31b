"""Days in parts."""

from datetime import date

import pytest

from seminars.formats.times import parts_of_days


@pytest.mark.parametrize(
    ("language", "months"),
    [
        ("be", "сту лют сак кра май чэр ліп жні вер кас ліс сне"),
        ("ru", "янв февр март апр май июнь июль авг сент окт нояб дек"),
        ("pl", "sty lut mar kwi maj cze lip sie wrz paź lis gru"),
        ("en", "jan feb mar apr may jun jul aug sept oct nov dec"),
    ],
)
def test_a_month_has_at_most_four_letters_and_no_dot(language, months):
    assert [parts_of_days.month_on_a_leaf(date(2027, number, 1), language) for number in range(1, 13)] == months.split()
