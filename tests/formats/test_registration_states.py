"""The table of what is said in each situation, and of what can be done then, written down a second time in short."""

import pytest
from flask import Flask

from seminars.formats.registration_states import STATES
from seminars.formats.registration_states.row import Act, State, main_act, name_of_changing
from seminars.formats.sentences import in_words
from seminars.i18n import LANGUAGES, force_locale
from seminars.models.registrations.situation import Situation

LATE = "change_address change_language new_calendar_link send_again"
IN_TIME = f"{LATE} cancel change_answers disown"
POSTPONED = "see_seminar change_language new_calendar_link cancel disown"
ELSEWHERE = "see_seminar see_region"
OVER = "The seminar has taken place."
AFTERWARDS = f"{ELSEWHERE} change_language new_calendar_link"
BEGUN = "The seminar has begun, and you have no place."
NEW_DATE = "This seminar is postponed. The new date will be announced here."
OFF = "This seminar is cancelled."
PLACE_ENDED, ENDED = "Your place is cancelled.", "Your registration is cancelled."
DISOWNED = "The registration is ended. We write to you no more about it."
PAGE = {
    "place": ("You have a place.", "ok", f"{IN_TIME} add_to_calendar reconfirm see_agenda"),
    "place_begun": ("You have a place.", "ok", f"{LATE} add_to_calendar see_agenda"),
    "place_over": (OVER, "", AFTERWARDS),
    "no_place_over": (OVER, "", AFTERWARDS),
    "place_postponed": ("This seminar is postponed, your place is kept.", "", POSTPONED),
    "place_called_off": (OFF, "", f"{ELSEWHERE} disown"),
    "pending": ("Your registration awaits approval.", "", f"{IN_TIME} see_seminar"),
    "pending_begun": (BEGUN, "", f"{LATE} see_region"),
    "pending_postponed": (NEW_DATE, "", POSTPONED),
    "pending_called_off": (OFF, "", f"{ELSEWHERE} disown"),
    "waiting": ("You are number 7 on the waiting list.", "", f"{IN_TIME} see_seminar"),
    "waiting_begun": (BEGUN, "", f"{LATE} see_region"),
    "waiting_postponed": (NEW_DATE, "", POSTPONED),
    "waiting_called_off": (OFF, "", f"{ELSEWHERE} disown"),
    "lapsed": ("You are number 7 on the waiting list.", "", f"{IN_TIME} see_seminar"),
    "offered": ("A place is offered to you.", "", f"{IN_TIME} answer_offer see_agenda"),
    "offered_again": ("A place is offered to you.", "", f"{IN_TIME} answer_offer see_agenda"),
    "offered_begun": (BEGUN, "", f"{LATE} see_region"),
    "offered_postponed": (NEW_DATE, "", POSTPONED),
    "offered_called_off": (OFF, "", f"{ELSEWHERE} disown"),
    "declined": ("Your registration was declined.", "", ELSEWHERE),
    "declined_over": (OVER, "", ELSEWHERE),
    "declined_called_off": (OFF, "", ELSEWHERE),
    "expired": ("Your offer has ended.", "", ELSEWHERE),
    "expired_late": ("Your offer has ended.", "", ELSEWHERE),
    "expired_over": (OVER, "", ELSEWHERE),
    "expired_called_off": (OFF, "", ELSEWHERE),
    "given_back": (PLACE_ENDED, "", f"{ELSEWHERE} restore"),
    "given_back_late": (PLACE_ENDED, "", ELSEWHERE),
    "given_back_over": (OVER, "", ELSEWHERE),
    "given_back_called_off": (OFF, "", ELSEWHERE),
    "left": (ENDED, "", ELSEWHERE),
    "left_over": (OVER, "", ELSEWHERE),
    "left_called_off": (OFF, "", ELSEWHERE),
    "disowned": (DISOWNED, "", ELSEWHERE),
    "disowned_over": (OVER, "", ELSEWHERE),
    "disowned_called_off": (OFF, "", ELSEWHERE),
    "place_withdrawn": (PLACE_ENDED, "", ELSEWHERE),
    "place_withdrawn_over": (OVER, "", ELSEWHERE),
    "place_withdrawn_called_off": (OFF, "", ELSEWHERE),
    "withdrawn": (ENDED, "", ELSEWHERE),
    "withdrawn_over": (OVER, "", ELSEWHERE),
    "withdrawn_called_off": (OFF, "", ELSEWHERE),
    "united": ("Your two registrations are one now.", "", ELSEWHERE),
    "erased": ("Your data is removed.", "", ""),
}
# The filled button of each situation whose page is not about the seminar's own.
MAIN = {
    "place": "reconfirm",
    "place_begun": "add_to_calendar",
    "offered": "answer_offer",
    "offered_again": "answer_offer",
    **dict.fromkeys(("pending_begun", "waiting_begun", "offered_begun"), "see_region"),
}
# The headlines of the receipt, where there can be one, and of a mail.
WAITING, AWAITS = "You are on the waiting list.", "Your registration awaits approval."
DECLINED, EXPIRED, WITHDRAWN = (
    "Your registration was declined.",
    "Your offer has ended.",
    "Your registration was cancelled by the organisers.",
)
RECEIPT_AND_MAIL = {
    "place": ("You have a place.", "You have a place."),
    "place_begun": ("You have a place.", "You have a place."),
    "place_over": (OVER, OVER),
    "place_postponed": ("This seminar is postponed, your place is kept.", "You have a place."),
    "place_called_off": (OFF, "You have a place."),
    "no_place_over": (OVER, OVER),
    "pending": (AWAITS, AWAITS),
    "pending_begun": (BEGUN, BEGUN),
    "pending_postponed": (NEW_DATE, AWAITS),
    "pending_called_off": (OFF, AWAITS),
    "waiting": (WAITING, WAITING),
    "waiting_begun": (BEGUN, BEGUN),
    "waiting_postponed": (NEW_DATE, WAITING),
    "waiting_called_off": (OFF, WAITING),
    "lapsed": (WAITING, EXPIRED),
    "offered": ("", "A place is offered to you."),
    "offered_again": ("", "A place is offered to you."),
    "offered_begun": (BEGUN, BEGUN),
    "offered_postponed": (NEW_DATE, "A place is offered to you."),
    "offered_called_off": (OFF, "A place is offered to you."),
    "declined": ("", DECLINED),
    "declined_over": ("", DECLINED),
    "declined_called_off": ("", DECLINED),
    "expired": ("", EXPIRED),
    "expired_late": ("", EXPIRED),
    "expired_over": ("", EXPIRED),
    "expired_called_off": ("", EXPIRED),
    "given_back": ("", PLACE_ENDED),
    "given_back_late": ("", PLACE_ENDED),
    "given_back_over": ("", PLACE_ENDED),
    "given_back_called_off": ("", PLACE_ENDED),
    "left": ("", ENDED),
    "left_over": ("", ENDED),
    "left_called_off": ("", ENDED),
    "disowned": ("", DISOWNED),
    "disowned_over": ("", DISOWNED),
    "disowned_called_off": ("", DISOWNED),
    "place_withdrawn": ("", WITHDRAWN),
    "place_withdrawn_over": ("", WITHDRAWN),
    "place_withdrawn_called_off": ("", WITHDRAWN),
    "withdrawn": ("", WITHDRAWN),
    "withdrawn_over": ("", WITHDRAWN),
    "withdrawn_called_off": ("", WITHDRAWN),
    "united": ("", "Your two registrations are one now."),
    "erased": ("", "Your data is removed."),
}
# What must not be said any more, wherever it stands in the row.
PROMISES = ("You have a place", "you have no place", "travel", "sign up again", "Sign up again", "calendar", "Cancel ")
ENTRANCE = "Show this at the entrance. A screenshot is enough, also without internet."
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
def test_only_those_who_have_a_place_hold_a_ticket_for_the_entrance_until_the_end():
    shown = {name: in_words(row.lead) for name, row in STATES.items() if row.admits}
    assert shown == dict.fromkeys(("place", "place_begun"), ENTRANCE)
    assert [name for name, row in STATES.items() if in_words(row.lead, **FACTS) == ENTRANCE] == list(shown)


