"""What strangers are told of seats and of the queue are steps of the true number, and read well in every language."""

import pytest

from seminars.formats import seat_steps
from seminars.formats.seat_steps import Places, Waiting, step
from seminars.i18n import LANGUAGES, force_locale

PLACES = {
    (0, 0): Places.NONE,
    (1, 5): Places.LAST_FIVE,
    (6, 10): Places.SIX_TO_TEN,
    (11, 20): Places.OVER_TEN,
    (21, 50): Places.OVER_TWENTY,
    (51, 100_000): Places.OVER_FIFTY,
}
WAITING = {(0, 0): Waiting.NOBODY, (1, 10): Waiting.SOME, (11, 100_000): Waiting.OVER_TEN}
WORDS = {
    "en": [
        "No places left",
        "The last 5 places or fewer",
        "6–10 places left",
        "More than 10 places left",
        "More than 20 places left",
        "More than 50 places left",
    ],
    "be": [
        "Месцаў няма",
        "Засталося не больш за 5 месцаў",
        "Засталося 6–10 месцаў",
        "Засталося больш за 10 месцаў",
        "Засталося больш за 20 месцаў",
        "Засталося больш за 50 месцаў",
    ],
    "ru": [
        "Мест нет",
        "Осталось не больше 5 мест",
        "Осталось 6–10 мест",
        "Осталось больше 10 мест",
        "Осталось больше 20 мест",
        "Осталось больше 50 мест",
    ],
    "pl": [
        "Brak wolnych miejsc",
        "Zostało najwyżej 5 miejsc",
        "6–10 wolnych miejsc",
        "Ponad 10 wolnych miejsc",
        "Ponad 20 wolnych miejsc",
        "Ponad 50 wolnych miejsc",
    ],
}
WORDS_OF_WAITING = {
    "en": ["No places left, waiting list", "No places left, some wait", "No places left, more than 10 wait"],
    "be": [
        "Месцаў няма, ёсць чарга",
        "Месцаў няма, у чарзе ўжо ёсць людзі",
        "Месцаў няма, у чарзе больш за 10 чалавек",
    ],
    "ru": ["Мест нет, есть очередь", "Мест нет, в очереди уже есть люди", "Мест нет, в очереди больше 10 человек"],
    "pl": [
        "Brak miejsc, jest lista rezerwowa",
        "Brak miejsc, są już oczekujący",
        "Brak miejsc, na liście rezerwowej ponad 10 osób",
    ],
}
# A hall may be smaller than the step: nobody reads of more places than there are.
SMALL_HALLS = {
    (Places.LAST_FIVE, 1): "The last place",
    (Places.LAST_FIVE, 3): "The last 3 places or fewer",
    (Places.SIX_TO_TEN, 6): "6 places left",
    (Places.SIX_TO_TEN, 8): "6–8 places left",
    (Places.OVER_TEN, 11): "More than 10 places left",
}


@pytest.mark.parametrize(("steps", "table"), [(Places, PLACES), (Waiting, WAITING)])
def test_each_number_lies_in_the_step_that_the_table_says(steps, table):
    assert list(table.values()) == list(steps)
    for (least, most), expected in table.items():
        numbers = {least, least + 1, most - 1, most} & set(range(least, most + 1))
        assert {step(steps, number) for number in numbers} == {expected}
        assert expected == least  # a step says no more than its lower bound, from which the meter is drawn


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_step_has_its_words_in_every_language(app, language):
    with app.app_context(), force_locale(language):
        assert [seat_steps.places_left(each, capacity=100) for each in Places] == WORDS[language]
        assert [seat_steps.waiting_list(each) for each in Waiting] == WORDS_OF_WAITING[language]


def test_a_small_hall_is_not_said_to_have_more_places_than_it_has(app):
    with app.app_context(), force_locale("en"):
        said = {(step, seats): seat_steps.places_left(step, capacity=seats) for step, seats in SMALL_HALLS}
    assert said == SMALL_HALLS
