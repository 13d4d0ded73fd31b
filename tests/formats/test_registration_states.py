"""The table of what is said in each situation, and of what can be done then, written down a second time in short."""

import pytest
from flask import Flask

from seminars.formats.registration_states import STATES
from seminars.formats.registration_states.row import Act, State
from seminars.formats.sentences import in_words
from seminars.i18n import LANGUAGES, force_locale
from seminars.models.registrations.situation import Situation

LATE = "change_address change_language new_calendar_link send_again"
IN_TIME = f"{LATE} cancel change_answers disown"
POSTPONED = "see_seminar change_language new_calendar_link cancel disown"
ELSEWHERE = "see_seminar see_region"
BEGUN = "The seminar has begun, and you have no place."
NEW_DATE = "This seminar is postponed. The new date will be announced here."
OFF = "This seminar is cancelled."
PLACE_ENDED, ENDED = "Your place is cancelled.", "Your registration is cancelled."
DISOWNED = "The registration is ended. We write to you no more about it."
PAGE = {
    "place": ("You have a place.", "ok", f"{IN_TIME} add_to_calendar reconfirm"),
    "place_begun": ("You have a place.", "ok", f"{LATE} add_to_calendar"),
    "place_over": ("You have a place.", "ok", f"{LATE} add_to_calendar"),
    "place_postponed": ("This seminar is postponed, your place is kept.", "", POSTPONED),
    "place_called_off": (OFF, "", f"{ELSEWHERE} disown"),
    "pending": ("Your registration awaits approval.", "", IN_TIME),
    "pending_begun": (BEGUN, "", LATE),
    "pending_postponed": (NEW_DATE, "", POSTPONED),
    "pending_called_off": (OFF, "", f"{ELSEWHERE} disown"),
    "waiting": ("You are number 7 on the waiting list.", "", IN_TIME),
    "waiting_begun": (BEGUN, "", LATE),
    "waiting_postponed": (NEW_DATE, "", POSTPONED),
    "waiting_called_off": (OFF, "", f"{ELSEWHERE} disown"),
    "lapsed": ("You are number 7 on the waiting list.", "", IN_TIME),
    "offered": ("A place is offered to you.", "", f"{IN_TIME} answer_offer"),
    "offered_again": ("A place is offered to you.", "", f"{IN_TIME} answer_offer"),
    "offered_begun": (BEGUN, "", LATE),
    "offered_postponed": (NEW_DATE, "", POSTPONED),
    "offered_called_off": (OFF, "", f"{ELSEWHERE} disown"),
    "declined": ("Your registration was declined.", "", ELSEWHERE),
    "declined_called_off": (OFF, "", ELSEWHERE),
    "expired": ("Your offer has ended.", "", ELSEWHERE),
    "expired_called_off": (OFF, "", ELSEWHERE),
    "given_back": (PLACE_ENDED, "", f"{ELSEWHERE} restore"),
    "given_back_for_good": (PLACE_ENDED, "", ELSEWHERE),
    "given_back_called_off": (OFF, "", ELSEWHERE),
    "left": (ENDED, "", ELSEWHERE),
    "left_called_off": (OFF, "", ELSEWHERE),
    "disowned": (DISOWNED, "", ELSEWHERE),
    "disowned_called_off": (OFF, "", ELSEWHERE),
    "place_withdrawn": (PLACE_ENDED, "", ELSEWHERE),
    "place_withdrawn_called_off": (OFF, "", ELSEWHERE),
    "withdrawn": (ENDED, "", ELSEWHERE),
    "withdrawn_called_off": (OFF, "", ELSEWHERE),
    "erased": ("Your data is removed.", "", ""),
}
# Page, receipt and mail each, where they do not say the same.
WORDED_APART = {
    "waiting": (
        "You are number 7 on the waiting list.",
        "You are on the waiting list.",
        "You are on the waiting list.",
    ),
    "place_postponed": (
        "This seminar is postponed, your place is kept.",
        "This seminar is postponed, your place is kept.",
        "You have a place.",
    ),
    "pending_postponed": (NEW_DATE, NEW_DATE, "Your registration awaits approval."),
    "withdrawn": (ENDED, "", "Your registration was cancelled by the organisers."),
}
FACTS = {"num": 1, "number": 7, "moment": "Monday", "names": "Ada"}


@pytest.fixture
def english(app: Flask):
    with app.app_context(), force_locale("en"):
        yield


def test_every_situation_has_one_row():
    assert list(STATES) == list(Situation)
    assert set(PAGE) == set(Situation)


@pytest.mark.usefixtures("english")
def test_every_row_names_its_headline_its_tone_and_its_acts():
    found = {name: (in_words(row.headline, **FACTS), row.tone, row.acts) for name, row in STATES.items()}
    assert found == {name: (said, tone, frozenset(map(Act, acts.split()))) for name, (said, tone, acts) in PAGE.items()}


@pytest.mark.usefixtures("english")
@pytest.mark.parametrize("situation", WORDED_APART)
def test_page_receipt_and_mail_word_some_situations_in_their_own_way(situation):
    row = STATES[Situation(situation)]
    said = tuple(in_words(column, **FACTS) for column in (row.headline, row.receipt, row.mail))
    assert said == WORDED_APART[situation]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("num", [1, 3])
def test_every_sentence_can_be_said_in_every_language_of_one_and_of_several(app, language, num):
    with app.app_context(), force_locale(language):
        said = [_said(row, num) for row in STATES.values()]
    assert [text for texts in said for text in texts if "%" in text or "l'" in text] == []
    assert all(said)


def _said(row: State, num: int) -> list[str]:
    """All that the row says."""
    columns = [column for column in vars(row).values() if callable(column) or hasattr(column, "__html__")]
    link = (row.mail_link.label, row.mail_link.line) if row.mail_link else ()
    pairs = [*row.cancel, *row.others_wait, *row.others_stay_out, *link]
    return [in_words(sentence, **FACTS | {"num": num}) for sentence in (*columns, *pairs)]
