"""How far away a day is."""

from datetime import UTC, datetime, timedelta

import pytest

from seminars.formats.times import days
from seminars.i18n import force_locale

STARTS_AT = datetime(2027, 1, 26, 6, 30, tzinfo=UTC)
NUMBERS = (0, 1, 2, 5, 11, 21, 22, 58, 111, 121)


@pytest.mark.parametrize(
    ("language", "said"),
    [
        (
            "be",
            "сёння, заўтра, праз 2 дні, праз 5 дзён, праз 11 дзён, праз 21 дзень, праз 22 дні, праз 58 дзён, "
            "праз 111 дзён, праз 121 дзень",
        ),
        (
            "ru",
            "сегодня, завтра, через 2 дня, через 5 дней, через 11 дней, через 21 день, через 22 дня, через 58 дней, "
            "через 111 дней, через 121 день",
        ),
        (
            "pl",
            "dziś, jutro, za 2 dni, za 5 dni, za 11 dni, za 21 dni, za 22 dni, za 58 dni, za 111 dni, za 121 dni",
        ),
        (
            "en",
            "today, tomorrow, in 2 days, in 5 days, in 11 days, in 21 days, in 22 days, in 58 days, in 111 days, "
            "in 121 days",
        ),
    ],
)
def test_how_far_away_a_day_is_in_every_language(app, language, said):
    now = datetime(2027, 1, 4, 9, tzinfo=UTC)
    with app.app_context(), force_locale(language):
        found = [days.until(now + timedelta(days=number, hours=1), "Europe/Minsk", now=now) for number in NUMBERS]
    assert ", ".join(found) == said


@pytest.mark.parametrize(
    ("now", "said"),
    [
        ("2027-01-24T20:59+00:00", "in 2 days"),
        ("2027-01-24T21:00+00:00", "tomorrow"),  # midnight in Minsk
        ("2027-01-25T20:59+00:00", "tomorrow"),
        ("2027-01-25T21:00+00:00", "today"),
        ("2027-01-26T06:29+00:00", "today"),
        ("2027-01-26T06:30+00:00", ""),
        ("2027-02-26T06:30+00:00", ""),
    ],
)
def test_days_are_those_of_the_calendar_in_minsk_and_none_are_counted_once_it_has_begun(app, now, said):
    with app.app_context(), force_locale("en"):
        assert days.until(STARTS_AT, "Europe/Minsk", now=datetime.fromisoformat(now)) == said
