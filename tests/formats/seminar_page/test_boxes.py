"""The box beside a seminar in every state: its button, where that leads, and what is said below."""

from datetime import UTC, datetime

import pytest

from seminars.formats.seminar_page import boxes
from seminars.formats.times import deadlines
from seminars.models import Seminar

CLOSES = datetime(2027, 1, 24, 15, 0, tzinfo=UTC)
FREE = "Free of charge, no account: a name and an e-mail address are enough."
UNTIL = "Sign up by Sunday 24 January, 18:00."
QUEUE = "The waiting list is not a place yet: we write to you when one opens up."
DECIDE = "The organisers decide who takes part. You will hear from them by mail."


def seminar(**values) -> Seminar:
    times = {"starts_at": datetime(2027, 1, 26, 6, 30, tzinfo=UTC), "registration_closes_at": CLOSES}
    return Seminar(timezone="Europe/Minsk", **{"needs_approval": False, "host_event_url": "", **times, **values})


@pytest.mark.parametrize(
    ("state", "values", "button", "words"),
    [
        ("open", {}, ("Sign up", "form"), f"{FREE} {UNTIL}"),
        ("open", {"registration_closes_at": None}, ("Sign up", "form"), FREE),
        ("few", {}, ("Sign up", "form"), f"{FREE} {UNTIL}"),
        ("open", {"needs_approval": True}, ("Sign up", "form"), f"{DECIDE} {FREE} {UNTIL}"),
        ("queue", {}, ("Join the waiting list", "form"), f"{QUEUE} {FREE} {UNTIL}"),
        ("queue", {"needs_approval": True}, ("Sign up", "form"), f"{DECIDE} {FREE} {UNTIL}"),
        ("full", {}, ("", ""), ""),
        ("not_open", {"registration_opens_at": CLOSES}, ("", ""), "Registration opens on Sunday 24 January, 18:00."),
        ("closed", {}, ("", ""), ""),
        ("elsewhere", {"host_event_url": "https://example.org/"}, ("To the host event", "host event"),
         "One signs up with the organisers of the host event."),
        ("elsewhere", {}, ("", ""), "One signs up with the organisers of the host event."),
        ("over", {}, ("", ""), ""),
        ("postponed", {}, ("", ""), ""),
        ("cancelled", {}, ("", ""), ""),
    ],
)  # fmt: skip
def test_each_state_has_its_button_and_its_words(app, state, values, button, words):
    with app.test_request_context("/en/"):
        box = boxes.box_of(seminar(**values), state)
        assert (str(box.button), box.leads_to) == button
        assert boxes.words_of(box, seminar(**values), "en") == words


def test_what_the_banner_says_stands_in_no_box():
    assert {state for state, box in boxes.BOXES.items() if not box.has_state} == {"postponed", "cancelled"}


def test_beside_the_button_of_a_phone_the_day_is_enough(app):
    with app.test_request_context("/en/"):
        assert boxes.until(boxes.BOXES["open"], seminar(), "en") == "until 24 January"
        assert boxes.until(boxes.BOXES["open"], seminar(registration_closes_at=None), "en") == ""
        assert boxes.until(boxes.BOXES["closed"], seminar(), "en") == ""


@pytest.mark.parametrize(
    ("language", "written"),
    [
        ("be", "нядзеля, 24 студзеня, 18:00"),
        ("ru", "воскресенье, 24 января, 18:00"),
        ("pl", "niedziela, 24 stycznia, 18:00"),
        ("en", "Sunday 24 January, 18:00"),
    ],
)
def test_a_deadline_leaves_out_the_year_of_the_seminar(language, written):
    assert deadlines.moment(CLOSES, seminar(), language) == written


def test_a_deadline_of_another_year_has_its_year():
    assert deadlines.moment(CLOSES.replace(year=2026, month=12, day=30), seminar(), "en") == (
        "Wednesday 30 December 2026, 18:00"
    )