def test_every_page_has_one_main_act():
    rows = {name: row for name, row in STATES.items() if row.acts}
    assert {name: main_act(row.acts) for name, row in rows.items()} == {
        name: MAIN.get(name, "see_seminar") for name in rows
    }
    assert set(STATES) - set(rows) == {"erased"}
    assert main_act(STATES["place"].acts - {Act.RECONFIRM}) == "add_to_calendar"


@pytest.mark.usefixtures("english")
@pytest.mark.parametrize(
    ("situation", "name"),
    [
        ("place", "Change answers, address, language"),
        ("place_begun", "Change address, language"),
        ("place_over", "Answers, language, calendar"),
        ("place_called_off", "Your answers"),
        ("declined", "Your answers"),
    ],
)
def test_the_fold_of_answers_is_named_by_what_can_be_done_there(situation, name):
    assert name_of_changing(STATES[situation].acts) == name


@pytest.mark.usefixtures("english")
def test_every_row_has_the_headlines_of_its_receipt_and_of_its_mail():
    columns = {name: (row.receipt, row.mail) for name, row in STATES.items()}
    found = {name: tuple(in_words(column, **FACTS) for column in both) for name, both in columns.items()}
    assert found == RECEIPT_AND_MAIL


@pytest.mark.usefixtures("english")
@pytest.mark.parametrize("num", [1, 3])
def test_once_it_is_over_no_row_promises_or_asks_for_anything(num):
    said = {name: " ".join(_said(row, num)) for name, row in STATES.items() if name.endswith("_over")}
    assert len(said) == 9
    assert [(name, words) for name, text in said.items() for words in PROMISES if words in text] == []


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
