"""What happens next, line by line, for each outcome of a form."""

import pytest

from seminars.formats.registration_states.next_steps import next_steps
from seminars.i18n import LANGUAGES, force_locale
from seminars.models.registrations.situation import Situation

MAIL = "A mail with your code and the link to your own page goes to ada@example.org, usually within a minute."
TWO_MAILS = (
    "Two mails go to ada@example.org, usually within a minute: one about the places, one about the waiting list."
)
CANCEL = "If you cannot come, cancel by the link in the mail, so that somebody else can."
REMINDER = f"We remind you the day before. {CANCEL}"
COME = "Nothing needs to be printed: the code on your phone is enough at the entrance."
DECISION = "The organisers decide who takes part, and we write to you as soon as they have."
TURN = "As soon as it is your turn, we offer you a place by mail; please answer in time."
TURN_OF_OTHERS = "As soon as places for the others are free, we offer them by mail. Until then they should not travel."
STAY = "Please do not travel before you have a place."


@pytest.mark.parametrize(
    ("situation", "some_wait", "is_reminded", "steps"),
    [
        ("place", False, True, [MAIL, REMINDER, COME]),
        ("place", False, False, [MAIL, CANCEL, COME]),
        ("place", True, True, [TWO_MAILS, REMINDER, TURN_OF_OTHERS]),
        ("place_begun", False, False, [MAIL, COME]),
        ("pending", False, True, [MAIL, DECISION, STAY]),
        ("waiting", False, True, [MAIL, TURN, STAY]),
        ("waiting_begun", False, False, [MAIL]),
        ("place_postponed", False, False, [MAIL]),
        ("place_postponed", True, False, [TWO_MAILS]),
        ("waiting_called_off", False, False, [MAIL]),
        ("place_over", False, False, []),
        ("no_place_over", False, False, []),
    ],
)
def test_each_outcome_has_its_steps(app, situation, some_wait, is_reminded, steps):
    with app.app_context(), force_locale("en"):
        assert (
            next_steps(Situation(situation), "ada@example.org", some_wait=some_wait, is_reminded=is_reminded) == steps
        )


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_address_is_named_as_it_is_in_every_language(app, language):
    with app.app_context(), force_locale(language):
        said = next_steps(Situation.PLACE, "100%d@example.org", some_wait=False, is_reminded=True)
    assert (len(said), said[0].count(" 100%d@example.org"), [step for step in said[1:] if "%" in step]) == (3, 1, [])
